/** Sets both clocks to the reference, the hardware clock in UTC as Linux and VMP expect it. */
import { Impossible } from './fix.ts'
import type { Fix, FixContext } from './fix.ts'

/** Seconds since 1970, whatever zone the clock keeps. */
const rtcFile = '/sys/class/rtc/rtc0/since_epoch'
/** Milliseconds; the hardware clock shows whole seconds, and one may pass between writing and reading. */
const tolerance = 2000
const timeout = 15_000

export const clock: Fix = {
  id: 'clock',
  codes: ['clock.off', 'clock.localTime', 'clock.drift', 'clock.reset'],
  async look(context) {
    const rtc = await readRtc(context)
    const truth = truthOf(context)
    const right = (time: Date): boolean => Math.abs(time.getTime() - truth().getTime()) <= tolerance
    return { value: rtc?.toISOString() ?? null, right: rtc !== null && right(rtc) && right(context.now()) }
  },
  wanted(context) {
    return truthOf(context)().toISOString()
  },
  async set(context) {
    const truth = truthOf(context)
    const { run } = context.reader
    if (Math.abs(context.now().getTime() - truth().getTime()) > tolerance)
      await run('date', ['--utc', `--set=@${(truth().getTime() / 1000).toFixed(3)}`], timeout)
    await run('hwclock', ['--systohc', '--utc'], timeout)
  },
}

function truthOf({ trueTime, facts }: FixContext): () => Date {
  if (facts.clock.settable === false) throw new Impossible('there is no hardware clock')
  if (trueTime === null) throw new Impossible('the right time is not known')
  return trueTime
}

async function readRtc({ reader }: FixContext): Promise<Date | null> {
  const seconds = Number.parseInt((await reader.text(rtcFile)) ?? '', 10)
  const time = new Date(seconds * 1000)
  return Number.isNaN(time.getTime()) ? null : time
}
