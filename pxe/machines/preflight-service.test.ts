import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../lib/sqlite.ts'
import { fitServer } from '../../preflight/__fixtures__/facts.ts'
import { check } from '../../preflight/check.ts'
import type { Facts } from '../../preflight/facts/schema.ts'
import type { Policy } from '../../preflight/policy.ts'
import type { Report } from '../../preflight/report.ts'
import { reportOf } from '../../preflight/report/__fixtures__/reports.ts'
import { stationMigrations } from '../migrations.ts'
import { thumbprint } from '../trust/proof.ts'
import type { Boot } from './boots.ts'
import { core, enrolment, evidence, liveKey, testPolicy } from './__fixtures__/core.ts'
import { reportMigrations, reportsKept } from './reports.ts'

/** Needs the fleet: another machine of the same UUID makes it fail. */
const twin = check({
  id: 'twin',
  needs: ['system'],
  asks: ['fleet'],
  problems: ['same'],
  remarks: {},
  run: ({ facts, around: { fleet } }) =>
    (fleet ?? [])
      .filter(({ uuid }) => uuid !== null && uuid === facts.system.uuid)
      .map(({ name }) => ({ problem: 'same', subject: name })),
})
const size = check({
  id: 'size',
  needs: ['memory'],
  asks: [],
  problems: ['small'],
  remarks: {},
  run: ({ facts, policy }) =>
    (facts.memory.usable ?? 0) < policy.thresholds.memory.usable * 2 ** 30 ? [{ problem: 'small' }] : [],
})
const policy: Policy = { ...testPolicy, severities: { 'twin.same': 'fail', 'size.small': 'warn' } }
const strict: Policy = { ...policy, name: 'strict', severities: { 'twin.same': 'fail', 'size.small': 'fail' } }
const checks = [twin, size]

const station = (database?: Parameters<typeof core>[0], by = policy) => core(database, { policy: by, checks })
type Station = ReturnType<typeof station>

const factsOf = (uuid: string, usable = 64): Facts => ({
  ...fitServer,
  system: { ...fitServer.system, uuid },
  memory: { ...fitServer.memory, usable: usable * 2 ** 30 },
})

/** What a live system sends; it has judged nothing, for the station does it again anyway. */
const reportOn = (facts: Facts): Report =>
  reportOf(facts, [], {
    id: 'of-the-machine',
    program: '0',
    policy: { name: 'whatever', digest: 'x' },
    finishedAt: '2026-01-01T00:00:04.000Z',
  })

async function enrolled(at: Station, mac: string): Promise<Boot> {
  const key = await liveKey()
  const kid = await thumbprint(key.jwk)
  const nonce = at.nonces.mint({ mac, fromMedia: false })
  await at.live.enrol(enrolment(nonce, key.jwk, evidence([mac])), await key.prove(kid, at.now()), '192.0.2.10')
  return at.live.authenticate(await key.prove(kid, at.now(), { path: '/api/v1/live/preflight' }))
}

const A = '02:00:00:00:00:0a'
const B = '02:00:00:00:00:0b'
const C = '02:00:00:00:00:0c'
const shown = (at: Station, { machine }: Boot) => at.view.show(at.machines.get(machine)!)
const codes = (report: Report) =>
  report.checks.flatMap(({ findings }) => findings.map(({ code, subject }) => `${code} ${subject}`))

