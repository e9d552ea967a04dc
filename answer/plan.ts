/** What an installation will do to each disk of one machine. The planner (installer/plan) makes it of facts and answer; nothing else decides. */
import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import { Content, DiskMarker } from '../preflight/facts/schema/disks.ts'

const Maybe = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()])
const Bytes = Type.Integer({ minimum: 0, description: 'bytes' })
const Params = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))
/** A sentence of the catalogue (`lib/text/messages`), or an error of it. */
export const PlanSentence = Type.Object({ key: Type.String(), params: Params })
export type PlanSentence = Static<typeof PlanSentence>
export const PlanProblem = Type.Object({ code: Type.String(), params: Params })
export type PlanProblem = Static<typeof PlanProblem>

/** What a partition is for; the numbers are the same on every disk of a kind (installer/layout.ts). */
export const PartitionUse = Type.Enum(['marker', 'bios', 'esp', 'system', 'main', 'data', 'cache'])
export type PartitionUse = Static<typeof PartitionUse>

export const PlannedPartition = Type.Object({
  number: Type.Integer({ minimum: 1, maximum: 128 }),
  use: PartitionUse,
  start: Bytes,
  size: Bytes,
})
export type PlannedPartition = Static<typeof PlannedPartition>

/** Why a disk may be wiped; `code`: only when a person types the code of the plan. */
export const Permission = Type.Enum(['empty', 'rule', 'resumed', 'rearmed', 'code'], {
  description:
    'resumed: it carries the unfinished marker of this very machine; rearmed: its finished one, and a person unlocked this installation',
})
export type Permission = Static<typeof Permission>

export const PlannedDisk = Type.Object({
  /** What it is known by when its name changes: WWN, else model and serial, else its path. */
  id: Type.String(),
  /** Device node at the time of the facts. */
  path: Type.String(),
  model: Maybe(Type.String()),
  serial: Maybe(Type.String()),
  wwn: Maybe(Type.String()),
  size: Bytes,
  kind: Type.Enum(['nvme', 'ssd', 'hdd', 'raid', 'unknown']),
  role: Type.Enum(['system', 'data', 'cache', 'untouched']),
  /** Why it has this role, area by area. */
  why: Type.Array(PlanSentence),
  holds: Maybe(Type.Array(Content)),
  marker: Maybe(DiskMarker),
  /** Null for a disk that is not touched. */
  permission: Maybe(Permission),
  partitions: Type.Array(PlannedPartition),
})
export type PlannedDisk = Static<typeof PlannedDisk>

export const PlannedArray = Type.Object({
  /** /dev/md/NAME on the host. `main`: the rest of the system disks; `data`, `cache`: disks of their own, when the answer names them. */
  name: Type.Enum(['system', 'main', 'data', 'cache']),
  level: Type.Enum(['none', '1', '10', '5', '6'], {
    description: 'none: one partition, no array; never of `system`',
  }),
  members: Type.Array(Type.Object({ disk: Type.String({ description: 'id' }), partition: Type.Integer() })),
  size: Bytes,
})
export type PlannedArray = Static<typeof PlannedArray>

export const PlannedVolume = Type.Object({
  group: Type.String({ description: 'LVM volume group' }),
  name: Type.Enum(['state', 'cluster', 'local']),
  size: Bytes,
  fileSystem: Type.Literal('xfs'),
})
export type PlannedVolume = Static<typeof PlannedVolume>

export const PlannedGroup = Type.Object({
  name: Type.String(),
  /** The array (or partition) it stands on. */
  array: Type.Enum(['main', 'data']),
  /** At least, as the array's. */
  size: Bytes,
  /** Left for replicated storage and its cache. */
  free: Bytes,
})
export type PlannedGroup = Static<typeof PlannedGroup>

export const Plan = Type.Object({
  version: Type.Literal(1),
  firmware: Type.Enum(['bios', 'uefi']),
  /** Every disk of the machine, also those that are left alone. */
  disks: Type.Array(PlannedDisk),
  arrays: Type.Array(PlannedArray),
  groups: Type.Array(PlannedGroup),
  volumes: Type.Array(PlannedVolume),
  /** Why it is so, in words: mixed kinds, unequal sizes, what stays free. */
  notes: Type.Array(PlanSentence),
  /** What stops it; an installation begins only without any. */
  problems: Type.Array(PlanProblem),
  /** Short text that a person types to allow the disks whose permission is `code`; null: none is needed. Made of what they are and hold. */
  code: Maybe(Type.String()),
  /** SHA-256 of all of it but device nodes, which a boot may change. */
  digest: Type.String(),
})
export type Plan = Static<typeof Plan>
