/** The live system's side of an installation against the station's, without a network between them. */
import { rmSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import { machine } from '../live/installation/__fixtures__/world.ts'
import type { InstallApi } from '../live/installation/conversation.ts'
import { factsOf, hostReport, approve, answerText, checked, record } from '../pxe/machines/__fixtures__/installing.ts'
import type { Core } from '../pxe/machines/__fixtures__/installing.ts'
import { core } from '../pxe/machines/__fixtures__/core.ts'
import { asVmpError, VmpError } from '../lib/errors.ts'
import { disk } from '../preflight/__fixtures__/facts.ts'
import { thumbprint } from '../pxe/trust/proof.ts'

/** The calls of a live system, as its boot makes them; while `away` none gets through. */
function callsOf(at: Core, boot: Parameters<typeof at.installing.install.installation>[0]) {
  const line: { away: boolean; problems: string[] } = { away: false, problems: [] }
  const { install } = at.installing
  const over = async <Value>(call: () => Value | Promise<Value>): Promise<Value> => {
    await new Promise((resolve) => setImmediate(resolve))
    if (line.away) throw new VmpError('live.stationUnreachable', { url: 'https://192.0.2.1', problem: 'away' })
    try {
      return await call()
    } catch (error) {
      const failure = asVmpError(error)
      line.problems.push(failure.code)
      throw failure
    }
  }
  const api: InstallApi = {
    installation: () => over(() => install.installation(boot)),
    installHere: ({ body }) => over(() => install.here(boot, body)),
    installStart: ({ body }) => over(() => install.start(boot, body.installation, body.plan)),
    installEvents: ({ body }) => over(() => install.events(boot, body.installation, body.events)),
    machineKey: ({ body }) => over(() => install.key(boot, body.installation, body.publicKey)),
    installEnd: ({ body }) => over(() => install.end(boot, body)),
    logBundle: ({ body }) => over(() => install.bundle(boot, body.installation, body.text)),
  }
  return { api, line }
}

type World = ReturnType<typeof machine>
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

function talk(world: World, api: InstallApi, id: string): void {
  const again = async (): Promise<void> => {
    while (!world.ending.signal.aborted) {
      await world.talks.talk(api, id, world.ending.signal).catch(() => {})
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const talking = again()
  ends.push(async () => {
    world.ending.abort()
    await talking
    await world.performer.settled()
    rmSync(world.folder, { recursive: true, force: true })
  })
}

async function approvedWorld(middle?: Parameters<typeof machine>[0]) {
  const at = core()
  at.installing.answers.put('site', answerText(), 'root')
  const facts = factsOf('501')
  const boot = await checked(at, 1, facts)
  const world = machine(middle)
  world.board.update({ facts })
  const { api, line } = callsOf(at, boot)
  talk(world, api, boot.machine)
  return { at, boot, world, line }
}

/** SQLITE_FULL, as on a full disk: what a row of a step takes with it is more than the pages that are left. */
function fillDisk({ database }: Core): { makeRoom: () => void } {
  database.prepare('CREATE TABLE filler (content BLOB)').run()
  database
    .prepare(
      'CREATE TRIGGER fills AFTER INSERT ON installation_event BEGIN INSERT INTO filler VALUES (zeroblob(100000)); END',
    )
    .run()
  const pages = database.prepare('PRAGMA page_count').get()!['page_count']
  database.prepare(`PRAGMA max_page_count = ${Number(pages) + 8}`).run()
  return { makeRoom: () => void database.prepare('PRAGMA max_page_count = 1073741823').run() }
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 5000, interval: 5 })

test('what is approved is installed, told and written; the host on the disk makes it installed', async () => {
  const { at, boot, world } = await approvedWorld()
  approve(at, boot)
  world.current.plan = at.installing.install.installation(boot).plan!
  await until(() => expect(world.seen.finished).toEqual(['reboot']))
  const last = at.installing.repository.last(boot.machine)!
  expect(last).toMatchObject({ phase: 'written', outcome: null })
  const key = world.journal.standing()!.key!
  expect(last.thumbprint).toBe(await thumbprint(key))
  expect(at.installing.steps.of(last.id).map(({ type, step }) => `${type} ${step ?? '-'}`)).toContain('done image')
  at.installing.host.report({ machine: boot.machine, installation: last.id }, hostReport(last.id))
  expect(record(at, boot).state).toBe('installed')
})

test('a station that was away in the middle hears all of it, and nothing twice', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { at, boot, world, line } = await approvedWorld(() => promise)
  approve(at, boot)
  world.current.plan = at.installing.install.installation(boot).plan!
  await until(() => expect(world.board.current().installation?.step?.id).toBe('image'))
  line.away = true
  resolve()
  await until(() => expect(world.journal.standing()?.end?.outcome).toBe('written'))
  expect(record(at, boot).state).toBe('installing')
  line.away = false
  await until(() => expect(world.seen.finished).toEqual(['reboot']))
  const { id, phase } = at.installing.repository.last(boot.machine)!
  expect(phase).toBe('written')
  expect(at.installing.steps.of(id).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7])
})

