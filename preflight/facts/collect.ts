/** Reads all sources side by side into one document, each within its own time; what fails or hangs is named in `unread`. */
import { bounded } from './bounded.ts'
import { reasonOf } from './reason.ts'
import { readerOf, type Reader, type RunTool } from './reader.ts'
import { factsVersion, type Facts, type Unread } from './schema.ts'
import { bmcLimit, noBmc, readBmc } from './sources/bmc.ts'
import { noBootMode, readBootMode } from './sources/boot-mode.ts'
import { noCpu, readCpu } from './sources/cpu.ts'
import { readDisks } from './sources/disks.ts'
import { readUsableMemory } from './sources/memory.ts'
import { readNics } from './sources/nics.ts'
import { noSmbios, readSmbios } from './sources/smbios.ts'
import { noSystem, readSystem } from './sources/system.ts'

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
  /** The NIC that loaded the boot files, lower case with colons. */
  bootMac?: string | undefined
}

/** Never rejects because of a source; takes at most as long as the slowest source may. Writes to no hardware. */
export async function collectFacts(options: CollectOptions): Promise<Facts> {
  const { root, run, now, elapsed = () => performance.now(), signal, limit = 30_000, bootMac } = options
  const reader = readerOf(root, run, signal)
  const unread: Unread[] = []
  const started = elapsed()
  const note = ({ source, reason }: Unread) => unread.push({ source, reason: reason })
  const source = <T>(name: string, read: (reader: Reader) => Promise<T>, empty: T, within = limit): Promise<T> =>
    bounded(read(reader), within).catch((error: unknown) => {
      note({ source: name, reason: reasonOf(error) })
      return empty
    })
  const [names, bootMode, cpu, usable, smbios, disks, nics, { driven, ...bmc }] = await Promise.all([
    source('system', readSystem, noSystem),
    source('boot mode', readBootMode, noBootMode),
    source('cpu', readCpu, noCpu),
    source('memory', readUsableMemory, null),
    source('dmidecode', readSmbios, noSmbios),
    source('disks', (from) => readDisks(from, note), []),
    source('nics', (from) => readNics(from, bootMac), []),
    source('bmc', (from) => readBmc(from, note), noBmc, 2 * bmcLimit),
  ])
  const { ipmi, ...modules } = smbios
  return {
    version: factsVersion,
    collectedAt: now().toISOString(),
    took: Math.round(elapsed() - started),
    system: names.system,
    firmware: { ...names.bios, ...bootMode },
    cpu,
    memory: { ...modules, usable },
    disks,
    nics,
    bmc: { present: driven || ipmi, ...bmc },
    // A copy: what is late may still be noted after this document was given away.
    unread: [...unread].sort((a, b) => a.source.localeCompare(b.source)),
  }
}
