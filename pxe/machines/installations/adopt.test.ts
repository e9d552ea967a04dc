import { SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { disk } from '../../../preflight/__fixtures__/facts.ts'
import type { DiskMarker } from '../../../preflight/facts/schema/disks.ts'
import { thumbprint } from '../../trust/proof.ts'
import { core, liveKey } from '../__fixtures__/core.ts'
import {
  approved,
  begin,
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
const elsewhere: DiskMarker = {
  state: 'installed',
  machine: 'of-another-station',
  installation: 'installation-0001',
  cluster: null,
  host: 'node07',
}
const marked = (marker: DiskMarker, serial = '501') => factsOf(serial, [disk({ serial: `D-${serial}`, marker })])
const report = { method: 'PUT', path: '/api/v1/host/report' }

/** What a host with this key says first. */
async function proved(at: Core, key: Awaited<ReturnType<typeof liveKey>>, named = key) {
  return at.installing.host.authenticate(await key.prove(await thumbprint(named.jwk), at.now(), report))
}

async function adopted(more: Partial<DiskMarker> = {}) {
  const at = core()
  const key = await liveKey()
  const boot = await checked(at, 1, marked({ ...elsewhere, hostKey: await thumbprint(key.jwk), ...more }))
  at.installing.persons.adopt(record(at, boot), 'root')
  return { at, key, boot }
}

describe('the host of an adopted machine', () => {
  test('is believed once it proves the key whose thumbprint its disks record', async () => {
    const { at, key, boot } = await adopted()
    expect(at.installing.shown.installation(boot.machine)).toMatchObject({ outcome: 'adopted', hostKey: true })
    const host = await proved(at, key)
    expect(at.keys(boot.machine).at(-1)).toBe('machine.hostProved')
    at.installing.host.report(host, hostReport('installation-0001', { name: 'node07' }))
    expect(at.installing.shown.host(boot.machine)).toMatchObject({ name: 'node07', verified: true })
    expect(at.installing.shown.installation(boot.machine)).toMatchObject({ outcome: 'adopted' })
    await proved(at, key)
    expect(at.keys(boot.machine).filter((key) => key === 'machine.hostProved')).toHaveLength(1)
    expect(at.installing.audit.list(10).map(({ action }) => action)).toEqual(['adopt', 'host key'])
  })

  test('is not, by another key, whatever name or key that gives', async () => {
    const { at, key } = await adopted()
    const other = await liveKey()
    await expect(proved(at, other)).rejects.toThrow(code('host.unknown'))
    await expect(proved(at, other, key)).rejects.toThrow(code('live.proofRefused'))
    // The public half is no secret: it can be sent along by anybody, but not signed with.
    const stolen = await new SignJWT({ htm: report.method, htu: report.path })
      .setProtectedHeader({ alg: 'EdDSA', kid: await thumbprint(key.jwk), jwk: key.jwk })
      .setIssuedAt(at.now())
      .sign(other.privateKey)
    const proof = { ...report, authorization: `VMP-Proof ${stolen}` }
    await expect(at.installing.host.authenticate(proof)).rejects.toThrow(code('live.proofRefused'))
    expect(at.installing.repository.get('installation-0001')?.publicKey).toBeNull()
  })

  test('is not before a person adopts its machine, nor where its disks record no key', async () => {
    const at = core()
    const key = await liveKey()
    const boot = await checked(at, 1, marked({ ...elsewhere, hostKey: await thumbprint(key.jwk) }))
    await expect(proved(at, key)).rejects.toThrow(code('host.unknown'))
    checkMachine(at, boot, marked(elsewhere))
    at.installing.persons.adopt(record(at, boot), 'root')
    expect(at.installing.shown.installation(boot.machine)).toMatchObject({ hostKey: false })
    await expect(proved(at, key)).rejects.toThrow(code('host.unknown'))
  })

  test('may have a problem without the machine being taken for failed', async () => {
    const { at, key, boot } = await adopted()
    const problem = { code: 'disk.full', params: { path: '/' } }
    const host = await proved(at, key)
    at.installing.host.report(host, hostReport('installation-0001', { verified: false, problems: [problem] }))
    expect(stateOf(at, boot)).toBe('installed')
  })
})

describe('adopting', () => {
  test('what this station installed itself, and took for failed, brings that installation back', async () => {
    const at = core()
    const boot = await approved(at)
    const id = begin(at, boot)
    const host = await write(at, boot, id)
    at.installing.install.cameUpLive(boot.machine)
    const own = marked({ ...elsewhere, machine: boot.machine, installation: id })
    checkMachine(at, boot, own)
    at.installing.persons.adopt(record(at, boot), 'root')
    expect(at.installing.repository.of(boot.machine).map(({ outcome }) => outcome)).toEqual(['adopted'])
    at.installing.host.report(host, hostReport(id))
    expect(at.installing.shown.host(boot.machine)).toMatchObject({ name: 'node01' })
    expect(at.installing.shown.installation(boot.machine)).toMatchObject({ name: 'node01', failure: null })
  })

  test('goes by what is on the disks, whatever was tried since', async () => {
    const at = core()
    const { boot, id, host } = await installed(at)
    at.installing.persons.rearm(record(at, boot), '501', 'root')
    const again = await checked(at, 1, marked({ ...elsewhere, machine: boot.machine, installation: id }))
    at.installing.approvals.approve(record(at, again), { answer: 'site', who: 'root', code: 'WIPE-ME' })
    const second = begin(at, again)
    const problem = { code: 'disk.full', params: { path: '/' } }
    at.installing.install.end(again, { installation: second, outcome: 'failed', step: 'gate', problem })
    expect(at.installing.repository.last(boot.machine)?.id).toBe(second)
    at.installing.persons.adopt(record(at, again), 'root')
    expect(at.installing.repository.last(boot.machine)?.id).toBe(id)
    at.installing.host.report(host, hostReport(id))
    expect(stateOf(at, boot)).toBe('installed')
  })

  test('does not make two machines one host, until the other is forgotten', async () => {
    const { at, key, boot } = await adopted()
    const moved = marked({ ...elsewhere, hostKey: await thumbprint(key.jwk) }, '502')
    const second = await checked(at, 2, moved)
    const adopt = () => at.installing.persons.adopt(record(at, second), 'root')
    expect(adopt).toThrow(expect.objectContaining({ params: { machine: 'm2', other: 'm1' } }))
    checkMachine(
      at,
      second,
      marked({ ...elsewhere, installation: 'a-new-one', hostKey: await thumbprint(key.jwk) }, '502'),
    )
    expect(adopt).toThrow(code('machine.adoptedElsewhere'))
    checkMachine(at, second, moved)
    at.who.forget(boot.machine)
    adopt()
    expect(await proved(at, key)).toMatchObject({ machine: second.machine })
  })

  test('says so when the disks name different keys', async () => {
    const at = core()
    const disks = ['one', 'two'].map((hostKey) => disk({ serial: hostKey, marker: { ...elsewhere, hostKey } }))
    const boot = await checked(at, 1, factsOf('501', disks))
    const adopt = () => at.installing.persons.adopt(record(at, boot), 'root')
    expect(adopt).toThrow(code('machine.markersDiffer'))
  })
})