test('a station whose disk is full: the installation goes on, and all of it is heard when there is room', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { at, boot, world, line } = await approvedWorld(() => promise)
  approve(at, boot)
  world.current.plan = at.installing.install.installation(boot).plan!
  await until(() => expect(world.board.current().installation?.step?.id).toBe('image'))
  const full = fillDisk(at)
  resolve()
  await until(() => expect(world.journal.standing()?.end?.outcome).toBe('written'))
  await until(() => expect(line.problems).toContain('disk.full'))
  expect(world.seen.finished).toEqual([])
  expect(record(at, boot).state).toBe('installing')
  full.makeRoom()
  await until(() => expect(world.seen.finished).toEqual(['reboot']))
  const { id, phase } = at.installing.repository.last(boot.machine)!
  expect(phase).toBe('written')
  expect(at.installing.steps.of(id).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7])
})

test('a failure is the machine’s state, with its step, its code and its logs', async () => {
  const { at, boot, world } = await approvedWorld(() => Promise.reject(new VmpError('disk.full', { path: '/target' })))
  approve(at, boot)
  world.current.plan = at.installing.install.installation(boot).plan!
  await until(() => expect(record(at, boot).state).toBe('failed'))
  expect(at.installing.repository.last(boot.machine)).toMatchObject({
    step: 'image',
    problem: { code: 'disk.full' },
    presumed: false,
  })
  expect(at.installing.shown.installation(boot.machine)?.failure?.bundle).toBe(true)
})

test('the station dies and another one starts upon its database: the installation goes on', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { at, boot, world, line } = await approvedWorld(() => promise)
  approve(at, boot)
  world.current.plan = at.installing.install.installation(boot).plan!
  await until(() => expect(world.board.current().installation?.step?.id).toBe('image'))
  line.away = true
  const later = core(at.database)
  talk(world, callsOf(later, boot).api, boot.machine)
  resolve()
  await until(() => expect(world.seen.finished).toEqual(['reboot']))
  expect(later.installing.repository.last(boot.machine)?.phase).toBe('written')
})

test('power is lost after the last write, before the station heard of it: the next boot is told, and starts its disk', async () => {
  const { at, boot, world, line } = await approvedWorld()
  approve(at, boot)
  world.current.plan = at.installing.install.installation(boot).plan!
  await until(() => expect(record(at, boot).state).toBe('installing'))
  line.away = true
  await until(() => expect(world.journal.standing()?.end?.outcome).toBe('written'))
  const { id } = at.installing.repository.last(boot.machine)!
  const marker = { state: 'installed', machine: boot.machine, installation: id, cluster: null, host: 'node01' } as const
  const facts = factsOf('501', [disk({ serial: 'D-501', marker })])
  const next = await checked(at, 1, facts)
  expect(record(at, next).state).toBe('installing')
  const restarted = machine()
  restarted.board.update({ facts })
  talk(restarted, callsOf(at, next).api, next.machine)
  await until(() => expect(restarted.seen.finished).toEqual(['reboot']))
  expect(restarted.seen.orders).toEqual([])
  expect(at.installing.known(record(at, next)).installation).toEqual({ phase: 'written', hostHeard: false })
})
