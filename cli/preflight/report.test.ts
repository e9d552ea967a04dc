import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { say } from '../../lib/text/say.ts'
import {
  finding,
  fitReport,
  fleetReports,
  hostileReport,
  unfitReport,
} from '../../preflight/report/__fixtures__/reports.ts'
import type { Facts } from '../../preflight/facts/schema.ts'
import { preflightCommand } from '../preflight.ts'
import { widthOf } from '../../lib/text/width.ts'
import { reportText } from './text.ts'

let folder: string
let printed: string

beforeEach(() => {
  vi.stubEnv('LC_ALL', 'C')
  vi.stubEnv('TZ', 'UTC')
  folder = mkdtempSync(join(tmpdir(), 'vmp-report-'))
  printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text)
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const vmp = async (...args: string[]): Promise<string> => {
  await preflightCommand().parseAsync(args, { from: 'user' })
  return printed
}
const saved = (name: string, value: unknown): string => {
  const file = join(folder, name)
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value))
  return file
}

describe('vmp preflight report FILE', () => {
  test('is the report in words, and an unfit one is no failure of showing it', async () => {
    const text = await vmp('report', saved('a.json', unfitReport))
    const lines = text.split('\n')
    expect(lines.slice(0, 2)).toEqual(['✗ NOT FIT', '  rack2-07'])
    const cause = lines.indexOf(`    ${say('en', 'preflight.memory.tooLittle.cause')}`)
    expect(lines[cause - 1]).toBe('  ✗ Memory')
    expect(lines.slice(cause + 1, cause + 3)).toEqual([
      '    Found 3 GiB · Required ≥ 3.5 GiB',
      expect.stringMatching(/^ {4}→ /),
    ])
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'System Setup › System BIOS › Processor Settings › Virtualization Technology = Enabled',
    )
    expect(text).toContain('  Memory: 384 GiB (12 × 32 GiB DDR4)')
  })

  test('with --json is the document', async () => {
    expect(JSON.parse(await vmp('report', saved('a.json', fitReport), '--json'))).toEqual(fitReport)
  })

  test('with --html writes one file', async () => {
    const html = join(folder, 'a.html')
    await vmp('report', saved('a.json', unfitReport), '--html', html)
    expect(readFileSync(html, 'utf8')).toMatch(/^<!doctype html>[^]*NOT FIT/)
    expect(await vmp('report', saved('b.json', unfitReport), '--html', '-')).toMatch(/<\/html>\n$/)
  })

  test.each([
    ['text', 'not JSON', 'notJson', {}],
    ['half a report', JSON.stringify(fitReport).slice(0, 999), 'notJson', {}],
    ['another document', { version: 1 }, 'notReport', { problem: expect.stringMatching(/^.{120}…$/) as string }],
    ['a report of another version', { ...fitReport, version: 9 }, 'reportVersion', { version: 9, known: 1 }],
    ['two reports', [fitReport, fitReport], 'notOneReport', { count: 2 }],
    ['no report', [], 'notOneReport', { count: 0 }],
  ])('refuses %s and says why', async (_, content, code, params) => {
    const file = saved('a.json', content)
    await expect(vmp('report', file)).rejects.toMatchObject({ code: `preflight.${code}`, params: { file, ...params } })
  })

  test('does not write two documents to one output, and names the file that it cannot write', async () => {
    const file = saved('a.json', fitReport)
    await expect(vmp('report', file, '--json', '--html', '-')).rejects.toMatchObject({ code: 'preflight.oneOutput' })
    const inFile = join(file, 'a.html')
    await expect(vmp('report', file, '--json', '--html', inFile)).rejects.toMatchObject({
      code: 'files.unwritable',
      params: { file: inFile },
    })
    expect(printed).toBe('')
  })

  test('refuses a file that is not there', async () => {
    await expect(vmp('report', join(folder, 'none.json'))).rejects.toMatchObject({
      code: 'preflight.fileUnreadable',
    })
  })

  test('of which there is only one cannot be compared', async () => {
    const file = saved('a.json', fitReport)
    await expect(vmp('compare', file)).rejects.toMatchObject({ code: 'preflight.oneFile', params: { file } })
  })
})

describe('vmp preflight report MACHINE', () => {
  let server: Server
  let socket: string
  let asked: string[]
  beforeEach(async () => {
    socket = join(folder, 'station.sock')
    const { counts, verdict, finishedAt } = unfitReport
    const summary = { finishedAt, verdict, counts, policy: 'host' }
    const answers: Record<string, unknown> = {
      '/api/v1/machines/m1/report': unfitReport,
      '/api/v1/machines/m1/report?id=r1': fitReport,
      '/api/v1/reports': { reports: [unfitReport, fitReport] },
      '/api/v1/machines/m1/report?id=r0': unfitReport,
      '/api/v1/machines/m1/reports': { reports: ['r1', 'r0'].map((id) => ({ id, ...summary })) },
      '/api/v1/machines/m2/reports': { reports: [{ id: 'r1', ...summary }] },
    }
    asked = []
    server = createServer(({ url }, response) => {
      asked.push(url!.split('/').at(-1)!)
      response.end(JSON.stringify(answers[url!]))
    })
    await new Promise<void>((resolve) => server.listen(socket, resolve))
  })
  afterEach(() => new Promise((resolve) => server.close(resolve)))

  test('is its last one, or with --at an earlier one', async () => {
    expect(await vmp('report', 'm1', '--socket', socket)).toContain('NOT FIT')
    printed = ''
    expect(await vmp('report', 'm1', '--at', 'r1', '--socket', socket)).toContain('ready to be deployed')
  })

  test('compare takes the last two of a machine, or the reports that are named', async () => {
    const text = await vmp('compare', 'm1', '--socket', socket)
    expect(text).toMatch(/^Report +\S+ +\S+$/m)
    expect(asked).toEqual(['reports', 'report?id=r0', 'report?id=r1'])
    asked = []
    await vmp('compare', 'm1@r1', 'm1', '--socket', socket)
    expect(asked.toSorted()).toEqual(['report', 'report?id=r1'])
  })

  test('compare of a machine with one report says what to do', async () => {
    await expect(vmp('compare', 'm2', '--socket', socket)).rejects.toMatchObject({ code: 'preflight.oneReport' })
  })

  test('fleet is the last of every machine', async () => {
    expect(await vmp('fleet', '--socket', socket)).toContain('Machines 2 · Not fit 1')
  })

  test('with --list is a line a report', async () => {
    expect(await vmp('report', 'm1', '--list', '--socket', socket)).toMatch(
      /^r1 +2026-03-02 06:00:04 UTC +NOT FIT +2 +5 +1 +1 +0 +host$/m,
    )
  })
})

