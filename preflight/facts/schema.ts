/**
 * What was read from a machine's hardware and firmware: one typed, versioned document.
 *
 * `null` means "not known": the firmware does not say, or the source could not be read; then `unread` names the source
 * and the reason. Texts are as the firmware gives them (trimmed, without control characters, at most 256 characters);
 * judging them ("To Be Filled By O.E.M.") is a check's business. Sizes are bytes, speeds Mb/s, times ISO 8601 in UTC.
 */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { BmcFacts, ClockFacts } from './schema/bmc.ts'
import { Instant, SourceTime, Unread } from './schema/common.ts'
import { CpuFacts, PowerFacts, VirtualizationFacts } from './schema/cpu.ts'
import { Disk, RaidFacts } from './schema/disks.ts'
import { MemoryFacts } from './schema/memory.ts'
import { Nic } from './schema/nics.ts'
import { FirmwareFacts, SystemFacts, TpmFacts } from './schema/system.ts'

/** Raised when a field changes its meaning, is added without a default, or goes away. */
export const factsVersion = 2

/** What a check can ask for; each part is whole, or at its "not known" values. */
export const FactParts = Type.Object({
  system: SystemFacts,
  firmware: FirmwareFacts,
  tpm: TpmFacts,
  cpu: CpuFacts,
  virtualization: VirtualizationFacts,
  power: PowerFacts,
  memory: MemoryFacts,
  disks: Type.Array(Disk),
  raid: RaidFacts,
  nics: Type.Array(Nic),
  bmc: BmcFacts,
  clock: ClockFacts,
})
export type FactParts = Static<typeof FactParts>
export type Part = keyof FactParts

export const Facts = Type.Object({
  version: Type.Literal(factsVersion),
  collectedAt: Instant,
  took: Type.Integer({ minimum: 0, description: 'milliseconds from the first read to the last' }),
  sources: Type.Array(SourceTime),
  ...FactParts.properties,
  unread: Type.Array(Unread),
})
export type Facts = Static<typeof Facts>
