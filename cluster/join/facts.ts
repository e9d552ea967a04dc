/**
 * What is known before a host joins a cluster, or creates one: what each side says of itself, and what each saw of the way to
 * the other. Null where something could not be read or measured.
 */
import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'

const Maybe = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()])
const Milliseconds = Type.Number({ minimum: 0 })
const Ipv4 = Type.String({ format: 'ipv4' })

export const Management = Type.Object({
  /** With the length of its prefix, 10.0.0.5/24. */
  address: Type.String({ pattern: '^\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}$' }),
  method: Type.Enum(['static', 'dhcp']),
  mac: Type.String(),
  mtu: Type.Integer(),
})
export type Management = Static<typeof Management>

const Versions = Type.Object({ vmp: Type.String(), etcd: Type.String() })

export const Disk = Type.Object({
  /** Of writes of the size of etcd's, each made durable: 99 of 100 take no longer. */
  sync: Milliseconds,
  /** Bytes. */
  free: Type.Integer({ minimum: 0 }),
})
export type Disk = Static<typeof Disk>

/** The host that wants to join, or to create. */
export const JoinerFacts = Type.Object({
  name: Type.String(),
  versions: Versions,
  management: Maybe(Management),
  /** Its other addresses: storage, of VMs' bridges. */
  otherAddresses: Type.Array(Ipv4),
  time: Type.String({ format: 'date-time' }),
  /** Id of the cluster that it belongs to. */
  cluster: Maybe(Type.String()),
  vms: Type.Array(Type.String(), { description: 'names' }),
  disk: Maybe(Disk),
})
export type JoinerFacts = Static<typeof JoinerFacts>

export const ClusterFacts = Type.Object({
  id: Type.String(),
  clusterIp: Maybe(Ipv4),
  probeIp: Maybe(Ipv4),
  hosts: Type.Array(Type.Object({ name: Type.String(), addresses: Type.Array(Ipv4), versions: Versions }), {
    description: 'all members, the controller too',
  }),
  /** Of the host that answers for the cluster. */
  controller: Management,
  /** Milliseconds that the joiner's clock is ahead of the controller's; the time of the way there is reckoned out. */
  ahead: Maybe(Type.Number()),
  /** Whether the new host would vote, and so have etcd's data. */
  votes: Type.Boolean(),
})
export type ClusterFacts = Static<typeof ClusterFacts>

/** The way from one of the two to the other, as the one sees it. */
export const PathFacts = Type.Object({
  /** MACs that answered for the other's address on the same layer 2, lower case. */
  answered: Maybe(Type.Array(Type.String())),
  /** Of the largest packet that came through whole, of those tried; null: none did. */
  mtu: Maybe(Type.Integer()),
  /** Milliseconds there and back, and how many of a hundred packets were lost; null: not measured, or nothing came back. */
  trip: Maybe(
    Type.Object({ average: Milliseconds, worst: Milliseconds, lost: Type.Number({ minimum: 0, maximum: 100 }) }),
  ),
})
export type PathFacts = Static<typeof PathFacts>

/** All that a join is judged by. */
export interface JoinFacts {
  readonly joiner: JoinerFacts
  readonly cluster: ClusterFacts
  /** From the joiner to the controller, and back. */
  readonly there: PathFacts
  readonly back: PathFacts
  /** MACs of others that use the joiner's address; null: not asked. */
  readonly rivals: readonly string[] | null
}

/** All that creating a cluster is judged by. */
export interface CreateFacts {
  readonly joiner: JoinerFacts
  readonly clusterIp: string | null
  readonly probeIp: string | null
  /** MACs that answer for the cluster IP already. */
  readonly clusterIpTaken: readonly string[] | null
  readonly probeAnswers: boolean | null
  readonly rivals: readonly string[] | null
}
