/** Tells the station that installed this host how it is: reports until one is heard, then beats; for ever, ever more slowly. */
import { asVmpError } from '../lib/errors.ts'
import type { log } from '../lib/log.ts'
import type { StationAddress } from '../lib/station/first-contact.ts'
import type { Waker } from '../lib/waker.ts'
import type { HostReport } from '../pxe/contract/install.ts'
import { beatEvery } from '../pxe/contract/live.ts'
import type { Beat } from '../pxe/contract/live.ts'
import { connectStation } from './station.ts'

export interface ReportingOptions {
  readonly station: StationAddress
  readonly keyFile: string
  /** Undefined while there is nothing to report. */
  readonly report: () => HostReport | undefined
  readonly beat: () => Beat
  /** Woken when the report changed. */
  readonly waker: Waker
  readonly onHeard: (at: Date) => void
  /** Sets this host's clock by the station's time, where nothing else keeps it. */
  readonly takeTime: (station: Date) => Promise<void>
  readonly now: () => Date
  /** From 0 to below 1. */
  readonly random: () => number
  readonly logger: ReturnType<typeof log>
  /** Milliseconds between beats; shorter in tests. */
  readonly every?: number
}

/** Milliseconds; a station that is gone for good costs a packet in five minutes. */
const longestBackoff = 300_000

/** Milliseconds to wait after the nth failure in a row, from half to all of a doubling second: hosts must not come in step. */
export const reportBackoff = (failures: number, random: number): number =>
  Math.min(longestBackoff, 1000 * 2 ** Math.min(failures - 1, 20)) * (0.5 + random / 2)

/** Ends only when `signal` aborts. */
export async function keepReporting(options: ReportingOptions, signal: AbortSignal): Promise<void> {
  const { waker, random, logger } = options
  const heard = { report: '' }
  let failures = 0
  while (!signal.aborted) {
    try {
      await talk(options, heard, signal, () => {
        failures = 0
      })
    } catch (error) {
      if (signal.aborted) return
      failures += 1
      logger.warn({ err: asVmpError(error), failures }, 'the station did not hear this host')
      await waker.pause(reportBackoff(failures, random()), signal)
    }
  }
}

async function talk(
  options: ReportingOptions,
  heard: { report: string },
  signal: AbortSignal,
  onAnswer: () => void,
): Promise<void> {
  const { waker, now, every = beatEvery * 1000 } = options
  const { api, close } = await connectStation(options, signal)
  try {
    while (!signal.aborted) {
      const report = options.report()
      const text = JSON.stringify(report)
      if (report !== undefined && text !== heard.report) {
        await api.hostReport({ body: report }, { signal })
        heard.report = text
      } else await api.hostBeat({ body: options.beat() }, { signal })
      onAnswer()
      options.onHeard(now())
      await waker.pause(every, signal)
    }
  } finally {
    close()
  }
}
