import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Bytes, Count, Known, Text } from './common.ts'

export const DiskHealth = Type.Object(
  {
    passed: Known(
      Type.Boolean({ description: "the disk's own verdict (SMART overall health, NVMe critical warning 0)" }),
    ),
    warnings: Type.Array(Text, { description: 'NVMe critical warning bits, failing ATA attributes, by name' }),
    temperature: Known(Type.Integer({ description: 'degrees Celsius' })),
    powerOnHours: Known(Count),
    reallocated: Known(Type.Integer({ minimum: 0, description: 'reallocated sectors, or the grown defect list' })),
    pending: Known(Type.Integer({ minimum: 0, description: 'sectors waiting to be reallocated' })),
    mediaErrors: Known(Type.Integer({ minimum: 0, description: 'uncorrectable errors' })),
    wear: Known(Type.Integer({ minimum: 0, maximum: 255, description: 'per cent of its life used; may exceed 100' })),
    spare: Known(Type.Integer({ minimum: 0, maximum: 100, description: 'per cent of spare blocks left' })),
  },
  { description: 'SMART or NVMe health by smartctl' },
)
export type DiskHealth = Static<typeof DiskHealth>

export const Content = Type.Object(
  {
    path: Type.String({ maxLength: 256, description: 'the disk, partition or volume that holds it' }),
    kind: Type.Enum(['partition', 'filesystem', 'raid-member', 'lvm-member', 'encrypted', 'swap', 'other']),
    type: Known(Type.String({ maxLength: 256, description: 'as blkid names it: ext4, ntfs, linux_raid_member, gpt' })),
    label: Known(Text),
    uuid: Known(Text),
    size: Known(Bytes),
  },
  { description: 'something found on a disk that an installation would destroy' },
)
export type Content = Static<typeof Content>

/** What marks a disk that belongs to a VMP host, or to an installation under way. See lib/marker.ts. */
export const DiskMarker = Type.Object({
  state: Type.Enum(['unfinished', 'installed']),
  machine: Text,
  installation: Text,
  cluster: Known(Text),
  host: Known(Text),
  hostKey: Type.Optional(Type.String({ maxLength: 64, description: "thumbprint of the host's machine key" })),
})
export type DiskMarker = Static<typeof DiskMarker>

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
  readOnly: Known(Type.Boolean()),
  transport: Known(
    Type.Enum(['nvme', 'sata', 'sas', 'usb', 'virtio', 'raid', 'fc', 'iscsi', 'mmc'], {
      description: 'raid: a volume that a RAID controller presents',
    }),
  ),
  driver: Known(Type.String({ maxLength: 256, description: 'of the controller, e.g. ahci, megaraid_sas' })),
  health: Known(DiskHealth),
  contents: Known(Type.Array(Content, { description: 'empty: nothing found; null: could not be read' })),
  marker: Known(DiskMarker),
  boot: Type.Boolean({ description: 'the medium this live system was started from' }),
})
export type Disk = Static<typeof Disk>

export const RaidController = Type.Object({
  name: Text,
  driver: Known(Text),
  pciAddress: Known(Text),
  firmware: Known(Text),
})
export type RaidController = Static<typeof RaidController>

export const RaidArray = Type.Object({
  name: Type.String({ maxLength: 256, description: 'md0, or the disk that a controller presents' }),
  kind: Type.Enum(['md', 'controller', 'firmware'], {
    description: 'firmware: a "fake RAID" of the chipset (IMSM, DDF) that md drives',
  }),
  level: Known(Type.String({ maxLength: 256, description: 'raid0, raid1, raid5, raid6, raid10, jbod' })),
  size: Known(Bytes),
  state: Known(Type.Enum(['optimal', 'degraded', 'rebuilding', 'failed'])),
  members: Type.Array(Text, { description: 'device names, where known' }),
  missing: Known(Count),
})
export type RaidArray = Static<typeof RaidArray>

export const RaidDisk = Type.Object(
  {
    name: Type.String({
      maxLength: 256,
      description: 'its number behind the controller, as smartctl writes it: megaraid,3',
    }),
    model: Known(Text),
    serial: Known(Text),
    size: Known(Bytes),
    health: Known(DiskHealth),
  },
  { description: 'a disk that Linux sees only through its RAID controller' },
)
export type RaidDisk = Static<typeof RaidDisk>

export const RaidFacts = Type.Object({
  controllers: Type.Array(RaidController),
  arrays: Type.Array(RaidArray),
  disks: Type.Array(RaidDisk),
})
export type RaidFacts = Static<typeof RaidFacts>
