import { rmSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import type { Answer } from '../../answer/schema.ts'
import { VmpError } from '../../lib/errors.ts'
import { disk, GiB } from '../../preflight/__fixtures__/facts.ts'
import { finding, fitReport, reportOf } from '../../preflight/report/__fixtures__/reports.ts'
import type { Report } from '../../preflight/report.ts'
import { answer, machine, plan } from './__fixtures__/world.ts'
import { installFromMedium, ownMachineId, type MediumOptions } from './medium.ts'

type World = ReturnType<typeof machine>
const worlds: World[] = []

afterEach(async () => {
  for (const { ending, folder, performer } of worlds.splice(0)) {
    ending.abort()
    await performer.settled()
    rmSync(folder, { recursive: true, force: true })
  }
})

/** A machine with a medium in it, whose preflight ended so. */
async function booted(report: Report, given: Answer | VmpError = answer): Promise<World> {
  const world = machine()
  worlds.push(world)
  world.board.update({ facts: report.facts, preflight: { running: false, results: [], report } })
  void start(world, given)
  await vi.waitFor(() => expect(world.board.current().installation?.phase).toMatch(/stopped|running|written/))
  return world
}

async function start(world: World, given: Answer | VmpError, tell?: MediumOptions['tell']): Promise<void> {
  const medium = {
    answer: async () => {
      if (given instanceof VmpError) throw given
      return given
    },
    imageKeys: ['a key'],
  }
  const { installer, performer, journal, board, ending } = world
  await installFromMedium(
    { medium, station: null, installer, performer, journal, board, onPassword: async () => {}, tell, tellEvery: 1 },
    ending.signal,
  )
}

const stopped = ({ board, seen }: World) => {
  expect(seen.orders).toEqual([])
  const { installation } = board.current()
  expect(installation?.phase).toBe('stopped')
  return installation?.problem?.code
}

test('a fit machine is installed by the answer on its medium, without a station', async () => {
  const world = await booted(fitReport)
  // Nobody is there to hear of the end; here at once.
  await vi.waitFor(() => expect(world.journal.standing()?.end?.outcome).toBe('written'))
  world.performer.heard()
  await vi.waitFor(() => expect(world.seen.finished).toEqual(['reboot']))
  expect(world.seen.orders).toMatchObject([{ plan, imageKeys: ['a key'], station: null, code: null, rearmed: false }])
  expect(world.seen.orders[0]?.machine).toBe(ownMachineId(fitReport.facts))
})

test('a station that hears of it orders it; one that is away or refuses is done without', async () => {
  const answers: unknown[] = []
  const told = machine()
  worlds.push(told)
  await start(told, answer, async (given) => answers.push(given) === 3)
  expect(answers).toEqual([answer, answer, answer])
  expect(told.seen.orders).toEqual([])

  const refused = machine()
  worlds.push(refused)
  await start(refused, answer, () => Promise.reject(new VmpError('input.invalid', { problem: 'no', where: 'here' })))
  await vi.waitFor(() => expect(refused.seen.orders).toHaveLength(1))
})

test('it waits for the report', async () => {
  const world = machine()
  worlds.push(world)
  const { preflight } = world.board.current()
  world.board.update({ preflight: { ...preflight, running: true } })
  const begun = start(world, answer)
  await new Promise((resolve) => setImmediate(resolve))
  expect(world.seen.orders).toEqual([])
  world.board.update({ preflight })
  await begun
  await vi.waitFor(() => expect(world.seen.orders).toHaveLength(1))
})

const failing = [{ check: 'memory', status: 'fail' as const, findings: [finding('memory.tooLittle', 'fail')] }]
const warning = [{ check: 'memory', status: 'warn' as const, findings: [finding('memory.corrected', 'warn')] }]

test('an unfit machine is not installed', async () => {
  expect(stopped(await booted(reportOf(fitReport.facts, failing)))).toBe('live.unfit')
})

test('an unfit machine whose next report is a good one is installed', async () => {
  const world = await booted(reportOf(fitReport.facts, failing))
  expect(stopped(world)).toBe('live.unfit')
  world.board.update({ preflight: { running: true, results: [], report: null } })
  world.board.update({ preflight: { running: false, results: [], report: fitReport } })
  await vi.waitFor(() => expect(world.seen.orders).toHaveLength(1))
})

test('it is judged by the policy that the answer names, also after the station judged it by another', async () => {
  const facts = { ...fitReport.facts, memory: { ...fitReport.facts.memory, installed: 6 * GiB, usable: 6 * GiB } }
  const vdc = { ...answer, preflight: { policy: 'host-vdc', warnings: 'accept' } } as Answer
  expect(stopped(await booted(reportOf(facts), vdc))).toBe('live.unfit')
  const milder = { ...answer, preflight: { policy: 'host', warnings: 'accept' } } as Answer
  const { seen } = await booted({ ...reportOf(facts), verdict: 'unfit' }, milder)
  await vi.waitFor(() => expect(seen.orders).toHaveLength(1))
})

test('warnings stop it only when the answer says so', async () => {
  const stops = { ...answer, preflight: { policy: null, warnings: 'stop' } } as Answer
  expect(stopped(await booted(reportOf(fitReport.facts, warning), stops))).toBe('live.warningsStop')
  const { seen } = await booted(reportOf(fitReport.facts, warning))
  await vi.waitFor(() => expect(seen.orders).toHaveLength(1))
})

test('a machine with a finished marker on any disk is never installed again by itself', async () => {
  const marker = { state: 'installed' as const, machine: 'm', installation: 'i', cluster: null, host: null }
  const facts = { ...fitReport.facts, disks: [...fitReport.facts.disks, disk({ name: 'sdz', marker })] }
  expect(stopped(await booted(reportOf(facts)))).toBe('live.alreadyInstalled')
})

test('an answer that cannot be used is said on the screen', async () => {
  expect(stopped(await booted(fitReport, new VmpError('input.invalid', { problem: 'bad', where: 'line 3' })))).toBe(
    'input.invalid',
  )
})

test('a plan with problems stops it', async () => {
  const world = machine()
  worlds.push(world)
  world.current.plan = {
    ...plan,
    problems: [{ code: 'input.invalid', params: { problem: 'no disk', where: 'disks' } }],
  }
  void start(world, answer)
  await vi.waitFor(() => expect(world.board.current().installation?.phase).toBe('stopped'))
  expect(stopped(world)).toBe('input.invalid')
})

test('the id of a machine is made of its board, and of its MACs where the board says nothing of its own', () => {
  const { system, nics } = fitReport.facts
  const bare = { ...system, uuid: null, serial: null }
  expect(ownMachineId({ system, nics })).toBe(ownMachineId({ system: { ...system }, nics: [] }))
  expect(ownMachineId({ system: bare, nics })).toBe(ownMachineId({ system: bare, nics: nics.toReversed() }))
  expect(ownMachineId({ system: bare, nics })).not.toBe(ownMachineId({ system, nics }))
  const blank = { ...system, uuid: '03000200-0400-0500-0006-000700080009', serial: 'To be filled by O.E.M.' }
  expect(ownMachineId({ system: blank, nics })).toBe(ownMachineId({ system: bare, nics }))
  expect(ownMachineId({ system, nics })).toMatch(/^own-[0-9a-f]{32}$/)
})
