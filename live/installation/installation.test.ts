import { rmSync } from 'node:fs'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { VmpError } from '../../lib/errors.ts'
import { disk } from '../../preflight/__fixtures__/facts.ts'
import type { DiskMarker } from '../../preflight/facts/schema/disks.ts'
import { fitReport } from '../../preflight/report/__fixtures__/reports.ts'
import { machine, nothing, plan, ready, stationOf, type Station } from './__fixtures__/world.ts'

type World = ReturnType<typeof machine>
const worlds: World[] = []
const talks: Promise<void>[] = []

function made(...args: Parameters<typeof machine>): World {
  const world = machine(...args)
  worlds.push(world)
  return world
}

/** Talks again and again, as the session does. */
function talk({ talks: talking, ending }: World, station: Station): void {
  const again = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await talking.talk(station.api, 'm-1', ending.signal).catch(() => {})
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  talks.push(again())
}

afterEach(async () => {
  for (const { ending } of worlds) ending.abort()
  await Promise.all(talks.splice(0))
  for (const { folder, performer } of worlds.splice(0)) {
    await performer.settled()
    rmSync(folder, { recursive: true, force: true })
  }
})

const until = (check: () => void) => vi.waitFor(check, { timeout: 5000, interval: 5 })

test('a machine that nobody approved does nothing, and one in the queue shows its place', async () => {
  const world = made()
  const station = stationOf(nothing)
  talk(world, station)
  await until(() => expect(station.calls.length).toBeGreaterThan(2))
  expect(world.board.current().installation).toBeNull()
  station.said = { ...nothing, phase: 'queued', id: 'install-1', position: 3 }
  await until(() => expect(world.board.current().installation).toMatchObject({ phase: 'queued', position: 3 }))
  station.said = nothing
  await until(() => expect(world.board.current().installation).toBeNull())
  expect(world.seen.orders).toEqual([])
})

test('an approved machine asks to begin, installs, tells each step and its key, and restarts when the station heard the end', async () => {
  const world = made()
  const station = stationOf(ready)
  talk(world, station)
  await until(() => expect(world.seen.finished).toEqual(['reboot']))
  expect(station.calls.indexOf('installStart')).toBeLessThan(station.calls.indexOf('installEvents'))
  expect(station.calls.filter((call) => ['machineKey', 'installEnd', 'logBundle'].includes(call))).toEqual([
    'machineKey',
    'installEnd',
  ])
  expect(station.ends).toEqual([{ installation: 'install-1', outcome: 'written', step: null, problem: null }])
  expect(station.events.map(({ type, step }) => `${type} ${step ?? '-'}`)).toEqual([
    'started -',
    'started mark',
    'progress mark',
    'done mark',
    'started image',
    'done image',
    'finished -',
  ])
  expect(world.board.current().installation).toMatchObject({
    phase: 'written',
    name: 'node01',
    plan: { en: ['en: d1'] },
  })
})

test('nothing is begun when the plan differs from the approved one, and the station hears why', async () => {
  const world = made()
  world.current.plan = { ...plan, digest: 'd2' }
  const station = stationOf(ready)
  talk(world, station)
  await until(() => expect(station.ends).toHaveLength(1))
  expect(station.ends).toMatchObject([{ outcome: 'failed', step: 'plan', problem: { code: 'live.planDiffers' } }])
  expect(station.calls).not.toContain('installStart')
  expect(world.seen.orders).toEqual([])
  expect(world.board.current().installation).toMatchObject({ phase: 'stopped' })
})

test('nothing is written while the station does not let it begin', async () => {
  const world = made()
  const station = stationOf(ready)
  station.refuses.add('installStart')
  talk(world, station)
  await until(() => expect(station.calls.length).toBeGreaterThan(3))
  expect(world.seen.orders).toEqual([])
  station.refuses.clear()
  await until(() => expect(world.seen.orders).toHaveLength(1))
})

