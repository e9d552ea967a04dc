/** The host document: all that makes an image this host. /etc is rendered from it at each boot; who changes the host changes it. */
import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import { Cluster, Hooks, HostName, Identity } from '../../answer/schema.ts'

const Maybe = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()])
const Mac = Type.String({ pattern: '^[0-9a-f]{2}(:[0-9a-f]{2}){5}$' })

const HostAddress = Type.Union([
  Type.Object({ method: Type.Literal('dhcp') }),
  Type.Object({
    method: Type.Literal('static'),
    address: Type.String({ description: '10.0.0.5/24' }),
    gateway: Maybe(Type.String()),
  }),
  Type.Object({ method: Type.Literal('none') }),
])

/** One network of the host: its ports by name (pinned by MAC below), the bond over them, the VLAN over that. */
export const HostNetwork = Type.Object({
  ports: Type.Array(Type.String(), { minItems: 1 }),
  bond: Maybe(Type.String({ description: 'mode; null: the one port itself' })),
  vlan: Maybe(Type.Integer()),
  mtu: Maybe(Type.Integer()),
  address: HostAddress,
})
export type HostNetwork = Static<typeof HostNetwork>

export const HostDocument = Type.Object({
  version: Type.Literal(1),
  /** The machine's own id, the installation's id: as in the markers of its disks. */
  machine: Type.String(),
  installation: Type.String(),
  installedAt: Type.String({ format: 'date-time' }),
  name: HostName,
  ...Type.Pick(Identity, ['locale', 'timezone', 'keyboard', 'rootPasswordHash', 'sshKeys']).properties,
  /** Every wired port that the machine had, by the name it keeps. */
  ports: Type.Array(Type.Object({ name: Type.String({ maxLength: 15 }), mac: Mac })),
  network: Type.Object({
    management: HostNetwork,
    storage: Maybe(HostNetwork),
    dns: Type.Array(Type.String()),
    search: Type.Array(Type.String()),
  }),
  time: Type.Object({ servers: Type.Array(Type.String()) }),
  /** Null on a host that was installed without a station. */
  station: Maybe(Type.Object({ url: Type.String(), pin: Type.String() })),
  /** Public keys (SPKI, PEM) whose images this host takes. */
  imageKeys: Type.Array(Type.String()),
  storage: Type.Object({
    /** UUIDs as mdadm and LVM write them; what is not an array has none. */
    arrays: Type.Array(
      Type.Object({ name: Type.String(), level: Type.String(), uuid: Type.String(), devices: Type.Integer() }),
    ),
    volumes: Type.Array(Type.Object({ group: Type.String(), name: Type.String() })),
  }),
  kernelArguments: Type.Array(Type.String()),
  tunedProfile: Maybe(Type.String()),
  hooks: Hooks,
  /** What the firmware tries first; a host that was installed before there was a choice has none. */
  bootOrder: Type.Optional(Type.Enum(['network', 'disk', 'keep'])),
  cluster: Cluster,
})
export type HostDocument = Static<typeof HostDocument>
