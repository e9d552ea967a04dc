import { describe, expect, test } from 'vitest'
import { thumbprint } from '../../trust/proof.ts'
import { diagnose } from '../doctor.ts'
import { core, liveKey } from '../__fixtures__/core.ts'
import {
  approved,
  begin,
  bootLive,
  event,
  hostReport,
  installed,
  record,
  stateOf,
  write,
} from '../__fixtures__/installing.ts'

const code = (error: string) => expect.objectContaining({ code: error })
const beat = { uptime: 1, memoryFree: 1, addresses: ['10.0.0.11'] }

describe('a host', () => {
  test('proves itself by the key that its installation registered, and by no other', async () => {
    const at = core()
    const boot = await approved(at)
    const id = begin(at, boot)
    const [own, other] = [await liveKey(), await liveKey()]
    await at.installing.install.key(boot, id, own.jwk)
    const request = { method: 'PUT', path: '/api/v1/host/report' }
    const kid = await thumbprint(own.jwk)
    const { authenticate } = at.installing.host
    await expect(authenticate(await own.prove(kid, at.now(), request))).resolves.toMatchObject({ installation: id })
    await expect(authenticate(await other.prove(kid, at.now(), request))).rejects.toThrow(code('live.proofRefused'))
    const unknown = await thumbprint(other.jwk)
    await expect(authenticate(await other.prove(unknown, at.now(), request))).rejects.toThrow(code('host.unknown'))
  })

  test('is that of its machine until it is installed anew or forgotten', async () => {
    const at = core()
    const { boot, host } = await installed(at)
    expect(() => at.installing.host.report(host, hostReport('another-one'))).toThrow(code('installation.over'))
    at.who.forget(boot.machine)
    expect(at.installing.repository.get(host.installation)).toBeUndefined()
  })

  test('makes its machine installed also when nobody told the station that all was written', async () => {
    const at = core()
    const boot = await approved(at)
    const id = begin(at, boot)
    const key = await liveKey()
    await at.installing.install.key(boot, id, key.jwk)
    const request = { method: 'POST', path: '/api/v1/host/beat' }
    const host = await at.installing.host.authenticate(await key.prove(await thumbprint(key.jwk), at.now(), request))
    at.installing.host.beat(host, beat)
    expect(at.installing.repository.get(id)).toMatchObject({ phase: 'written' })
    expect(at.beats.isTalking(boot.machine)).toBe(true)
    at.installing.host.report(host, hostReport(id))
    expect(stateOf(at, boot)).toBe('installed')
  })

  test('whose verification fails makes the installation failed, and one that succeeds later installed', async () => {
    const at = core()
    const boot = await approved(at)
    const id = begin(at, boot)
    const host = await write(at, boot, id)
    const problem = { code: 'disk.full', params: { path: '/' } }
    at.installing.host.report(host, hostReport(id, { verified: false, problems: [problem] }))
    expect(stateOf(at, boot)).toBe('failed')
    expect(at.installing.shown.installation(boot.machine)?.failure).toMatchObject({ step: 'firstBoot', problem })
    at.installing.host.report(host, hostReport(id))
    expect(stateOf(at, boot)).toBe('installed')
    expect(at.installing.shown.installation(boot.machine)).toMatchObject({ outcome: 'installed', failure: null })
  })

  test('with a degraded array is shown so until it is whole again', async () => {
    const at = core()
    const { boot, host, id } = await installed(at)
    const degraded = hostReport(id, { arrays: [{ name: 'system', state: 'degraded' }] })
    at.installing.host.report(host, degraded)
    at.installing.host.report(host, degraded)
    expect(at.view.show(record(at, boot)).findings).toEqual([
      { key: 'finding.arrays', params: { arrays: 'system: degraded' } },
    ])
    expect(at.keys(boot.machine).filter((key) => key === 'machine.arraysDegraded')).toHaveLength(1)
    at.installing.host.report(host, hostReport(id))
    expect(at.machines.findings(boot.machine)).toEqual([])
    expect(at.keys(boot.machine).at(-1)).toBe('machine.arraysFine')
  })
})

