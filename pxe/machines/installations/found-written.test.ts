/** Power was lost after the last write, before the station heard of it: the disks know better than the station. */
import { describe, expect, test } from 'vitest'
import { disk } from '../../../preflight/__fixtures__/facts.ts'
import type { DiskMarker } from '../../../preflight/facts/schema/disks.ts'
import { goalOf } from '../../boot/decision.ts'
import { thumbprint } from '../../trust/proof.ts'
import { core, liveKey } from '../__fixtures__/core.ts'
import {
  approved,
  begin,
  bootLive,
  checkMachine,
  event,
  factsOf,
  hostReport,
  record,
  stateOf,
  write,
} from '../__fixtures__/installing.ts'
import type { Core } from '../__fixtures__/installing.ts'

const two = (markers: readonly (DiskMarker | null)[]) =>
  factsOf(
    '501',
    markers.map((marker, index) => disk({ name: `sd${'ab'[index]}`, serial: `D-${index}`, marker })),
  )

/** Begun on two disks, and cut off. */
async function cut() {
  const at = core()
  const boot = await approvedOnTwo(at)
  const id = begin(at, boot)
  at.installing.install.events(boot, id, [event(1, { step: 'finish' })])
  const again = await bootLive(at, 1)
  const marker = (state: DiskMarker['state'], more: Partial<DiskMarker> = {}): DiskMarker => ({
    state,
    machine: boot.machine,
    installation: id,
    cluster: null,
    host: state === 'installed' ? 'node01' : null,
    ...more,
  })
  return { at, id, again, marker }
}

async function approvedOnTwo(at: Core) {
  const boot = await approved(at)
  checkMachine(at, boot, two([null, null]))
  at.installing.approvals.approve(record(at, boot), { answer: 'site', who: 'root' })
  return boot
}

const shown = (at: Core, { machine }: { machine: string }) => at.installing.shown.installation(machine)
const goal = (at: Core, of: { readonly machine: string }) => goalOf(at.installing.known(record(at, of)))

describe('a machine that comes up live with all of its disks written', () => {
  test('is told to start its disk, and its host makes it installed', async () => {
    const { at, id, again, marker } = await cut()
    expect(stateOf(at, again)).toBe('failed')
    const key = await liveKey()
    const finished = marker('installed', { hostKey: await thumbprint(key.jwk) })
    checkMachine(at, again, two([finished, finished]))
    expect(stateOf(at, again)).toBe('installing')
    expect(shown(at, again)).toMatchObject({ id, phase: 'written', outcome: null, failure: null })
    expect(at.keys(again.machine)).toContain('machine.foundWritten')
    expect(goal(at, again)).toBe('disk')
    expect(at.installing.install.installation(again)).toMatchObject({ phase: 'written', id, answer: null })
    expect(at.told.at(-1)).toBe(`${again.machine} state`)
    // Its key was not registered either: the disks record it.
    const proof = await key.prove(await thumbprint(key.jwk), at.now(), { method: 'PUT', path: '/api/v1/host/report' })
    at.installing.host.report(await at.installing.host.authenticate(proof), hostReport(id))
    expect(stateOf(at, again)).toBe('installed')
    expect(shown(at, again)).toMatchObject({ outcome: 'installed' })
  })

  test('is so from the first finished marker on: the host finishes the others', async () => {
    const { at, again, marker } = await cut()
    checkMachine(at, again, two([marker('installed'), marker('unfinished')]))
    expect(shown(at, again)).toMatchObject({ phase: 'written' })
  })

  test('also when the station had taken it for dead before', async () => {
    const at = core()
    const boot = await approved(at)
    const id = begin(at, boot)
    at.installing.sweep()
    at.pass(24 * 3600)
    at.installing.sweep()
    expect(shown(at, boot)).toMatchObject({ failure: { presumed: true } })
    const again = await bootLive(at, 1)
    const marker = {
      state: 'installed',
      machine: boot.machine,
      installation: id,
      cluster: null,
      host: 'node01',
    } as const
    checkMachine(at, again, factsOf('501', [disk({ serial: 'D-501', marker })]))
    expect(shown(at, again)).toMatchObject({ phase: 'written', failure: null })
  })

  test('is not tried again because a person asked for that before', async () => {
    const { at, again, marker } = await cut()
    at.installing.persons.retry(record(at, again), 'root')
    checkMachine(at, again, two([marker('installed'), marker('installed')]))
    expect(stateOf(at, again)).toBe('installing')
    expect(at.installing.persons.isRetrying(again.machine)).toBe(false)
  })

  test('has failed when it comes back from its disk once more', async () => {
    const { at, again, marker } = await cut()
    const facts = two([marker('installed'), marker('installed')])
    checkMachine(at, again, facts)
    const third = await bootLive(at, 1)
    expect(stateOf(at, third)).toBe('failed')
    checkMachine(at, third, facts)
    expect(shown(at, third)).toMatchObject({ outcome: 'failed', failure: { step: 'start' } })
    expect(at.installing.install.installation(third).phase).toBe('none')
  })
})

describe('it is as failed as before', () => {
  test.each<[string, (marker: Awaited<ReturnType<typeof cut>>['marker']) => (DiskMarker | null)[]]>([
    ['without a finished marker', (marker) => [marker('unfinished'), marker('unfinished')]],
    ['while a disk is missing', (marker) => [marker('installed')]],
    ['when a disk was put in the place of another', (marker) => [marker('installed'), null]],
    [
      'by the markers of another installation',
      (marker) => [0, 1].map(() => marker('installed', { installation: 'x' })),
    ],
    ['by the markers of another machine', (marker) => [0, 1].map(() => marker('installed', { machine: 'x' }))],
  ])('%s', async (_, markers) => {
    const { at, again, marker } = await cut()
    checkMachine(at, again, two(markers(marker)))
    expect(shown(at, again)).toMatchObject({
      outcome: 'failed',
      failure: { problem: { code: 'installation.cameUpLive' } },
    })
    expect(stateOf(at, again)).toBe('checked')
  })

  test('when the machine itself said that it failed', async () => {
    const at = core()
    const boot = await approved(at)
    const id = begin(at, boot)
    const problem = { code: 'disk.full', params: { path: '/' } }
    at.installing.install.end(boot, { installation: id, outcome: 'failed', step: 'finish', problem })
    const marker = {
      state: 'installed',
      machine: boot.machine,
      installation: id,
      cluster: null,
      host: 'node01',
    } as const
    checkMachine(at, boot, factsOf('501', [disk({ serial: 'D-501', marker })]))
    expect(shown(at, boot)).toMatchObject({ outcome: 'failed', failure: { problem } })
  })
})

test('a host that is heard already has no need of it', async () => {
  const at = core()
  const boot = await approved(at)
  const id = begin(at, boot)
  const host = await write(at, boot, id)
  at.installing.host.report(host, hostReport(id))
  const again = await bootLive(at, 1)
  const marker = { state: 'installed', machine: boot.machine, installation: id, cluster: null, host: 'node01' } as const
  checkMachine(at, again, factsOf('501', [disk({ serial: 'D-501', marker })]))
  expect(shown(at, boot)).toMatchObject({ outcome: 'installed' })
  expect(at.installing.install.installation(again).phase).toBe('none')
})
