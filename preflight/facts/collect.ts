/** Reads all parts side by side into one document; what fails or hangs is named in `unread`, and costs only itself. */
import { setMaxListeners } from 'node:events'
import { bounded } from './bounded.ts'
import { sourceContext } from './context.ts'
import type { ClockSample, Noted, SourceContext } from './context.ts'
import { readerOf } from './reader.ts'
import type { RunTool } from './reader.ts'
import { factsVersion } from './schema.ts'
import type { FactParts, Facts, Part } from './schema.ts'
import type { Unread } from './schema/common.ts'
import { noBmc, readBmc } from './sources/bmc.ts'
import { noClock, readClock } from './sources/clock.ts'
import { noCpu, readCpu } from './sources/cpu.ts'
import { readDisks } from './sources/disks.ts'
import { noFirmware, readFirmware } from './sources/firmware.ts'
import { noMemory, readMemory } from './sources/memory.ts'
import { readNics } from './sources/nics.ts'
import { noPower, readPower } from './sources/power.ts'
import { noRaid, readRaid } from './sources/raid.ts'
import { noSystem, readSystem } from './sources/system.ts'
import { noTpm, readTpm } from './sources/tpm.ts'
import { noVirtualization, readVirtualization } from './sources/virtualization.ts'

export interface CollectOptions {
  /** Where sysfs, procfs and /run are; '/' on a real machine. */
  root: string
  run: RunTool
  now: () => Date
  /** Milliseconds of a clock that nobody sets; the system clock may be set while the sources are read. */
  elapsed?: () => number
  signal: AbortSignal
  /** Milliseconds for a source that has no limit of its own. */
  limit?: number
  /**
   * Times as long for every limit. Whoever would rather wait for a disk of a busy machine than take it for one that hangs
   * gives more than 1, which is right for whoever looks at a machine at work.
   */
  patience?: number
  /** Only these; the others stay at their "not known" values. All, without it. */
  only?: readonly Part[] | undefined
  /** The NIC that loaded the boot files, lower case with colons. */
  bootMac?: string | undefined
  /** The clocks as found, and what they were compared with. May wait for the reference. */
  clock?: () => Promise<ClockSample>
  /** Called as each part is there, in whatever order they come, with all that are there and what could not be read so far. */
  onPart?: ((part: Part, parts: Partial<FactParts>, unread: readonly Unread[]) => void) | undefined
}

/** One entry a part: how it is read, and what stands in its place when nothing of it could be. */
type Parts = { readonly [P in Part]: readonly [(context: SourceContext) => Promise<FactParts[P]>, FactParts[P]] }

const parts: Parts = {
  system: [(context) => context.source('system', () => readSystem(context), noSystem), noSystem],
  firmware: [readFirmware, noFirmware],
  tpm: [readTpm, noTpm],
  cpu: [(context) => context.source('cpu', () => readCpu(context), noCpu), noCpu],
  virtualization: [readVirtualization, noVirtualization],
  power: [(context) => context.source('power', () => readPower(context), noPower), noPower],
  memory: [readMemory, noMemory],
  disks: [readDisks, []],
  raid: [readRaid, noRaid],
  nics: [readNics, []],
  bmc: [readBmc, noBmc],
  clock: [readClock, noClock],
}

/** Milliseconds for a whole part, beyond the limits of its sources: nothing may keep a report from coming. */
const partLimit = 60_000

/** What is known of a machine before anything was read. */
export const nothingRead = Object.fromEntries(
  Object.entries(parts).map(([part, [, empty]]) => [part, empty]),
) as unknown as FactParts

/**
 * Never rejects because of a source; takes at most as long as the slowest part may, and once `signal` is aborted no time at
 * all: then the parts that are not there are at their "not known" values. Writes to no hardware.
 */
export async function collectFacts(options: CollectOptions): Promise<Facts> {
  const { root, run, now, elapsed = () => performance.now(), signal, limit, patience = 1, bootMac, onPart } = options
  const wanted = options.only ?? (Object.keys(parts) as Part[])
  const started = elapsed()
  // Every source and tool listens to it, side by side: no leak.
  setMaxListeners(0, signal)
  const noted: Noted = { unread: [], times: [] }
  const clock =
    options.clock ?? (async () => ({ rtc: null, system: now().toISOString(), reference: null, ahead: null }))
  const context = sourceContext(readerOf(root, run, signal), { bootMac, clock, now, elapsed, limit, patience }, noted)
  const found: Partial<FactParts> = {}
  const read = async (part: Part): Promise<void> => {
    const [reader, empty] = parts[part]
    const value = await bounded<FactParts[Part]>(reader(context), partLimit * patience, signal).catch(
      (error: unknown) => {
        context.unread(part, error)
        return empty
      },
    )
    Object.assign(found, { [part]: value })
    onPart?.(part, found, noted.unread)
  }
  await Promise.all(wanted.map((part) => read(part)))
  return {
    version: factsVersion,
    collectedAt: now().toISOString(),
    took: Math.round(elapsed() - started),
    // Copies: what is late may still be noted after this document was given away.
    sources: noted.times.toSorted((a, b) => b.took - a.took || a.source.localeCompare(b.source)),
    // In the order of the table, not in the order in which they came.
    ...nothingRead,
    ...found,
    unread: noted.unread.toSorted((a, b) => a.source.localeCompare(b.source)),
  }
}