test('what is being checked is waited for', async () => {
  const world = made()
  const { preflight } = world.board.current()
  world.board.update({ preflight: { ...preflight, running: true } })
  const station = stationOf(ready)
  talk(world, station)
  await until(() => expect(station.calls).toContain('installation'))
  expect(station.calls).not.toContain('installStart')
  world.board.update({ preflight })
  await until(() => expect(world.seen.orders).toHaveLength(1))
})

test('an installation goes on without its station, which hears all of it later', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const world = made(() => promise)
  const station = stationOf(ready)
  talk(world, station)
  await until(() => expect(world.board.current().installation?.step?.id).toBe('image'))
  station.away = true
  resolve()
  await until(() => expect(world.journal.standing()?.end?.outcome).toBe('written'))
  expect(world.seen.finished).toEqual([])
  station.away = false
  await until(() => expect(world.seen.finished).toEqual(['reboot']))
  expect(station.ends).toHaveLength(1)
  expect(new Set(station.events.map(({ seq }) => seq))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7]))
})

test('a failure stays on the screen, and its logs go to the station and to a stick', async () => {
  const world = made(() => Promise.reject(new VmpError('disk.full', { path: '/target' })))
  const station = stationOf(ready)
  talk(world, station)
  await until(() => expect(station.ends).toHaveLength(1))
  expect(station.ends).toMatchObject([{ outcome: 'failed', step: 'image', problem: { code: 'disk.full' } }])
  expect(station.calls.indexOf('logBundle')).toBeLessThan(station.calls.indexOf('installEnd'))
  expect(world.seen.bundles).toHaveLength(1)
  expect(world.seen.finished).toEqual([])
  expect(world.board.current().installation).toMatchObject({ phase: 'failed', problem: { code: 'disk.full' } })
})

test('after a failure the same machine is installed again when the station orders it anew', async () => {
  let broken = true
  const world = made(async () => {
    if (broken) throw new VmpError('disk.full', { path: '/target' })
  })
  const station = stationOf(ready)
  talk(world, station)
  await until(() => expect(station.ends).toHaveLength(1))
  broken = false
  station.said = { ...ready, id: 'install-2' }
  await until(() => expect(world.seen.finished).toEqual(['reboot']))
  expect(station.ends).toMatchObject([{ installation: 'install-1' }, { installation: 'install-2', outcome: 'written' }])
})

test('a station that wants nothing of it does not stop the talk, nor the restart', async () => {
  const world = made()
  const station = stationOf(ready)
  station.refuses.add('installEvents')
  talk(world, station)
  await until(() => expect(world.seen.finished).toEqual(['reboot']))
  const before = station.calls.length
  await until(() => expect(station.calls.length).toBeGreaterThan(before + 2))
})

/** As systemd ends the program and starts it again. */
async function restarted(world: World, ...[middle]: Parameters<typeof machine>): Promise<World> {
  world.ending.abort()
  await world.performer.settled()
  const next = made(middle, world.folder)
  next.performer.resume()
  return next
}
const never = (_order: unknown, signal: AbortSignal): Promise<void> =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))))

test('a restart of the live program goes on from the top, once, and says so when it happens again and again', async () => {
  let world = made(never)
  const station = stationOf(ready)
  for (let attempt = 1; attempt <= 3; attempt++) {
    talk(world, station)
    await until(() => expect(world.journal.standing()).toMatchObject({ attempts: attempt, end: null }))
    await until(() => expect(world.board.current().installation?.step?.id).toBe('image'))
    world = await restarted(world, never)
    expect(world.board.current().installation).toMatchObject({ phase: 'planned', name: 'node01' })
  }
  talk(world, station)
  await until(() => expect(station.ends).toMatchObject([{ problem: { code: 'live.installInterrupted' } }]))
  expect(world.seen.orders).toEqual([])
})

