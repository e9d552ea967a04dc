/** Writes the system's time into the hardware clock. */
import { isVmpError } from '../errors.ts'
import type { run } from '../exec.ts'
import { waker } from '../waker.ts'

const systemToHardware = ['--systohc', '--utc']
const timeout = 30_000
/** The kernel lets in one program at a time, and one that writes waits for the turn of a second. */
const attempts = 5
const again = 1500

/**
 * @param every Milliseconds between two attempts; shorter in tests.
 * @throws CommandError when the clock is not there, or somebody else keeps it.
 */
export async function writeHardwareClock(runTool: typeof run, signal: AbortSignal, every = again): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await runTool('hwclock', systemToHardware, { timeout, signal })
      return
    } catch (error) {
      // Of a clock that is busy hwclock says no more than of one that is not there (util-linux, sys-utils/hwclock-rtc.c).
      if (!isVmpError(error) || error.code !== 'command.failed' || attempt === attempts) throw error
      await waker().pause(every, signal)
    }
  }
}