describe('a machine that is being checked', () => {
  test('is so from its first word on, and each result is there for whoever looks later', async () => {
    const at = station()
    const boot = await enrolled(at, A)
    expect(at.preflight.start(boot, 'run-0001')).toEqual({ policy, dhcpServers: [], cluster: null })
    expect(shown(at, boot)).toMatchObject({
      state: 'checking',
      report: null,
      checking: { run: 'run-0001', results: [] },
    })
    at.preflight.check(boot, 'run-0001', { check: 'size', status: 'pass', findings: [] })
    at.preflight.check(boot, 'run-0001', { check: 'size', status: 'warn', findings: [] })
    at.preflight.check(boot, 'run-0001', { check: 'twin', status: 'pass', findings: [] })
    const again = station(at.database)
    expect(shown(again, boot).checking?.results).toMatchObject([
      { check: 'size', status: 'warn' },
      { check: 'twin', status: 'pass' },
    ])
    expect(at.events.map(({ type, result }) => [type, result?.check, result?.status])).toEqual([
      ['check', 'size', 'pass'],
      ['check', 'size', 'warn'],
      ['check', 'twin', 'pass'],
    ])
    expect(at.keys(boot.machine)).toContain('machine.checking')
  })

  test('cannot fill the station’s disk with results', async () => {
    const at = station()
    const boot = await enrolled(at, A)
    at.preflight.start(boot, 'run-0001')
    const say = (name: string) => at.preflight.check(boot, 'run-0001', { check: name, status: 'pass', findings: [] })
    for (let count = 0; count < 100; count++) say(`check-${count}`)
    expect(() => say('one-more')).toThrow(expect.objectContaining({ code: 'live.runOver' }))
    say('check-7')
    expect(shown(at, boot).checking?.results).toHaveLength(100)
  })

  test('starts again after a power cut: the run that was under way is over', async () => {
    const at = station()
    const boot = await enrolled(at, A)
    at.preflight.start(boot, 'run-0001')
    at.preflight.check(boot, 'run-0001', { check: 'size', status: 'pass', findings: [] })
    const next = await enrolled(at, A)
    at.preflight.start(next, 'run-0002')
    expect(shown(at, next)).toMatchObject({ state: 'checking', checking: { run: 'run-0002', results: [] } })
    expect(() => at.preflight.check(boot, 'run-0001', { check: 'twin', status: 'pass', findings: [] })).toThrow(
      expect.objectContaining({ code: 'live.runOver' }),
    )
    at.preflight.finish(next, 'run-0002', reportOn(factsOf('u')))
    expect(at.preflight.reports(next.machine)).toHaveLength(1)
  })
})

describe('a report', () => {
  test('is judged by the station: its policy, its checks, its verdict', async () => {
    const at = station()
    const boot = await enrolled(at, A)
    at.preflight.start(boot, 'run-0001')
    const judged = at.preflight.finish(boot, 'run-0001', reportOn(factsOf('u', 1)))
    expect(judged).toMatchObject({ state: 'checked', verdict: 'fit', counts: { warn: 1 } })
    const report = at.preflight.report(at.machines.get(boot.machine)!)
    expect(codes(report)).toEqual(['size.small null'])
    expect(report).toMatchObject({
      id: judged.id,
      machine: { id: boot.machine, name: 'm1' },
      policy: { name: 'host' },
      around: { fleet: null },
      finishedAt: '2026-01-01T00:00:04.000Z',
    })
    expect(shown(at, boot)).toMatchObject({
      state: 'checked',
      checking: null,
      report: { id: judged.id, verdict: 'fit', policy: 'host' },
      facts: { memory: { usable: 2 ** 30 } },
    })
  })

  test('sent again, because the answer was lost, is one report with the same answer', async () => {
    const at = station()
    const boot = await enrolled(at, A)
    at.preflight.start(boot, 'run-0001')
    const first = at.preflight.finish(boot, 'run-0001', reportOn(factsOf('u')))
    expect(at.preflight.start(boot, 'run-0001')).toMatchObject({ policy })
    at.preflight.check(boot, 'run-0001', { check: 'size', status: 'warn', findings: [] })
    expect(at.preflight.finish(boot, 'run-0001', reportOn(factsOf('u')))).toEqual(first)
    expect(at.preflight.reports(boot.machine)).toHaveLength(1)
    expect(shown(at, boot)).toMatchObject({ state: 'checked', checking: null })
    expect(at.events.filter(({ type }) => type === 'report')).toHaveLength(1)
  })

  test('of a run that the station forgot is taken all the same', async () => {
    const at = station()
    const boot = await enrolled(at, A)
    expect(at.preflight.finish(boot, 'run-0001', reportOn(factsOf('u')))).toMatchObject({ state: 'checked' })
  })

  test('stays readable with those before it: the last fifty, the newest first', async () => {
    const at = station()
    const boot = await enrolled(at, A)
    const ids: string[] = []
    for (let run = 0; run < reportsKept + 3; run++) {
      at.preflight.start(boot, `run-${run}-of-many`)
      ids.push(at.preflight.finish(boot, `run-${run}-of-many`, reportOn(factsOf('u', run))).id)
    }
    const record = at.machines.get(boot.machine)!
    expect(at.preflight.reports(boot.machine).map(({ id }) => id)).toEqual(ids.slice(3).reverse())
    expect(at.preflight.report(record).id).toBe(ids.at(-1))
    expect(at.preflight.report(record, ids[3]).facts.memory.usable).toBe(3 * 2 ** 30)
    expect(() => at.preflight.report(record, ids[2])).toThrow(expect.objectContaining({ code: 'report.unknown' }))
  })

  test('that there is none of is an error that says so', async () => {
    const at = station()
    const boot = await enrolled(at, A)
    expect(() => at.preflight.report(at.machines.get(boot.machine)!)).toThrow(
      expect.objectContaining({ code: 'report.none', params: { machine: 'm1' } }),
    )
  })
})