test('what ended before a restart of the live program is told and shown, not done again', async () => {
  const first = made(() => Promise.reject(new VmpError('disk.full', { path: '/target' })))
  const station = stationOf(ready)
  talk(first, station)
  await until(() => expect(first.journal.standing()?.bundle).toBe('7 events'))
  const second = await restarted(first)
  expect(second.board.current().installation).toMatchObject({ phase: 'failed', problem: { code: 'disk.full' } })
  talk(second, station)
  await until(() => expect(station.ends.length).toBeGreaterThan(0))
  expect(second.seen.orders).toEqual([])
})

test('one that was written restarts the machine also after a restart of the live program, without a station', async () => {
  const world = made()
  world.journal.begin({
    installation: 'install-1',
    name: 'node01',
    attempts: 1,
    finish: 'poweroff',
    key: null,
    end: { outcome: 'written', step: null, problem: null },
    bundle: null,
  })
  const next = await restarted(world)
  next.performer.heard()
  await until(() => expect(next.seen.finished).toEqual(['poweroff']))
  expect(next.seen.orders).toEqual([])
})

describe('a machine whose disks were written before it lost power', () => {
  const written = { ...nothing, phase: 'written', id: 'install-1' } as const
  const marker = {
    state: 'installed',
    machine: 'm-1',
    installation: 'install-1',
    cluster: null,
    host: 'node01',
  } as const
  const withMarker = (world: World, more: Partial<DiskMarker> = {}): void => {
    const { facts } = fitReport
    world.board.update({ facts: { ...facts, disks: [disk({ marker: { ...marker, ...more } })] } })
  }

  test('says so and restarts, once', async () => {
    const world = made()
    withMarker(world)
    const station = stationOf(written)
    talk(world, station)
    await until(() => expect(world.seen.finished).toEqual(['reboot']))
    expect(world.board.current().installation).toMatchObject({ phase: 'written', name: 'node01', finish: 'reboot' })
    const before = station.calls.length
    await until(() => expect(station.calls.length).toBeGreaterThan(before + 2))
    expect(world.seen.finished).toEqual(['reboot'])
    expect(world.seen.orders).toEqual([])
  })

  test.each<[string, (world: World) => void]>([
    ['its own disks do not say so', (world) => withMarker(world, { installation: 'another' })],
    ['they are not finished', (world) => withMarker(world, { state: 'unfinished' })],
    [
      'a person asked for a rescue system',
      (world) => {
        withMarker(world)
        world.board.update({ boot: { ...world.board.current().boot, mode: 'rescue' } })
      },
    ],
  ])('does not when %s', async (_, prepare) => {
    const world = made()
    prepare(world)
    const station = stationOf(written)
    talk(world, station)
    await until(() => expect(station.calls.length).toBeGreaterThan(3))
    expect(world.seen.finished).toEqual([])
    expect(world.board.current().installation).toBeNull()
  })
})

test('what is confirmed at the machine is told to the station, which has it installed as any other', async () => {
  const world = made()
  const station = stationOf(nothing)
  const order = { answer: ready.answer!, code: 'K7F-3QX', reason: null }
  expect(await world.talks.order(order, 'screen')).toBe(false)
  talk(world, station)
  await until(() => expect(world.talks.machine()).toBe('m-1'))
  expect(await world.talks.order(order, 'screen')).toBe(true)
  await until(() => expect(world.seen.finished).toEqual(['reboot']))
  expect(station.ordered).toEqual([{ ...order, by: 'screen' }])
  expect(station.ends).toMatchObject([{ outcome: 'written' }])
})

test('an order that the station refuses is an error for who stands there, and nothing begins', async () => {
  const world = made()
  const station = stationOf(nothing)
  station.refuses.add('installHere')
  talk(world, station)
  await until(() => expect(world.talks.machine()).toBe('m-1'))
  await expect(world.talks.order({ answer: ready.answer!, code: null, reason: null }, 'medium')).rejects.toMatchObject({
    code: 'input.invalid',
  })
  expect(world.seen.orders).toEqual([])
})
