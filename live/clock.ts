/** The machine's clocks: looked at before anything sets them, then set from the station. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { isSystemError } from '../lib/errors.ts'
import type { run } from '../lib/exec.ts'
import type { ClockSample as Compared } from '../preflight/facts/context.ts'
import type { FoundClock } from '../pxe/contract/live.ts'

/** Seconds since 1970, read as UTC whatever the BIOS keeps. */
const rtcFile = '/sys/class/rtc/rtc0/since_epoch'

/** Milliseconds; below this the clock is left alone, since TLS and logs do not mind. */
const tolerance = 1000

/** The clocks as found; `ahead` is not known before the station has told its time. */
export type ClockSample = Omit<FoundClock, 'ahead'>

/** Reads the battery-backed clock and the system clock, in this order and without delay. */
export async function sampleClocks(now: () => Date, file = rtcFile): Promise<ClockSample> {
  const seconds = Number.parseInt((await textOf(file)) ?? '', 10)
  return { rtc: isoOf(seconds * 1000), system: now().toISOString() }
}

function isoOf(milliseconds: number): string | null {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}

/**
 * The clocks as they were before the first run of this boot set them: a restarted program would find its own setting.
 * `file` must not outlive the boot.
 */
export async function foundClock(file: string, compare: () => Promise<FoundClock>): Promise<FoundClock> {
  const kept = await textOf(file)
  if (kept !== undefined) return JSON.parse(kept) as FoundClock
  const found = await compare()
  await keepClock(file, found)
  return found
}

export async function keepClock(file: string, found: FoundClock): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(found))
  await rename(`${file}.new`, file)
}

export interface Comparison {
  /** The clocks as found; compared with nothing when no station came in time. */
  readonly result: () => Promise<Compared>
  readonly compared: (found: FoundClock) => void
  /** From now on the clocks as they were found are these: somebody set them right, knowingly. */
  readonly renew: (clock: FoundClock) => void
}

/**
 * @param within Milliseconds that a result waits for the station; 0 without one.
 * @param late Called when the comparison comes after a result without it was given.
 */
export function comparison(sample: ClockSample, within: number, late: () => void): Comparison {
  const found = Promise.withResolvers<Compared>()
  let gaveUp = false
  let renewed: Compared | undefined
  return {
    async result() {
      if (renewed !== undefined) return renewed
      const { promise, resolve } = Promise.withResolvers<undefined>()
      const timer = setTimeout(() => resolve(undefined), within)
      const compared = await Promise.race([found.promise, promise])
      clearTimeout(timer)
      gaveUp ||= compared === undefined
      return compared ?? { ...sample, reference: null, ahead: null }
    },
    compared(clock) {
      found.resolve({ ...clock, reference: 'station' })
      if (gaveUp) late()
      gaveUp = false
    },
    renew(clock) {
      renewed = { ...clock, reference: 'station' }
    },
  }
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    // No file yet; or no clock: a board without a battery-backed clock has no rtc0, a broken one does not answer.
    if (isSystemError(error)) return undefined
    throw error
  }
}

/** In the program's folder: the clocks as they were found, for a restart of the program. */
export const clockFile = 'clock.json'

/** Seconds that `now` is ahead of the station's time, to the millisecond. */
export const aheadOf = (station: Date, now: Date): number => (now.getTime() - station.getTime()) / 1000

/** Sets the system clock to the station's time when it is off by more than a second; says whether it did. */
export async function setClock(
  runTool: typeof run,
  station: Date,
  ahead: number,
  signal: AbortSignal,
): Promise<boolean> {
  if (Math.abs(ahead) * 1000 <= tolerance) return false
  const seconds = (station.getTime() / 1000).toFixed(3)
  await runTool('date', ['--utc', `--set=@${seconds}`], { timeout: 10_000, signal })
  return true
}
