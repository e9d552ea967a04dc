/** What the live system knows about itself now: screen, serial line and page all show this one object. */
import type { Problem } from '../lib/errors.ts'
import type { FactParts, Facts } from '../preflight/facts/schema.ts'
import type { CheckResult, Report } from '../preflight/report.ts'
import type { Enrolled } from '../pxe/contract/live.ts'
import type { Progress } from '../pxe/contract/recheck.ts'
import type { BootParameters } from './command-line.ts'
import type { InstallationStatus } from './installation/status.ts'
import type { Address } from './network.ts'
import { waker } from '../lib/waker.ts'

interface StationStatus {
  phase: 'none' | 'looking' | 'talking' | 'unreachable'
  /** When it was last heard; the start of the silence while it is unreachable. */
  heardAt: Date | null
  /** Why it does not go on. */
  problem: Problem | null
}

interface PageStatus {
  port: number
  /** SHA-256 of the certificate made at this boot, in pairs with colons. */
  fingerprint: string
  /** Null while the page is locked after wrong codes. */
  code: string | null
}

interface PreflightStatus {
  running: boolean
  /** Of the run that is under way, as they come; else of the last one. */
  results: readonly CheckResult[]
  /** The last one that is complete; as the station judged it, when it did. */
  report: Report | null
  /** How far the machine is with what was asked for beyond looking. */
  progress?: Progress
}

/** What became of the report on a stick. */
interface SavedStatus {
  at: Date
  devices: readonly string[]
  problem: Problem | null
}

export interface LiveStatus {
  readonly version: string
  readonly boot: Pick<BootParameters, 'source' | 'image' | 'mode'>
  readonly stationUrl: string | null
  readonly addresses: readonly Address[]
  readonly station: StationStatus
  readonly machine: Pick<Enrolled, 'name' | 'state' | 'shortCode' | 'enrolledFromMedia'> | null
  /** Of the hardware, what was read so far; then all of it. */
  readonly parts: Partial<FactParts>
  readonly facts: Facts | null
  readonly preflight: PreflightStatus
  /** Null while nobody wants one. */
  readonly installation: InstallationStatus | null
  /** Null while nothing was to be saved, and nowhere. */
  readonly saved: SavedStatus | null
  readonly page: PageStatus | null
  /** Whether a login is open (Alt-F2 and the serial line). */
  readonly shell: boolean
}

export interface StatusBoard {
  current: () => LiveStatus
  update: (change: Partial<LiveStatus>) => void
  /** Called after each change, until what is returned is called. */
  watch: (watcher: (status: LiveStatus) => void) => () => void
}

export function statusBoard(first: LiveStatus): StatusBoard {
  let status = first
  const watchers = new Set<(status: LiveStatus) => void>()
  return {
    current: () => status,
    update(change) {
      status = { ...status, ...change }
      for (const watcher of watchers) watcher(status)
    },
    watch(watcher) {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
  }
}

/** What is picked of the status, as soon as it is there; null when `signal` aborts first. */
export async function shown<Value>(
  board: StatusBoard,
  pick: (status: LiveStatus) => Value | null,
  signal: AbortSignal,
): Promise<Value | null> {
  const changed = waker()
  const stop = board.watch(changed.wake)
  try {
    while (!signal.aborted) {
      const value = pick(board.current())
      if (value !== null) return value
      await changed.pause(Number.POSITIVE_INFINITY, signal)
    }
    return null
  } finally {
    stop()
  }
}
