import { fitServer, disk } from '../../../preflight/__fixtures__/facts.ts'
import type { Facts } from '../../../preflight/facts/schema.ts'
import { reportOf } from '../../../preflight/report/__fixtures__/reports.ts'
import type { HostReport } from '../../contract/install.ts'
import { thumbprint } from '../../trust/proof.ts'
import type { Boot } from '../boots.ts'
import type { HostPrincipal } from '../installations/host-service.ts'
import type { InstallEvent } from '../installations/steps.ts'
import { core, enrolment, evidence, liveKey } from './core.ts'

/** A secret that must not be seen in any listing. */
export const passwordHash = '$6$salt$secretsecretsecret'

export const answerText = (more = ''): string => `version: 1
identity:
  name: node{index:2}
  rootPasswordHash: ${passwordHash}
disks:
  system: {}
network:
  management:
    address: { method: pool, from: 10.0.0.11/24, to: 10.0.0.99, gateway: 10.0.0.1 }
${more}`

export type Core = ReturnType<typeof core>

export const factsOf = (serial: string, disks = [disk({ serial: `D-${serial}` })]): Facts => ({
  ...fitServer,
  system: { ...fitServer.system, serial, uuid: `4c4c4544-0042-3510-8054-${serial.padStart(12, '0')}` },
  nics: fitServer.nics.map((nic, index) => ({
    ...nic,
    mac: `02:00:00:0${index}:${serial.padStart(4, '0').replace(/(..)(..)/, '$1:$2')}`,
  })),
  bmc: { ...fitServer.bmc, address: null },
  disks,
})

/** The same with too little memory: unfit. */
export const unfitFacts = (serial: string): Facts => ({
  ...factsOf(serial),
  memory: { ...fitServer.memory, installed: 2 ** 30, usable: 2 ** 30 },
})

let runs = 0

/** Boots live: enrols with a key of its own. */
export async function bootLive(at: Core, number: number): Promise<Boot> {
  const mac = `02:00:00:00:00:${number.toString(16).padStart(2, '0')}`
  const key = await liveKey()
  const kid = await thumbprint(key.jwk)
  const nonce = at.nonces.mint({ mac, fromMedia: false })
  const found = evidence([mac], { serial: `50${number}`, uuid: factsOf(`50${number}`).system.uuid })
  await at.live.enrol(enrolment(nonce, key.jwk, found), await key.prove(kid, at.now()), `192.0.2.${number}`)
  return at.live.authenticate(await key.prove(kid, at.now(), { path: '/api/v1/live/beat' }))
}

/** The live system checks its machine, and sends the report. */
export function checkMachine(at: Core, boot: Boot, facts: Facts): void {
  const run = `run-${(runs += 1)}-00000`
  at.preflight.start(boot, run)
  at.preflight.finish(boot, run, reportOf(facts))
}

/** A machine that is checked and fit. */
export async function checked(at: Core, number: number, facts = factsOf(`50${number}`)): Promise<Boot> {
  const boot = await bootLive(at, number)
  checkMachine(at, boot, facts)
  return boot
}

export const record = (at: Core, { machine }: { readonly machine: string }) => at.machines.get(machine)!
export const stateOf = (at: Core, of: { readonly machine: string }) => record(at, of).state

export function approve(at: Core, boot: Boot, more: { code?: string; unfitReason?: string; rule?: string } = {}): void {
  at.installing.approvals.approve(record(at, boot), { answer: 'site', who: 'root', ...more })
}

/** A machine that is approved, and its turn. */
export async function approved(at: Core, number = 1): Promise<Boot> {
  at.installing.answers.put('site', answerText(), 'root')
  const boot = await checked(at, number)
  approve(at, boot)
  return boot
}

/** Begins; returns the id of the installation. */
export function begin(at: Core, boot: Boot): string {
  const { id, plan } = at.installing.install.installation(boot)
  at.installing.install.start(boot, id!, plan!.digest)
  return id!
}

export const event = (seq: number, more: Partial<InstallEvent> = {}): InstallEvent => ({
  task: 'install',
  run: 'run-1',
  seq,
  at: new Date(Date.parse('2026-01-01T00:00:00Z') + seq * 1000).toISOString(),
  type: 'started',
  step: 'image',
  ...more,
})

/** Writes all, with a key for the host; returns the principal of its host. */
export async function write(at: Core, boot: Boot, id: string): Promise<HostPrincipal> {
  const key = await liveKey()
  await at.installing.install.key(boot, id, key.jwk)
  at.installing.install.end(boot, { installation: id, outcome: 'written', step: null, problem: null })
  const kid = await thumbprint(key.jwk)
  return at.installing.host.authenticate(await key.prove(kid, at.now(), { method: 'PUT', path: '/api/v1/host/report' }))
}

export const hostReport = (installation: string, more: Partial<HostReport> = {}): HostReport => ({
  installation,
  name: 'node01',
  image: 'image-1',
  slot: 'a',
  verified: true,
  hooks: [],
  problems: [],
  arrays: [{ name: 'system', state: 'optimal' }],
  addresses: ['10.0.0.11'],
  ...more,
})

/** A whole installation of a machine. */
export async function installed(at: Core, number = 1): Promise<{ boot: Boot; id: string; host: HostPrincipal }> {
  const boot = await approved(at, number)
  const id = begin(at, boot)
  const host = await write(at, boot, id)
  at.installing.host.report(host, hostReport(id))
  return { boot, id, host }
}
