import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { machine } from './__fixtures__/machine.ts'
import { machinesCommand } from './machines.ts'

const report = {
  id: 'r1',
  finishedAt: '2026-01-01T00:00:40.000Z',
  verdict: 'unfit',
  counts: { fail: 2, warn: 1, unknown: 0, advice: 3, note: 0 },
  policy: 'host',
}

/** A station that answers what it was given, by method and path. */
let answers: Record<string, unknown>
let asked: string[]
let server: Server
let socket: string
let printed: string

beforeEach(async () => {
  vi.stubEnv('LANG', 'C')
  vi.stubEnv('LC_ALL', undefined)
  vi.stubEnv('LC_MESSAGES', undefined)
  answers = {}
  asked = []
  printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text)
    return true
  })
  socket = join(mkdtempSync(join(tmpdir(), 'vmp-machines-')), 'station.sock')
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      const key = `${request.method} ${request.url}`
      asked.push(`${key} ${body}`.trim())
      const answer = answers[key]
      if (typeof answer === 'string') response.writeHead(200, { 'content-type': 'text/event-stream' }).end(answer)
      else if (answer === undefined) response.writeHead(404).end('{"code":"machine.unknown","params":{"machine":"m9"}}')
      else response.end(JSON.stringify(answer))
    })
  })
  await new Promise<void>((resolve) => server.listen(socket, resolve))
})

afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  await new Promise((resolve) => server.close(resolve))
})

const vmp = async (...args: string[]): Promise<string> => {
  await machinesCommand().parseAsync([...args, '--socket', socket], { from: 'user' })
  return printed
}

describe('vmp machines', () => {
  test('is a table, a line a machine', async () => {
    const silent = { ...machine, name: 'm2', talking: false, vendor: null, product: null, live: null, lastEvent: null }
    const bare = { ...silent, address: null, evidence: { uuid: null, serial: null, macs: [] } }
    answers['GET /api/v1/machines'] = { machines: [machine, bare] }
    expect(await vmp()).toBe(
      [
        'NAME  STATE                PRODUCT         SERIAL  MAC                ADDRESS    CODE     LAST',
        'm1    discovered           Maker Server 1  S1      02:00:00:00:00:0a  192.0.2.7  ABC-DEF  took 192.0.2.7',
        'm2    discovered (silent)  -               -       -                  -          -        -',
        '',
      ].join('\n'),
    )
  })

  test('says how far the checks are, and what they came to', async () => {
    const results = [{ check: 'memory', status: 'pass', findings: [] }]
    const checking = { ...machine, state: 'checking', checking: { run: 'r', startedAt: machine.since, results } }
    const checked = { ...machine, state: 'checked', report }
    answers['GET /api/v1/machines'] = { machines: [checking, checked, { ...checked, talking: false }] }
    const text = await vmp()
    expect(text).toMatch(/checking 1 .*\n.*checked unfit .*\n.*checked unfit \(silent\)/)
  })

  test('says what to do when there is none', async () => {
    answers['GET /api/v1/machines'] = { machines: [] }
    expect(await vmp('list')).toContain('Switch one on and let it boot from the network')
  })

  test('with --json is what the station answered', async () => {
    answers['GET /api/v1/machines'] = { machines: [machine] }
    expect(JSON.parse(await vmp('list', '--json'))).toEqual([machine])
  })

  test('shows a serial that would command the terminal as harmless text', async () => {
    const evidence = { ...machine.evidence, serial: '\u001B]0;owned\u0007' }
    answers['GET /api/v1/machines'] = { machines: [{ ...machine, evidence }] }
    const text = await vmp()
    expect(text).toContain('\uFFFD]0;owned\uFFFD')
    expect(text).not.toContain('\u001B')
  })

  test('with --watch draws again at each change, and reads the list only once it is subscribed', async () => {
    const events = [
      { type: 'machine', machineId: 'new', machine: { ...machine, id: 'new', name: 'm2' } },
      {
        type: 'timeline',
        machineId: machine.id,
        entry: { id: 1, at: machine.since, mac: null, level: 'info', key: 'machine.silent', params: { seconds: 12 } },
      },
      { type: 'forgotten', machineId: machine.id },
      { type: 'station', sentence: { key: 'x', params: {} } },
    ]
    answers['GET /api/v1/events'] = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
    answers['GET /api/v1/machines'] = { machines: [machine] }
    const text = await vmp('list', '--watch')
    const drawn = text.split('NAME').slice(1)
    expect(
      drawn.map((table) =>
        table
          .split('\n')
          .slice(1, -1)
          .map((line) => line.split(' ')[0]),
      ),
    ).toEqual([['m1'], ['m1', 'm2'], ['m1', 'm2'], ['m2']])
    expect(drawn[2]).toContain('has been silent for 12 s')
    expect(asked).toEqual(['GET /api/v1/events', 'GET /api/v1/machines'])
  })
})

