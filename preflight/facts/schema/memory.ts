import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Bytes, Count, Known, Text } from './common.ts'

export const Dimm = Type.Object({
  locator: Known(Text),
  bank: Known(Text),
  size: Bytes,
  type: Known(Text),
  speed: Known(Type.Integer({ minimum: 0, description: 'MT/s as configured' })),
  manufacturer: Known(Text),
  part: Known(Text),
  serial: Known(Text),
})
export type Dimm = Static<typeof Dimm>

export const MemoryFacts = Type.Object({
  installed: Known(Type.Integer({ minimum: 0, description: 'bytes; the sum over SMBIOS type 17' })),
  usable: Known(Type.Integer({ minimum: 0, description: 'bytes; MemTotal, what is left for Linux' })),
  slots: Known(Count),
  dimms: Type.Array(Dimm),
  ecc: Known(Type.Enum(['none', 'parity', 'single-bit', 'multi-bit', 'crc'], { description: 'SMBIOS type 16' })),
  errors: Known(
    Type.Object(
      { corrected: Count, uncorrected: Count },
      { description: 'counted by the kernel (EDAC) since it started; null: no EDAC driver' },
    ),
  ),
  channels: Type.Array(Type.Object({ name: Text, size: Bytes, dimms: Count }), {
    description: 'populated and empty channels, where the locators of the modules tell them; empty: they do not',
  }),
})
export type MemoryFacts = Static<typeof MemoryFacts>
