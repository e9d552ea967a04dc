import { createServer } from 'node:http'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { answerSchemaFile } from '../answer/json-schema.ts'
import { loadAnswer } from '../answer/load.ts'
import { toProblem } from '../lib/errors.ts'
import { machine } from './__fixtures__/machine.ts'
import { answerCommand } from './answer.ts'

let folder: string
let printed: string
let warned: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-answer-'))
  vi.stubEnv('LC_ALL', 'C')
  printed = warned = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((printed += String(text))))
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((warned += String(text))))
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  process.exitCode = undefined
  rmSync(folder, { recursive: true })
})

const answer = (...words: string[]): Promise<unknown> => answerCommand().parseAsync(words, { from: 'user' })
const problemOf = (done: Promise<unknown>): Promise<string | undefined> =>
  done.then(
    () => undefined,
    (error: unknown) => toProblem(error).code,
  )

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), `version: 1\n${text}`)
  return join(folder, name)
}

describe('vmp answer new', () => {
  test('writes a file that only its owner reads, with the schema beside it, and never over another', async () => {
    const path = join(folder, 'site.yaml')
    await answer('new', '--output', path, '--root-password-hash', '$6$salt$hash')
    expect(loadAnswer(path).content.identity?.rootPasswordHash).toBe('$6$salt$hash')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(existsSync(join(folder, answerSchemaFile))).toBe(true)
    expect(await problemOf(answer('new', '--output', path))).toBe('answer.exists')
  })

  test('refuses a hash that is none, and a password that nobody types', async () => {
    expect(await problemOf(answer('new', '--root-password-hash', 'geheim'))).toBe('answer.wrongValue')
    expect(await problemOf(answer('new', '--root-password'))).toBe('answer.noPassword')
    expect(printed).toBe('')
  })
})

describe('vmp answer validate', () => {
  test('says all that is wrong in all files, and ends with 2', async () => {
    const [good, bad] = [file('good.yaml', ''), file('bad.yaml', 'nane: a\nnetwork: { management: { mtu: 1 } }\n')]
    await answer('validate', good, bad)
    expect(printed).toContain(`✓ ${good} is valid`)
    expect(warned).toContain('bad.yaml, line 2, column 1: there is no key "nane"')
    expect(warned).toContain('the nearest valid key is "name"')
    expect(warned).toContain('bad.yaml, line 3, column 31: "network.management.mtu" cannot be 1.')
    expect(process.exitCode).toBe(2)
  })

  test('says to programs what it says to people', async () => {
    await answer('validate', '--json', file('bad.yaml', 'nane: a'), file('good.yaml', ''))
    expect(JSON.parse(printed)).toMatchObject([
      { valid: false, problems: [{ code: 'answer.unknownKey', params: { line: 2, column: 1 } }], notes: [] },
      {
        valid: true,
        problems: [],
        notes: [expect.stringContaining('nobody will be able to log in'), expect.any(String)],
      },
    ])
  })

  test('says what is kept and has no effect, also where it is said for one machine only', async () => {
    const one = "machines: [{ match: { serial: 'S1' }, identity: { keyboard: de } }]"
    await answer('validate', '--json', file('one.yaml', one), file('us.yaml', 'identity: { keyboard: us }'))
    const [kept, usual] = JSON.parse(printed) as { notes: string[] }[]
    expect(kept!.notes).toContainEqual(expect.stringMatching(/keyboard is kept, and has no effect/))
    expect(usual!.notes.join(' ')).not.toContain('keyboard')
  })

  test('ends with 0 when all is right', async () => {
    await answer('validate', file('good.yaml', ''))
    expect(process.exitCode).toBeUndefined()
  })
})

describe('of one machine', () => {
  const site =
    "identity: { name: 'n{index}', rootPasswordHash: $6$s$geheim }\nmachines: [{ match: { label: rack=1 }, network: { management: { vlan: 7 } } }]"

  test('explain says where its values are from, and no secret', async () => {
    await answer('explain', file('site.yaml', site), '--said', '--label', 'rack=1', '--index', '4')
    expect(printed.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['key', 'value', 'from'],
      ['version', '1', 'site.yaml:1'],
      ['identity.name', 'n4 (of n{index})', 'site.yaml:2'],
      ['identity.rootPasswordHash', 'set', 'site.yaml:2'],
      ['network.management.vlan', '7', 'site.yaml:3 (label rack=1)'],
      [''],
    ])
  })

  test('render prints the whole answer', async () => {
    await answer('render', file('site.yaml', site), '--json', '--label', 'rack=1', '--index', '4')
    expect(JSON.parse(printed)).toMatchObject({ identity: { name: 'n4' }, network: { management: { vlan: 7 } } })
    expect(await problemOf(answer('render', file('site.yaml', site)))).toBe('answer.noMachine')
  })

  test('diff says what differs from another', async () => {
    await answer('diff', file('site.yaml', site), '--label', 'rack=1', '--serial', 'X')
    expect(printed.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['key', 'serial X', 'label rack=1'],
      ['network.management.vlan', '–', '7'],
      [''],
    ])
    expect(await problemOf(answer('diff', file('site.yaml', site), '--serial', 'X'))).toBe('answer.diffWhat')
  })
})

test('diff of two files says for whom they differ', async () => {
  const machines = (vlan: number): string =>
    `machines: [{ match: { serial: A }, network: { management: { vlan: ${vlan} } } }]`
  await answer('diff', file('a.yaml', machines(1)), file('b.yaml', machines(2)))
  expect(printed).toBe('For serial A\nkey                      before  after\nnetwork.management.vlan  1       2\n')
})

describe('for a machine of the station', () => {
  const site = `identity: { name: 'n{index}-{label:rack}' }\nmachines: [{ match: { serial: ${machine.evidence.serial} }, network: { management: { vlan: 7 } } }]`
  const shown = { ...machine, labels: { rack: 'b' } }

  /** Runs a command against a station that answers so, by path. */
  async function withStation(answers: Record<string, unknown>, ...words: string[]): Promise<void> {
    const socket = join(folder, 'station.sock')
    const server = createServer(({ url = '' }, response) => {
      const answer = answers[url]
      if (answer === undefined) response.writeHead(404).end('{"code":"report.none","params":{"machine":"m1"}}')
      else response.end(JSON.stringify(answer))
    })
    await new Promise<void>((resolve) => server.listen(socket, resolve))
    try {
      await answer(...words, '--socket', socket)
    } finally {
      await new Promise((resolve) => server.close(resolve))
    }
  }

  test('its traits, labels and place are those that the station knows', async () => {
    const planned = { place: { index: 4, order: 9 } }
    const known = { '/api/v1/machines/m1': shown, '/api/v1/machines/m1/plan/default': planned }
    await withStation(known, 'render', file('site.yaml', site), 'm1', '--json')
    expect(JSON.parse(printed)).toMatchObject({ identity: { name: 'n4-b' }, network: { management: { vlan: 7 } } })
    expect(warned).toBe('')
  })

  test('a place that it has not yet is said to be guessed', async () => {
    await withStation({ '/api/v1/machines/m1': shown }, 'render', file('site.yaml', site), 'm1', '--json')
    expect(JSON.parse(printed)).toMatchObject({ identity: { name: 'n1-b' } })
    expect(warned).toContain('The station has no place for m1')
  })

  test('a place may be given', async () => {
    await withStation({ '/api/v1/machines/m1': shown }, 'explain', file('site.yaml', site), 'm1', '--index', '3')
    expect(printed).toContain('n3-b (of n{index}-{label:rack})')
    expect(warned).toBe('')
  })
})