describe('vmp preflight fleet', () => {
  const changed = (facts: Facts, index: number): Facts =>
    index === 2 ? { ...facts, firmware: { ...facts.firmware, version: '2.0' } } : facts

  test('puts the reports of files side by side and names the odd one', async () => {
    const [first, ...others] = fleetReports(4, changed)
    const text = await vmp('fleet', saved('one.json', first), saved('others.json', others))
    expect(text).toContain('Machines 4 · Not fit 4 · Unlike the others 1')
    expect(text).toContain('  ! node-2\n    BIOS: 2.0 2025-01-01, most have 2.1 2025-01-01\n')
    expect(text.match(/▲/g)).toHaveLength(1)
    expect(text).toMatch(/^node-2 +S-2 +NOT FIT .*▲ 2\.0 2025-01-01$/m)
  })

  test('with --json and --html is the same for programs and browsers', async () => {
    const html = join(folder, 'fleet.html')
    const text = await vmp('fleet', saved('all.json', fleetReports(4, changed)), '--json', '--html', html)
    expect(JSON.parse(text)).toMatchObject({ version: 1, machines: 4, odd: 1 })
    expect(readFileSync(html, 'utf8')).toContain('▲ 2.0')
  })

  test('of nothing says so', async () => {
    expect(await vmp('fleet', saved('none.json', []))).toBe('There is no report yet.\n')
  })
})

describe('vmp preflight compare', () => {
  const updated = {
    ...unfitReport,
    id: 'r2',
    facts: { ...unfitReport.facts, firmware: { ...unfitReport.facts.firmware, version: '2.2' } },
  }

  test('is what changed between two files', async () => {
    const text = await vmp('compare', saved('a.json', unfitReport), saved('b.json', updated))
    expect(text).toMatch(/^changed +Firmware \(BIOS\) › Version +2\.1 +2\.2$/m)
  })

  test('with --json and --html is the same for programs and browsers', async () => {
    const html = join(folder, 'c.html')
    const text = await vmp('compare', saved('a.json', unfitReport), saved('b.json', updated), '--json', '--html', html)
    expect(JSON.parse(text)).toMatchObject({ version: 1, sameMachine: true, facts: [{ field: 'version' }] })
    expect(readFileSync(html, 'utf8')).toContain('<bdi>2.2</bdi>')
  })
})

describe('the report on a terminal', () => {
  const terminal = (columns: number) => Object.assign(new PassThrough(), { isTTY: true, columns })

  test.each([40, 80, 200])('is never wider than %i columns', (columns) => {
    for (const report of [fitReport, unfitReport, hostileReport])
      for (const language of ['en', 'zh'] as const)
        for (const line of reportText(report, language, terminal(columns)).split('\n'))
          expect(widthOf(line)).toBeLessThanOrEqual(columns)
  })

  test('lists the entries of a log a line each, and names each of several things that differ', () => {
    const log = finding('sensors.eventLog', 'warn', { params: { last: 'Fan 1 | Failed\nFan 2 | Failed' } })
    const disks = ['sda', 'sdb'].map((subject) =>
      finding('dataOnDisks.content', 'warn', {
        subject,
        measured: `ext4 on ${subject}`,
        params: { serial: '1', size: '1' },
      }),
    )
    const checks = Object.entries({ sensors: [log], dataOnDisks: disks }).map(([check, findings]) => ({
      check,
      status: 'warn' as const,
      findings,
    }))
    const text = reportText({ ...fitReport, checks }, 'en', terminal(200))
    expect(text).toContain('\n      Fan 1 | Failed\n      Fan 2 | Failed\n')
    expect(text).toMatch(/\n {4}Disk sda .*\n(?: {6}.*\n)? {6}Found ext4 on sda\n {4}Disk sdb /)
    expect(text).not.toContain('\uFFFD')
  })

  test('speaks Chinese', () => {
    const text = reportText(unfitReport, 'zh', new PassThrough())
    expect(text).toMatch(/^✗ 不合格\n/)
    expect(text).toContain('  内存：384 GiB')
    expect(text).toContain('    实测 3 GiB · 要求 ≥ 3.5 GiB')
  })

  test('gives a hostile serial no command of the terminal', () => {
    const text = reportText(hostileReport, 'en', new PassThrough())
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
    expect(text).toContain('\uFFFDevil')
  })
})
