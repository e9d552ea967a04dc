/** The host document of a new host: what the answer wants, for this machine's ports, arrays and hardware. */
import { Check, Errors } from 'typebox/value'
import type { Plan } from '../answer/plan.ts'
import type { Address, Answer, NetworkChoice } from '../answer/schema.ts'
import { VmpError } from '../lib/errors.ts'
import { installedPower } from '../preflight/fix/installed.ts'
import type { Facts } from '../preflight/facts/schema.ts'
import type { Policy } from '../preflight/policy.ts'
import { HostDocument } from './configuration/document.ts'
import type { HostNetwork } from './configuration/document.ts'
import type { BuiltArray } from './disks/arrays.ts'
import { portsOf } from './ports.ts'

export interface DocumentInput {
  readonly machine: string
  readonly installation: string
  readonly at: Date
  /** Rendered for this machine. */
  readonly answer: Answer
  readonly facts: Pick<Facts, 'power' | 'nics'>
  readonly plan: Plan
  readonly policy: Policy
  readonly station: { readonly url: URL; readonly pin: string } | null
  readonly imageKeys: readonly string[]
}

type HostAddress = HostNetwork['address']

/** @throws VmpError `install.portNone`, `install.portAmbiguous`, `install.documentInvalid`: all of them before a disk is touched. */
export function hostDocument(input: DocumentInput, arrays: readonly BuiltArray[]): HostDocument {
  const { answer, facts, plan, policy, station } = input
  const { identity, network, hooks, cluster } = answer
  const power = installedPower(facts.power, policy)
  const document: HostDocument = {
    version: 1,
    machine: input.machine,
    installation: input.installation,
    installedAt: input.at.toISOString(),
    name: identity.name,
    locale: identity.locale,
    timezone: identity.timezone,
    keyboard: identity.keyboard,
    rootPasswordHash: identity.rootPasswordHash,
    sshKeys: [...identity.sshKeys],
    ports: facts.nics.filter(({ wired }) => wired).map(({ name, mac }) => ({ name, mac })),
    network: {
      management: hostNetwork(network.management, facts),
      storage: network.storage === null ? null : hostNetwork(network.storage, facts),
      dns: [...network.dns],
      search: [...network.search],
    },
    time: { servers: network.ntp.length > 0 || station === null ? [...network.ntp] : [station.url.hostname] },
    station: station === null ? null : { url: station.url.origin, pin: station.pin },
    imageKeys: [...input.imageKeys],
    storage: {
      arrays: arrays.flatMap(({ name, level, uuid, members }) =>
        uuid === null ? [] : [{ name, level, uuid, devices: members.length }],
      ),
      volumes: plan.volumes.map(({ group, name }) => ({ group, name })),
    },
    kernelArguments: [...power.kernelArguments],
    tunedProfile: power.tunedProfile,
    hooks,
    bootOrder: answer.after.bootOrder,
    cluster,
  }
  if (Check(HostDocument, document)) return document
  const [problem] = Errors(HostDocument, document)
  throw new VmpError('install.documentInvalid', {
    where: problem?.instancePath ?? '-',
    problem: problem?.message ?? '-',
  })
}

function hostNetwork(choice: NetworkChoice, { nics }: Pick<Facts, 'nics'>): HostNetwork {
  const { bond, vlan, mtu, address } = choice
  const ports = portsOf(choice, nics).map(({ name }) => name)
  return { ports, bond: bond?.mode ?? null, vlan, mtu, address: hostAddress(address) }
}

/** A pool is a range for many machines; an answer that is rendered for one has its address. */
function hostAddress(address: Address): HostAddress {
  if (address.method === 'pool')
    throw new VmpError('install.documentInvalid', { where: '/network/address', problem: 'pool' })
  return address
}
