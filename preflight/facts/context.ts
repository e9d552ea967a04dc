/** What a source gets: the machine through a reader, and one way to ask what may be missing, hang or lie. */
import { parseDmidecode } from '../../lib/tools/dmidecode.ts'
import type { DmiStructure } from '../../lib/tools/dmidecode.ts'
import { bounded } from './bounded.ts'
import type { Reader } from './reader.ts'
import { reasonOf } from './reason.ts'
import type { SourceTime, Unread } from './schema/common.ts'
import type { Identity } from './sources/disks/identity.ts'
import { listDisks } from './sources/disks/list.ts'

/** The clocks as whoever starts the collection found them; how far ahead they were of what. */
export interface ClockSample {
  readonly rtc: string | null
  readonly system: string
  readonly reference: 'station' | 'ntp' | null
  /** Seconds that the system clock was ahead of the reference. */
  readonly ahead: number | null
}

export interface SourceContext extends Reader {
  /**
   * Asks one source: bounded in time, timed, and when it fails or is late named in `unread`, with `empty` in its place.
   * @param limit Milliseconds, for whoever has no `patience`.
   */
  source<T>(name: string, read: () => Promise<T>, empty: T, limit?: number): Promise<T>
  /** Names a source that failed inside another one. */
  unread(name: string, error: unknown): void
  /** The SMBIOS structures that more than one part needs; asked once. Empty when dmidecode cannot be read. */
  smbios(): Promise<readonly DmiStructure[]>
  /** Which disks there are; asked once. A folder that cannot be listed is the caller's to tell. */
  disks(): Promise<readonly Identity[]>
  /** The NIC that loaded the boot files, lower case with colons. */
  readonly bootMac: string | undefined
  /** Times as long for every limit; `source` and `run` see to it themselves, a pool is made `patient`. */
  readonly patience: number
  readonly clock: () => Promise<ClockSample>
  readonly now: () => Date
}

export interface Noted {
  readonly unread: Unread[]
  readonly times: SourceTime[]
}

const smbiosLimit = 25_000
/** Milliseconds for a source that has no limit of its own. */
const usualLimit = 30_000

export function sourceContext(
  machine: Reader,
  options: Pick<SourceContext, 'bootMac' | 'clock' | 'now' | 'patience'> & {
    elapsed: () => number
    limit?: number | undefined
  },
  noted: Noted,
): SourceContext {
  const { elapsed, limit: defaultLimit = usualLimit, ...rest } = options
  const { patience } = options
  const reader: Reader = {
    ...machine,
    run: (command, args, timeout, more) => machine.run(command, args, timeout * patience, more),
  }
  const unread = (name: string, error: unknown): void =>
    void noted.unread.push({ source: name, reason: reasonOf(error) })
  const source: SourceContext['source'] = async (name, read, empty, limit = defaultLimit) => {
    const since = elapsed()
    try {
      return await bounded(read(), limit * patience)
    } catch (error) {
      unread(name, error)
      return empty
    } finally {
      noted.times.push({ source: name, took: Math.round(elapsed() - since) })
    }
  }
  let structures: Promise<readonly DmiStructure[]> | undefined
  const smbios = (): Promise<readonly DmiStructure[]> =>
    (structures ??= source('dmidecode', async () => parseDmidecode(await reader.run('dmidecode', [], smbiosLimit)), []))
  let identities: Promise<readonly Identity[]> | undefined
  const disks = (): Promise<readonly Identity[]> => (identities ??= listDisks({ ...reader, patience, source, unread }))
  return { ...reader, ...rest, source, unread, smbios, disks }
}