describe('an installation that does not move', () => {
  test('is said to stall after the limit of its step, and fails only much later; what is heard then goes on', async () => {
    const at = core()
    const boot = await approved(at)
    const id = begin(at, boot)
    const { install, shown, sweep } = at.installing
    install.events(boot, id, [event(1, { step: 'image' })])
    sweep()
    at.pass(119)
    sweep()
    expect(shown.installation(boot.machine)?.stalledSince).toBeNull()
    at.pass(1)
    sweep()
    sweep()
    expect(shown.installation(boot.machine)?.stalledSince).not.toBeNull()
    expect(at.keys(boot.machine).filter((key) => key === 'machine.installStalls')).toHaveLength(1)
    at.pass(240)
    sweep()
    expect(stateOf(at, boot)).toBe('failed')
    expect(shown.installation(boot.machine)?.failure).toMatchObject({
      step: 'image',
      presumed: true,
      problem: { code: 'installation.stalled' },
    })
    install.events(boot, id, [event(2, { step: 'image', type: 'done' })])
    expect(stateOf(at, boot)).toBe('installing')
    expect(at.keys(boot.machine).at(-1)).toBe('machine.installGoesOn')
  })

  test('of scripts may take as long as scripts may', async () => {
    const at = core()
    const boot = await approved(at)
    const id = begin(at, boot)
    at.installing.install.events(boot, id, [event(1, { step: 'targetHooks' })])
    at.installing.sweep()
    at.pass(3600)
    at.installing.sweep()
    expect(at.installing.shown.installation(boot.machine)?.stalledSince).toBeNull()
  })

  test('is not that of a machine that was told to switch itself off', async () => {
    const at = core()
    const boot = await approved(at)
    const id = begin(at, boot)
    await write(at, boot, id)
    const record = at.installing.repository.get(id)!
    at.installing.repository.update(id, {
      answer: { ...record.answer!, after: { bootOrder: 'network', finish: 'poweroff' } },
    })
    at.installing.sweep()
    at.pass(30 * 24 * 3600)
    at.installing.sweep()
    expect(stateOf(at, boot)).toBe('installing')
  })
})

describe('a machine that comes back from its disk', () => {
  test('is offered the other way after two tries, and live once all were in vain', async () => {
    const at = core()
    const boot = await approved(at)
    await write(at, boot, begin(at, boot))
    const { known, onDisk } = at.installing
    const ways: string[] = []
    for (let start = 0; start < 4; start += 1) {
      at.beats.startsAnew(boot.machine)
      ways.push(known(record(at, boot)).diskMethod)
      expect(known(record(at, boot)).diskGivenUp).toBe(false)
      onDisk(record(at, boot))
      at.pass(50)
    }
    expect(ways).toEqual(['local', 'local', 'firmware', 'firmware'])
    expect(known(record(at, boot)).diskGivenUp).toBe(true)
    expect(at.keys(boot.machine).filter((key) => key === 'machine.diskNotStarted')).toHaveLength(2)
    const remedies = () => {
      const shown = at.view.show(record(at, boot))
      return diagnose(shown, at.story.of(boot.machine, 100), at.now()).map(({ remedy }) => remedy?.key)
    }
    expect(remedies()).toEqual(['doctor.diskNotStarted.remedy'])
    await bootLive(at, 1)
    expect(stateOf(at, boot)).toBe('failed')
    expect(remedies()).toContain('doctor.installFailed.remedy')
  })

  test('after long is a restart, and what worked is remembered for its like', async () => {
    const at = core()
    const { boot, host } = await installed(at)
    const { known, onDisk } = at.installing
    for (let start = 0; start < 3; start += 1) onDisk(record(at, boot))
    expect(record(at, boot).diskBoot).toMatchObject({ method: 'firmware', fails: 2 })
    at.installing.host.beat(host, beat)
    expect(record(at, boot).diskBoot).toBeNull()
    const twin = await approved(at, 2)
    expect(known(record(at, twin)).diskMethod).toBe('firmware')
    onDisk(record(at, twin))
    at.pass(3600)
    onDisk(record(at, twin))
    expect(record(at, twin).diskBoot?.fails).toBe(0)
  })
})
