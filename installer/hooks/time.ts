/** `time`: the hardware clock is right when the machine leaves the installer, and the host's is kept by its servers. */
import { isVmpError } from '../../lib/errors.ts'
import { parseTracking, trackingArgs } from '../../lib/tools/chrony.ts'
import { writeHardwareClock } from '../../lib/tools/hwclock.ts'
import { isActiveArgs, startArgs } from '../../lib/tools/systemctl.ts'
import type { Hook, HookContext, HookProblem } from './hook.ts'

const timeout = 30_000
/** Milliseconds; the hardware clock shows whole seconds, and one may pass between writing and reading. */
const tolerance = 2000
/** Milliseconds until chrony follows a server: it asks four times, two seconds apart (`iburst`). */
const followWithin = 45_000
const again = 1000

/** Seconds since 1970, whatever zone the clock keeps. */
const rtcFile = '/sys/class/rtc/rtc0/since_epoch'
const chrony = ['chrony.service']

/** The live system set its clock by the station; the disk must not start with another. */
export const clockWritten: Hook = {
  id: 'time',
  phase: 'target',
  limit: 60_000,
  check: async (context) => (await hardwareClock(context)) !== 'wrong',
  apply: writeClock,
  verify: clockProblem,
}

export const clockKept: Hook = {
  id: 'time',
  phase: 'first-boot',
  limit: 150_000,
  async check({ run, signal }) {
    try {
      await run('systemctl', isActiveArgs(chrony), { timeout, signal })
      return true
    } catch (error) {
      if (isVmpError(error) && error.code === 'command.failed') return false
      throw error
    }
  },
  async apply({ run, signal }) {
    await run('systemctl', startArgs(chrony), { timeout: 60_000, signal })
  },
  async verify(context) {
    const { document, log } = context
    const { servers } = document.time
    const follows = servers.length > 0 && (await isFollowing(context))
    if (follows) await writeClock(context)
    const wrong = await clockProblem(context)
    if (wrong !== null || follows) return wrong
    // The station tells its time over TLS too (host/clock.ts): a firewall may be in the way of NTP.
    if (document.station !== null && servers.every((server) => server === new URL(document.station!.url).hostname)) {
      log('the station keeps this clock')
      return null
    }
    if (servers.length === 0) return { code: 'hook.time.noServers', params: {}, warning: true }
    return { code: 'hook.time.notFollowing', params: { servers: servers.join(', ') }, warning: true }
  },
}

async function isFollowing(context: HookContext): Promise<boolean> {
  const { run, signal, log } = context
  const deadline = performance.now() + followWithin
  for (;;) {
    const { stdout } = await run('chronyc', trackingArgs, { timeout, signal, anyExit: true })
    const ahead = parseTracking(stdout)
    if (ahead !== undefined) {
      log(`the clock follows a time server and is ${Math.abs(ahead).toFixed(3)} s off`)
      return true
    }
    if (performance.now() > deadline) return false
    await context.pause(again)
  }
}

async function writeClock(context: HookContext): Promise<void> {
  if ((await hardwareClock(context)) === 'none') return
  await writeHardwareClock(context.run, context.signal)
}

async function clockProblem(context: HookContext): Promise<HookProblem> {
  const state = await hardwareClock(context)
  if (state === 'none') context.log('this machine has no hardware clock')
  return state === 'wrong' ? { code: 'hook.time.hardwareClock', params: {} } : null
}

async function hardwareClock({ reader, now }: HookContext): Promise<'right' | 'wrong' | 'none'> {
  const text = await reader.text(rtcFile)
  if (text === undefined) return 'none'
  return Math.abs(Number(text) * 1000 - now().getTime()) <= tolerance ? 'right' : 'wrong'
}