test('with --watch follows the checks of a machine to its report', async () => {
  const checking = { ...machine, state: 'checking', checking: { run: 'r', startedAt: machine.since, results: [] } }
  const passed = { check: 'memory', status: 'pass', findings: [] }
  const events = [
    { type: 'check', machineId: machine.id, result: passed },
    { type: 'check', machineId: machine.id, result: { ...passed, status: 'warn' } },
    { type: 'check', machineId: machine.id, result: { ...passed, check: 'clock' } },
    { type: 'machine', machineId: machine.id, machine: { ...machine, state: 'checked', report } },
    { type: 'report', machineId: machine.id, report: { ...report, verdict: 'fit' } },
  ]
  answers['GET /api/v1/events'] = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
  answers['GET /api/v1/machines'] = { machines: [checking] }
  const states = [...(await vmp('list', '--watch')).matchAll(/^m1 +(\w+ \w+) /gm)].map(([, state]) => state)
  expect(states).toEqual(['checking 0', 'checking 1', 'checking 1', 'checking 2', 'checked unfit', 'checked fit'])
})

describe('vmp machines show', () => {
  test('is one machine as a page', async () => {
    answers['GET /api/v1/machines/m1'] = machine
    await expect(await vmp('show', 'm1')).toMatchFileSnapshot('__golden__/machine.txt')
  })

  test('of a checked machine has its report in a line', async () => {
    answers['GET /api/v1/machines/m1'] = { ...machine, state: 'checked', report }
    expect(await vmp('show', 'm1')).toMatch(
      /REPORT +unfit; fails: 2, warnings: 1, unknown: 0, advice: 3 \(policy host\) {2}2026-01-01T00:00:40/,
    )
  })

  test('of a machine that only its firmware told about has no hardware', async () => {
    const heard = { ...machine, facts: null, live: null, findings: [], firmware: null, secureBoot: null }
    answers['GET /api/v1/machines/m1'] = heard
    expect(await vmp('show', 'm1')).not.toMatch(/CPU|DISK|FINDING|Secure Boot/)
  })

  test('of a machine that nobody knows is the station’s error', async () => {
    await expect(vmp('show', 'm9')).rejects.toMatchObject({ code: 'machine.unknown', params: { machine: 'm9' } })
  })
})

describe('what a person asks of a machine', () => {
  test.each([
    ['snponly', '{"loader":"snponly"}'],
    ['auto', '{"loader":null}'],
  ])('the loader %s is sent as %s', async (loader, body) => {
    answers['PUT /api/v1/machines/m1/loader'] = machine
    await vmp('loader', 'm1', loader)
    expect(asked).toEqual([`PUT /api/v1/machines/m1/loader ${body}`])
  })

  test('recheck and forget name it as it was written', async () => {
    answers['POST /api/v1/machines/02%3A00%3A00%3A00%3A00%3A0a/recheck'] = machine
    answers['DELETE /api/v1/machines/S%2F1'] = { forgotten: 'm1' }
    await vmp('recheck', '02:00:00:00:00:0a')
    expect(await vmp('forget', 'S/1')).toContain('forgot m1')
  })
})
