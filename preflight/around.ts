/** What a check cannot read from the machine itself: the network around it, and the other machines of the fleet. */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Known, Mac, Text } from './facts/schema/common.ts'

/** What was tried on the network; a null was not tried. Nothing is sent but ARP, ping and what DHCP clients send. */
export const NetworkAround = Type.Object({
  /** Other DHCP servers that answered, besides the station and the site's own that it stands beside. */
  dhcpServers: Known(Type.Array(Text)),
  /** Addresses of ours that another machine answered for. */
  addressesInUse: Known(Type.Array(Type.Object({ address: Text, mac: Mac }))),
  gateway: Known(Type.Object({ address: Text, reachable: Type.Boolean() })),
  mtu: Known(
    Type.Object({
      target: Text,
      expected: Type.Integer(),
      path: Type.Integer({ description: 'bytes that arrived whole' }),
    }),
  ),
  probe: Known(Type.Object({ address: Text, reachable: Type.Boolean() })),
})
export type NetworkAround = Static<typeof NetworkAround>

/** What the station knows of every machine, this one left out. */
export const FleetMember = Type.Object({
  name: Text,
  uuid: Known(Text),
  serial: Known(Text),
  macs: Type.Array(Mac),
  addresses: Type.Array(Text, { description: 'of its live system and its management controller' }),
  vendor: Known(Text),
  product: Known(Text),
  firmware: Type.Object({ version: Known(Text), date: Known(Text), mode: Known(Type.Enum(['bios', 'uefi'])) }),
})
export type FleetMember = Static<typeof FleetMember>

export const Around = Type.Object({
  network: Known(NetworkAround),
  fleet: Known(Type.Array(FleetMember)),
  /** The cluster that the machine is meant for; null: none yet. */
  cluster: Known(Text),
  /** What `--fix` set right before the facts were read again, by the finding's code. */
  fixed: Type.Array(Type.Object({ code: Text, before: Known(Text), after: Known(Text) })),
  /** What did not pass in a deep test, or was not tested to the end; null: there were none. */
  deep: Known(
    Type.Array(
      Type.Object({
        test: Text,
        subject: Known(Text),
        problem: Known(Type.String({ maxLength: 1024 })),
        /** Absent: it failed. */
        outcome: Type.Optional(Type.Enum(['failed', 'aborted', 'impossible'])),
      }),
    ),
  ),
})
export type Around = Static<typeof Around>

export const nothingAround: Around = { network: null, fleet: null, cluster: null, fixed: [], deep: null }