describe('what is true beside others', () => {
  async function two() {
    const at = station()
    const boots = [await enrolled(at, A), await enrolled(at, B)] as const
    at.preflight.finish(boots[0], 'run-000a', reportOn(factsOf('same')))
    at.preflight.finish(boots[1], 'run-000b', reportOn(factsOf('same')))
    const codesOf = () => boots.map(({ machine }) => codes(at.preflight.report(at.machines.get(machine)!)))
    return { at, boots, codesOf }
  }

  test('is in both reports, although the first was complete before the second machine was read', async () => {
    const { at, boots, codesOf } = await two()
    expect(codesOf()).toEqual([['twin.same m2'], ['twin.same m1']])
    expect(shown(at, boots[0]).report).toMatchObject({ verdict: 'unfit', counts: { fail: 1 } })
    expect(at.events.filter(({ type, machineId }) => type === 'report' && machineId === boots[0].machine)).toHaveLength(
      2,
    )
  })

  test('is over when the other machine is forgotten', async () => {
    const { at, boots } = await two()
    at.preflight.settle()
    at.who.forget(boots[1].machine)
    expect(codes(at.preflight.report(at.machines.get(boots[0].machine)!))).toEqual([])
  })

  test('is over when the other machine is another one at its next check', async () => {
    const { at, boots, codesOf } = await two()
    at.preflight.settle()
    at.preflight.finish(boots[1], 'run-000c', reportOn(factsOf('other')))
    expect(codesOf()).toEqual([[], []])
    expect(shown(at, boots[0]).report?.verdict).toBe('fit')
  })

  test('is told by itself a moment after the change, without anybody asking', async () => {
    const { at, boots } = await two()
    await expect.poll(() => shown(at, boots[0]).report?.verdict).toBe('unfit')
  })

  test('does not reach into older reports', async () => {
    const at = station()
    const boot = await enrolled(at, A)
    const { id } = at.preflight.finish(boot, 'run-0001', reportOn(factsOf('same')))
    at.preflight.finish(boot, 'run-0002', reportOn(factsOf('same')))
    at.preflight.finish(await enrolled(at, C), 'run-000c', reportOn(factsOf('same')))
    expect(codes(at.preflight.report(at.machines.get(boot.machine)!))).toEqual(['twin.same m2'])
    expect(codes(at.preflight.report(at.machines.get(boot.machine)!, id))).toEqual([])
  })
})

test('facts of a version that is no more are dropped, the machine is kept', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vmp-reports-'))
  const file = join(folder, 'station.db')
  const before = openDatabase(file, stationMigrations.slice(0, stationMigrations.indexOf(reportMigrations[0]!)))
  const insert = before.prepare(
    "INSERT INTO machine (id, number, state, since, last_seen_at, facts, facts_at) VALUES (?, ?, 'discovered', '', '', ?, '')",
  )
  insert.run('old', 1, JSON.stringify({ version: 1 }))
  insert.run('new', 2, JSON.stringify({ version: 2 }))
  insert.run('unread', 3, null)
  before.close()
  const after = openDatabase(file, stationMigrations)
  expect(after.prepare('SELECT id, facts, facts_at FROM machine ORDER BY number').all()).toEqual([
    { id: 'old', facts: null, facts_at: null },
    { id: 'new', facts: '{"version":2}', facts_at: '' },
    { id: 'unread', facts: null, facts_at: '' },
  ])
  after.close()
  rmSync(folder, { recursive: true })
})

test('another policy, or another program, judges the last reports again at its start', async () => {
  const before = station()
  const boot = await enrolled(before, A)
  before.preflight.finish(boot, 'run-0001', reportOn(factsOf('u', 1)))
  expect(shown(before, boot).report).toMatchObject({ verdict: 'fit', policy: 'host' })
  const after = station(before.database, strict)
  after.preflight.settle()
  expect(shown(after, boot).report).toMatchObject({ verdict: 'unfit', policy: 'strict' })
})
