/** RAID controllers, and the arrays that they or Linux make. */
import type { RaidFacts } from '../schema/disks.ts'

export const noRaid: RaidFacts = { controllers: [], arrays: [] }
