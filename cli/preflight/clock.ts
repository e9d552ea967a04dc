/** What the clocks of a running Linux are compared with: the NTP client that it has, or a web server that a person names. */
import { join } from 'node:path'
import { VmpError } from '../../lib/errors.ts'
import type { run } from '../../lib/exec.ts'
import { parseTracking, trackingArgs } from '../../lib/tools/chrony.ts'
import { sampleClocks } from '../../live/clock.ts'
import type { ClockSample } from '../../preflight/facts/context.ts'

export interface ClockOptions {
  /** Where sysfs is; '/' on a real machine. */
  readonly root: string
  readonly run: typeof run
  readonly now: () => Date
  readonly elapsed: () => number
  readonly signal: AbortSignal
  /** A web server whose time is the right one. */
  readonly timeFrom?: string | undefined
  readonly fetch: typeof fetch
}

export interface Clock {
  readonly sample: () => Promise<ClockSample>
  /** The right time; null while nobody knows it. */
  readonly trueTime: () => (() => Date) | null
}

const rtcFile = '/sys/class/rtc/rtc0/since_epoch'

/** Milliseconds; both answer at once or not at all. */
const localLimit = 3000
const webLimit = 10_000

/** Looks at the clocks first, then asks for the reference; what was found stands for the right time from then on. */
export function clockOf(options: ClockOptions): Clock {
  const { now, elapsed } = options
  let truth: (() => Date) | null = null
  return {
    async sample() {
      const found = await sampleClocks(now, join(options.root, rtcFile))
      const reference = await referenceOf(options)
      if (reference === null) return { ...found, reference: null, ahead: null }
      const [right, since] = [now().getTime() - reference.ahead * 1000, elapsed()]
      truth = () => new Date(right + elapsed() - since)
      return { ...found, ...reference, ahead: Math.round(reference.ahead * 1000) / 1000 }
    },
    trueTime: () => truth,
  }
}

async function referenceOf(options: ClockOptions): Promise<{ reference: 'station' | 'ntp'; ahead: number } | null> {
  if (options.timeFrom !== undefined)
    return { reference: 'station', ahead: await aheadOfWeb(options, options.timeFrom) }
  const ahead = (await aheadOfChrony(options)) ?? (await aheadOfKernel(options))
  return ahead === undefined ? null : { reference: 'ntp', ahead }
}

async function aheadOfChrony({ run, signal }: ClockOptions): Promise<number | undefined> {
  const answer = await answerOf(run('chronyc', trackingArgs, { timeout: localLimit, signal }))
  return answer === undefined ? undefined : parseTracking(answer)
}

/** Another NTP client (systemd-timesyncd, ntpd) tells the kernel that the clock is right; by how much, it does not say. */
async function aheadOfKernel({ run, signal }: ClockOptions): Promise<number | undefined> {
  const args = ['show', '--property=NTPSynchronized', '--value']
  const answer = await answerOf(run('timedatectl', args, { timeout: localLimit, signal }))
  return answer?.trim() === 'yes' ? 0 : undefined
}

/** A client that is missing, or not running, is no reference; an abort is heard by whoever asked. */
async function answerOf(asked: Promise<{ stdout: string }>): Promise<string | undefined> {
  try {
    return (await asked).stdout
  } catch {
    return undefined
  }
}

/**
 * By the header `Date`, which tells whole seconds (RFC 9110, 6.6.1): its second is taken as half over, the answer as given
 * half way between asking and hearing.
 * @throws VmpError `preflight.timeFrom`
 */
async function aheadOfWeb({ fetch, now, signal }: ClockOptions, url: string): Promise<number> {
  const refuse = (problem: string, cause?: unknown): VmpError =>
    new VmpError('preflight.timeFrom', { url, problem }, { cause })
  const asked = now().getTime()
  let told: string | null
  try {
    const answer = await fetch(url, {
      method: 'HEAD',
      signal: AbortSignal.any([signal, AbortSignal.timeout(webLimit)]),
    })
    told = answer.headers.get('date')
  } catch (error) {
    throw refuse(reasonOf(error), error)
  }
  const heard = now().getTime()
  const time = Date.parse(told ?? '')
  if (Number.isNaN(time)) throw refuse('it does not tell the time')
  return ((asked + heard) / 2 - (time + 500)) / 1000
}

/** fetch says "fetch failed", and why in the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}
