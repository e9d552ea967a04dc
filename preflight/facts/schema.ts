/**
 * What was read from a machine's hardware and firmware: one typed, versioned document.
 *
 * `null` means "not known": the firmware does not say, or the source could not be read; then `unread` names the source
 * and the reason. Texts are as the firmware gives them (trimmed, without control characters, at most 256 characters);
 * judging them ("To Be Filled By O.E.M.") is a check's business. Sizes are bytes, speeds Mb/s, times ISO 8601 in UTC.
 */
import { Type, type Static, type TSchema } from 'typebox'

/** Raised when a field changes its meaning or goes away; adding a field does not raise it. */
export const factsVersion = 1

const Text = Type.String({ maxLength: 256 })
const Known = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()])
const Count = Type.Integer({ minimum: 0 })
const Bytes = Type.Integer({ minimum: 0, description: 'bytes' })
const Mac = Type.String({
  pattern: '^[0-9a-f]{2}(:[0-9a-f]{2}){5}$',
  description: 'lower case, colons; the permanent address where the kernel knows it',
})

export const SystemFacts = Type.Object(
  {
    vendor: Known(Text),
    product: Known(Text),
    version: Known(Text),
    serial: Known(Text),
    uuid: Known(Text),
    board: Type.Object({ vendor: Known(Text), product: Known(Text), serial: Known(Text) }),
    chassis: Type.Object({ serial: Known(Text), assetTag: Known(Text) }),
  },
  { description: 'SMBIOS types 1, 2 and 3 as the kernel shows them' },
)

export const FirmwareFacts = Type.Object({
  vendor: Known(Text),
  version: Known(Text),
  date: Known(Type.String({ maxLength: 256, description: 'as SMBIOS type 0 writes it, usually MM/DD/YYYY' })),
  mode: Known(Type.Enum(['bios', 'uefi'])),
  secureBoot: Known(Type.Boolean({ description: 'null on BIOS, or when the EFI variable is not there' })),
})

export const CpuFacts = Type.Object({
  vendor: Known(Text),
  model: Known(Text),
  sockets: Count,
  cores: Count,
  threads: Count,
  microcode: Known(Text),
  flags: Type.Array(Text, { description: 'of /proc/cpuinfo, only those that decide what may run; see cpu.ts' }),
})

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

const MemoryFacts = Type.Object({
  installed: Known(Type.Integer({ minimum: 0, description: 'bytes; the sum over SMBIOS type 17' })),
  usable: Known(Type.Integer({ minimum: 0, description: 'bytes; MemTotal, what is left for Linux' })),
  slots: Known(Count),
  dimms: Type.Array(Dimm),
})

export const Disk = Type.Object({
  name: Text,
  path: Type.String({ maxLength: 256, description: 'device node, e.g. /dev/sda' }),
  vendor: Known(Text),
  model: Known(Text),
  serial: Known(Text),
  wwn: Known(Text),
  size: Bytes,
  rotational: Known(Type.Boolean()),
  removable: Type.Boolean(),
  transport: Known(
    Type.Enum(['nvme', 'sata', 'sas', 'usb', 'virtio', 'raid', 'fc', 'iscsi', 'mmc'], {
      description: 'raid: a volume that a RAID controller presents',
    }),
  ),
  driver: Known(Type.String({ maxLength: 256, description: 'of the controller, e.g. ahci, megaraid_sas' })),
})

export const Nic = Type.Object({
  name: Text,
  mac: Mac,
  driver: Known(Text),
  wired: Type.Boolean(),
  link: Known(Type.Boolean({ description: 'carrier; null while the interface is down' })),
  speed: Known(Type.Integer({ minimum: 0, description: 'Mb/s of the link now' })),
  duplex: Known(Type.Enum(['full', 'half'])),
  boot: Type.Boolean({ description: 'this NIC loaded the boot files (BOOTIF)' }),
  pciAddress: Known(Text),
  pciId: Known(Type.String({ maxLength: 256, description: 'vendor:device, hexadecimal' })),
})

export const BmcFacts = Type.Object({
  present: Type.Boolean({ description: 'SMBIOS type 38 names one, or the kernel drives one' }),
  address: Known(Text),
  mac: Known(Text),
  firmware: Known(Text),
  ipmi: Known(Text),
  manufacturer: Known(Text),
})

export const Unread = Type.Object(
  { source: Text, reason: Type.String({ maxLength: 1024 }) },
  { description: 'a source that could not be read, and why' },
)

export const Facts = Type.Object({
  version: Type.Literal(factsVersion),
  collectedAt: Type.String({ format: 'date-time' }),
  took: Type.Integer({ minimum: 0, description: 'milliseconds from the first read to the last' }),
  system: SystemFacts,
  firmware: FirmwareFacts,
  cpu: CpuFacts,
  memory: MemoryFacts,
  disks: Type.Array(Disk),
  nics: Type.Array(Nic),
  bmc: BmcFacts,
  unread: Type.Array(Unread),
})

export type Facts = Static<typeof Facts>
export type SystemFacts = Static<typeof SystemFacts>
export type FirmwareFacts = Static<typeof FirmwareFacts>
export type CpuFacts = Static<typeof CpuFacts>
export type Dimm = Static<typeof Dimm>
export type Disk = Static<typeof Disk>
export type Nic = Static<typeof Nic>
export type BmcFacts = Static<typeof BmcFacts>
export type Unread = Static<typeof Unread>
