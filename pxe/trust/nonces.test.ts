import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../lib/sqlite.ts'
import { machineMigrations } from '../machines/migrations.ts'
import { nonces } from './nonces.ts'

const A = '02:00:00:00:00:0a'
const refused = expect.objectContaining({ code: 'live.nonceRefused' })

const station = (file = ':memory:') => {
  const database = openDatabase(file, machineMigrations)
  let time = Date.parse('2026-01-01T00:00:00Z')
  const count = (): unknown => database.prepare('SELECT count(*) AS count FROM nonce').get()?.['count']
  return {
    ...nonces(database, () => new Date(time)),
    database,
    count,
    pass: (hours: number) => void (time += hours * 3600_000),
  }
}

describe('a nonce', () => {
  test('says which NIC it was given to, and whether a medium’s machine asked for it', () => {
    const { mint, use } = station()
    expect(use(mint({ mac: A, fromMedia: false }), 'key')).toEqual({ mac: A, fromMedia: false })
    expect(use(mint({ mac: null, fromMedia: true }), 'key')).toEqual({ mac: null, fromMedia: true })
  })

  test('is used up by the first key; the same key may come again, another may not', () => {
    const { mint, use } = station()
    const nonce = mint({ mac: A, fromMedia: false })
    use(nonce, 'key')
    expect(use(nonce, 'key')).toEqual({ mac: A, fromMedia: false })
    expect(() => use(nonce, 'another key')).toThrow(refused)
    expect(use(nonce, 'key').mac).toBe(A)
  })

  test('is not used up by fetching the script again: each script has its own', () => {
    const { mint, use } = station()
    const [first, second] = [mint({ mac: A, fromMedia: false }), mint({ mac: A, fromMedia: false })]
    expect(first).not.toBe(second)
    use(second, 'key')
    use(first, 'another key')
  })

  test.each(['', 'made-up-nonce-0123456789', "' OR 1=1 --"])('that nobody made is refused: %j', (nonce) => {
    expect(() => station().use(nonce, 'key')).toThrow(refused)
  })

  test('is refused after a day, used or not', () => {
    const { mint, use, pass } = station()
    const [used, unused] = [mint({ mac: A, fromMedia: false }), mint({ mac: A, fromMedia: false })]
    use(used, 'key')
    pass(23.9)
    use(used, 'key')
    pass(0.2)
    expect(() => use(used, 'key')).toThrow(refused)
    expect(() => use(unused, 'key')).toThrow(refused)
  })

  test('survives a restart of the station, and so does the key that used it', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'vmp-nonces-')), 'station.db')
    const before = station(file)
    const [used, unused] = [before.mint({ mac: A, fromMedia: false }), before.mint({ mac: A, fromMedia: false })]
    before.use(used, 'key')
    before.database.close()
    const after = station(file)
    expect(after.use(unused, 'key')).toEqual({ mac: A, fromMedia: false })
    expect(after.use(used, 'key').mac).toBe(A)
    expect(() => after.use(used, 'another key')).toThrow(refused)
    after.database.close()
  })

  test('is kept as a hash: who reads the database cannot use it', () => {
    const { mint, database } = station()
    const nonce = mint({ mac: A, fromMedia: false })
    expect(JSON.stringify(database.prepare('SELECT * FROM nonce').all())).not.toContain(nonce)
  })
})

test('unused nonces are kept up to a limit, old ones go, and a used one is not pushed out by a flood', () => {
  const { mint, use, count, pass, database } = station()
  const used = mint({ mac: A, fromMedia: false })
  use(used, 'key')
  const pushedOut = mint({ mac: A, fromMedia: false })
  database.transaction(() => {
    for (let i = 0; i < 5100; i++) mint({ mac: A, fromMedia: false })
  })
  expect(Number(count())).toBeLessThanOrEqual(5002)
  expect(use(used, 'key').mac).toBe(A)
  expect(() => use(pushedOut, 'key')).toThrow(refused)
  pass(25)
  mint({ mac: A, fromMedia: false })
  expect(count()).toBe(1)
})

test('a NIC whose script is asked for over and over voids only its own older nonces', () => {
  const { mint, use, count } = station()
  const other = mint({ mac: '02:00:00:00:00:0b', fromMedia: false })
  const all = Array.from({ length: 17 }, () => mint({ mac: A, fromMedia: false }))
  expect(count()).toBe(17)
  expect(() => use(all[0]!, 'key')).toThrow(refused)
  expect(use(all[1]!, 'key').mac).toBe(A)
  expect(use(other, 'key').mac).toBe('02:00:00:00:00:0b')
})
