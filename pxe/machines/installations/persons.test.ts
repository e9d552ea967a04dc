import { describe, expect, test } from 'vitest'
import { disk } from '../../../preflight/__fixtures__/facts.ts'
import { goalOf } from '../../boot/decision.ts'
import { core } from '../__fixtures__/core.ts'
import {
  answerText,
  approve,
  approved,
  begin,
  bootLive,
  checked,
  checkMachine,
  factsOf,
  hostReport,
  installed,
  record,
  stateOf,
  write,
} from '../__fixtures__/installing.ts'
import type { Core } from '../__fixtures__/installing.ts'

const code = (error: string) => expect.objectContaining({ code: error })
const goal = (at: Core, of: { readonly machine: string }) => goalOf(at.installing.known(record(at, of)))
const problem = { code: 'disk.full', params: { path: '/' } }
const marked = (boot: { machine: string }, id: string, state: 'installed' | 'unfinished' = 'installed') =>
  factsOf('501', [
    disk({ serial: 'D-501', marker: { state, machine: boot.machine, installation: id, cluster: null, host: null } }),
  ])

async function failed(at: Core) {
  const boot = await approved(at)
  const id = begin(at, boot)
  at.installing.install.end(boot, { installation: id, outcome: 'failed', step: 'image', problem })
  return { boot, id }
}

describe('trying again', () => {
  test('reads the disks again, and approves by the same answer when nothing stands against it', async () => {
    const at = core()
    const { boot, id } = await failed(at)
    at.told.length = 0
    at.installing.persons.retry(record(at, boot), 'root')
    expect(at.told).toEqual([`${boot.machine} check`])
    checkMachine(at, boot, marked(boot, id, 'unfinished'))
    expect(stateOf(at, boot)).toBe('approved')
    expect(at.installing.install.installation(boot)).toMatchObject({
      phase: 'ready',
      answer: { identity: { name: 'node01' } },
    })
  })

  test('of a machine that is off happens when it comes up live', async () => {
    const at = core()
    const { boot, id } = await failed(at)
    at.installing.persons.retry(record(at, boot), 'root')
    expect(goal(at, boot)).toBe('live')
    const again = await bootLive(at, 1)
    checkMachine(at, again, marked(boot, id, 'unfinished'))
    expect(at.installing.install.installation(again).phase).toBe('ready')
  })

  test('is not done by itself when its disks now need a person, nor twice', async () => {
    const at = core()
    const { boot } = await failed(at)
    at.installing.persons.retry(record(at, boot), 'root')
    checkMachine(at, boot, marked({ machine: 'another' }, 'x'))
    expect(stateOf(at, boot)).toBe('checked')
    expect(at.keys(boot.machine)).toContain('machine.retryRefused')
    checkMachine(at, boot, factsOf('501'))
    expect(stateOf(at, boot)).toBe('checked')
  })

  test('needs something that failed', async () => {
    const at = core()
    const boot = await checked(at, 1)
    expect(() => at.installing.persons.retry(record(at, boot), 'root')).toThrow(code('machine.notAllowed'))
  })
})

describe('re-arming', () => {
  test('needs the serial number, and unlocks exactly one installation over its own disks', async () => {
    const at = core()
    const { boot, id } = await installed(at)
    const { persons, install } = at.installing
    expect(goal(at, boot)).toBe('disk')
    expect(() => persons.rearm(record(at, boot), '502', 'root')).toThrow(code('machine.wrongSerial'))
    expect(stateOf(at, boot)).toBe('installed')
    persons.rearm(record(at, boot), ' 501 ', 'root')
    expect(stateOf(at, boot)).toBe('rearmed')
    expect(goal(at, boot)).toBe('live')
    const again = await checked(at, 1, marked(boot, id))
    approve(at, again)
    expect(install.installation(again)).toMatchObject({ phase: 'ready', rearmed: true })
    const second = begin(at, again)
    const host = await write(at, again, second)
    expect(record(at, boot).rearmed).toBe(false)
    at.installing.host.report(host, hostReport(second))
    expect(stateOf(at, boot)).toBe('installed')
    await checked(at, 1, marked(boot, second))
    expect(stateOf(at, boot)).toBe('installed')
  })

  test('is for installed machines alone', async () => {
    const at = core()
    const boot = await checked(at, 1)
    expect(() => at.installing.persons.rearm(record(at, boot), '501', 'root')).toThrow(code('machine.notAllowed'))
  })
})

test('a rescue is one live start, and changes no state', async () => {
  const at = core()
  const { boot } = await installed(at)
  at.installing.persons.rescue(record(at, boot), true, 'root')
  expect(goal(at, boot)).toBe('rescue')
  await bootLive(at, 1)
  expect(stateOf(at, boot)).toBe('installed')
  expect(goal(at, boot)).toBe('disk')
})

describe('a station that lost its database', () => {
  test('boots the machine live, says what its disks say, and a person adopts it', async () => {
    const before = core()
    const { boot, id } = await installed(before)
    const at = core()
    at.installing.answers.put('site', answerText(), 'root')
    at.installing.rules.add('fit', 'site', 'root')
    const again = await checked(at, 1, marked(boot, id))
    expect(stateOf(at, again)).toBe('checked')
    expect(at.machines.findings(again.machine).map(({ key }) => key)).toContain('finding.installed')
    at.installing.persons.adopt(record(at, again), 'root')
    expect(stateOf(at, again)).toBe('installed')
    expect(goal(at, again)).toBe('disk')
    // Its disks know it by its old id, also when it is armed again.
    at.installing.persons.rearm(record(at, again), '501', 'root')
    const armed = await checked(at, 1, marked(boot, id))
    at.installing.approvals.approve(record(at, armed), { answer: 'site', who: 'root' })
    expect(at.installing.install.installation(armed)).toMatchObject({ rearmed: true, code: null })
  })

  test('adopts nothing whose disks say nothing, or contradict each other', async () => {
    const at = core()
    const plain = await checked(at, 1)
    expect(() => at.installing.persons.adopt(record(at, plain), 'root')).toThrow(code('machine.noMarker'))
    const marker = { state: 'installed', machine: 'm', cluster: null, host: null } as const
    const disks = [
      disk({ serial: 'a', marker: { ...marker, installation: 'one' } }),
      disk({ name: 'sdb', serial: 'b', marker: { ...marker, installation: 'two' } }),
    ]
    checkMachine(at, plain, factsOf('501', disks))
    expect(() => at.installing.persons.adopt(record(at, plain), 'root')).toThrow(code('machine.markersDiffer'))
  })
})

test('labels are set, changed and taken away, and the audit says by whom', async () => {
  const at = core()
  const boot = await checked(at, 1)
  at.installing.persons.label(record(at, boot), { rack: '1', spare: '' }, [], 'root')
  at.installing.persons.label(record(at, boot), { rack: '2' }, ['spare'], 'token administrator')
  expect(at.view.show(record(at, boot)).labels).toEqual({ rack: '2' })
  expect(at.installing.audit.list(1)).toMatchObject([{ who: 'token administrator', details: { labels: 'rack=2' } }])
})
