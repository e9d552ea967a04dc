import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Count, Known, Mac, Text } from './common.ts'

export const LldpNeighbour = Type.Object({
  system: Known(Text),
  port: Known(Text),
  description: Known(Text),
  vlan: Known(Type.Integer({ minimum: 0, maximum: 4095, description: "the port's own (untagged) VLAN" })),
})
export type LldpNeighbour = Static<typeof LldpNeighbour>

export const Nic = Type.Object({
  name: Text,
  mac: Mac,
  driver: Known(Text),
  firmware: Known(Text),
  wired: Type.Boolean(),
  link: Known(Type.Boolean({ description: 'carrier; null while the interface is down' })),
  speed: Known(Type.Integer({ minimum: 0, description: 'Mb/s of the link now' })),
  duplex: Known(Type.Enum(['full', 'half'])),
  supported: Type.Array(Type.Integer({ minimum: 0 }), {
    description: 'speeds the card can do, Mb/s, rising; empty: the driver does not say',
  }),
  partner: Type.Array(Type.Integer({ minimum: 0 }), {
    description: 'speeds the switch port advertises, Mb/s; empty: it does not, or the driver does not say',
  }),
  errors: Known(
    Type.Object(
      { received: Count, sent: Count, crc: Count },
      { description: 'rx_errors, tx_errors, rx_crc_errors since the driver was loaded' },
    ),
  ),
  mtu: Known(Count),
  lldp: Known(LldpNeighbour),
  boot: Type.Boolean({ description: 'this NIC loaded the boot files (BOOTIF)' }),
  pciAddress: Known(Text),
  pciId: Known(Type.String({ maxLength: 256, description: 'vendor:device, hexadecimal' })),
})
export type Nic = Static<typeof Nic>
