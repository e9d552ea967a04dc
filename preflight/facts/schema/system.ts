import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Known, Text } from './common.ts'

export const SystemFacts = Type.Object(
  {
    vendor: Known(Text),
    product: Known(Text),
    version: Known(Text),
    serial: Known(Text),
    uuid: Known(Text),
    board: Type.Object({ vendor: Known(Text), product: Known(Text), serial: Known(Text) }),
    chassis: Type.Object({
      type: Known(
        Type.String({ maxLength: 256, description: 'SMBIOS type 3 in words: "Rack Mount Chassis", "Notebook"' }),
      ),
      serial: Known(Text),
      assetTag: Known(Text),
    }),
  },
  { description: 'SMBIOS types 1, 2 and 3 as the kernel shows them' },
)
export type SystemFacts = Static<typeof SystemFacts>

export const FirmwareFacts = Type.Object({
  vendor: Known(Text),
  version: Known(Text),
  date: Known(Type.String({ maxLength: 256, description: 'as SMBIOS type 0 writes it, usually MM/DD/YYYY' })),
  mode: Known(Type.Enum(['bios', 'uefi'])),
  secureBoot: Known(Type.Boolean({ description: 'null on BIOS, or when the EFI variable is not there' })),
})
export type FirmwareFacts = Static<typeof FirmwareFacts>

export const TpmFacts = Type.Object({
  present: Type.Boolean(),
  version: Known(Type.Enum(['1.2', '2.0'])),
})
export type TpmFacts = Static<typeof TpmFacts>
