import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../lib/sqlite.ts'
import { writeFileSafely } from '../../lib/files.ts'
import { answerRepository } from '../machines/installations/answers.ts'
import { stationMigrations } from '../migrations.ts'
import { backupStation } from './backup.ts'
import { finishRestore, restoreStation } from './restore.ts'

const now = (): Date => new Date('2026-05-01T08:00:00Z')
const passphrase = 'correct horse 电池'
let state: string
let file: string

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'vmp-backup-'))
  file = join(state, 'station.backup')
  writeFileSafely(join(state, 'keys', 'ca.key'), 'the key of the CA', 0o600)
  writeFileSafely(join(state, 'keys', 'trusted', 'one.pub'), 'public')
  put('first')
})
afterEach(() => rmSync(state, { recursive: true, force: true }))

function put(document: string): void {
  const database = openDatabase(join(state, 'station.db'), stationMigrations)
  answerRepository(database, now).put('site', document, 'root')
  database.close()
}
function document(): string {
  const database = openDatabase(join(state, 'station.db'), stationMigrations)
  const { document: text } = answerRepository(database, now).get('site')
  database.close()
  return text
}
const backup = (secret: string | null = passphrase) =>
  backupStation({ state, file, passphrase: secret, program: '0.1.0', now, cost: { n: 1024, r: 8, p: 1 } })
const restore = (secret: string | null = passphrase) => restoreStation({ state, file, passphrase: secret, now })

describe('a backup', () => {
  test.each([passphrase, null])('with the passphrase %s brings all back, and keeps what was there', async (secret) => {
    await backup(secret)
    put('second')
    rmSync(join(state, 'keys'), { recursive: true })
    writeFileSafely(join(state, 'keys', 'ca.key'), 'another key', 0o600)
    const { kept, header } = await restore(secret)
    expect(document()).toBe('first')
    expect(readFileSync(join(state, 'keys/ca.key'), 'utf8')).toBe('the key of the CA')
    expect(readFileSync(join(state, 'keys/trusted/one.pub'), 'utf8')).toBe('public')
    expect(statSync(join(state, 'keys/ca.key')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(kept, 'keys/ca.key'), 'utf8')).toBe('another key')
    expect(existsSync(join(kept, 'station.db'))).toBe(true)
    expect(header).toMatchObject({ program: '0.1.0', madeAt: '2026-05-01T08:00:00.000Z' })
    expect(readdirSync(state).filter((name) => /^(restore|\.backup)/.test(name))).toEqual([])
  })

  test('holds what was committed while the station runs, is its owner’s alone, and says no secret', async () => {
    const running = openDatabase(join(state, 'station.db'), stationMigrations)
    answerRepository(running, now).put('site', 'a-secret-of-the-running-station', 'root')
    await backup()
    running.close()
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const raw = readFileSync(file)
    expect(raw.includes('a-secret')).toBe(false)
    expect(raw.includes('the key of the CA')).toBe(false)
    put('later')
    await restore()
    expect(document()).toBe('a-secret-of-the-running-station')
  })

  test('is refused with another passphrase, and nothing has changed', async () => {
    await backup()
    put('second')
    await expect(restore('something else')).rejects.toMatchObject({ code: 'backup.wrongPassphrase' })
    await expect(restore(null)).rejects.toMatchObject({ code: 'backup.wrongPassphrase' })
    expect(document()).toBe('second')
    expect(readdirSync(state).filter((name) => /restore/.test(name))).toEqual([])
  })

  test.each<[string, (size: number) => void]>([
    ['cut off', (size) => truncateSync(file, size - 40)],
    ['cut to its first line', () => truncateSync(file, 100)],
    ['longer', () => appendFileSync(file, 'more')],
    ['changed', (size) => writeFileSync(file, changed(readFileSync(file), size - 60))],
    [
      'of other parameters',
      () => writeFileSync(file, readFileSync(file, 'latin1').replace('0.1.0', '0.1.1'), 'latin1'),
    ],
    ['something else', () => writeFileSync(file, 'SQLite format 3\n')],
  ])('that is %s is refused, encrypted or not', async (_, spoil) => {
    for (const secret of [passphrase, null]) {
      await backup(secret)
      spoil(statSync(file).size)
      const damaged = expect.stringMatching(/^backup\.(damaged|wrongPassphrase)$/)
      await expect(restore(secret)).rejects.toMatchObject({ code: damaged })
    }
    expect(document()).toBe('first')
  })

  test('of a newer station is refused', async () => {
    await backup(null)
    const text = readFileSync(file, 'latin1')
    writeFileSync(file, text.replace('"version":1', '"version":9'), 'latin1')
    await expect(restore(null)).rejects.toMatchObject({ code: 'backup.newer' })
    rmSync(join(state, 'station.db'))
    openDatabase(join(state, 'station.db'), [...stationMigrations, 'CREATE TABLE later (x TEXT)']).close()
    await backup(null)
    await expect(restore(null)).rejects.toMatchObject({ code: 'database.newer' })
  })

  test('needs a station', async () => {
    rmSync(join(state, 'station.db'))
    await expect(backup()).rejects.toMatchObject({ code: 'database.unusable' })
    expect(existsSync(file)).toBe(false)
  })
})

test('a power cut in the middle of a restore leaves all of the old or all of the new, after the next start', async () => {
  await backup(null)
  const steps = ['station.db', 'keys']
  for (const [count] of [[], ...steps].entries()) {
    put(`old ${count}`)
    writeFileSafely(join(state, 'keys', 'ca.key'), `old ${count}`, 0o600)
    // What the restore does until it is decided, and as many of its moves as happened before the power went.
    const { kept } = await restore(null)
    const ready = join(state, 'restore.ready')
    rmSync(ready, { recursive: true, force: true })
    writeFileSafely(join(ready, 'kept'), kept.slice(state.length + 1))
    for (const part of steps.slice(count)) {
      renameSync(join(state, part), join(ready, part))
      renameSync(join(kept, part), join(state, part))
    }
    finishRestore(state)
    expect(document()).toBe('first')
    expect(readFileSync(join(state, 'keys/ca.key'), 'utf8')).toBe('the key of the CA')
    expect(readFileSync(join(kept, 'keys/ca.key'), 'utf8')).toBe(`old ${count}`)
    expect(existsSync(ready)).toBe(false)
    rmSync(kept, { recursive: true })
  }
})

function changed(content: Buffer, at: number): Buffer {
  content[at]! ^= 1
  return content
}
