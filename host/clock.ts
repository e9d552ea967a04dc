/** The host's clock by its station's, where no time server keeps it. */
import { isVmpError } from '../lib/errors.ts'
import type { run } from '../lib/exec.ts'
import { parseTracking, trackingArgs } from '../lib/tools/chrony.ts'
import { writeHardwareClock } from '../lib/tools/hwclock.ts'

/** Milliseconds; TLS, proofs and logs do not mind less. */
const tolerance = 1000
const timeout = 15_000

/** @returns seconds that the clock was ahead when it was set; null when it was left alone. */
export async function takeTime(
  runTool: typeof run,
  now: () => Date,
  station: Date,
  signal: AbortSignal,
): Promise<number | null> {
  const since = performance.now()
  const ahead = (now().getTime() - station.getTime()) / 1000
  if (Math.abs(ahead) * 1000 <= tolerance || (await followsServer(runTool, signal))) return null
  const seconds = (station.getTime() + performance.now() - since) / 1000
  await runTool('date', ['--utc', `--set=@${seconds.toFixed(3)}`], { timeout, signal })
  await writeHardwareClock(runTool, signal)
  return ahead
}

async function followsServer(runTool: typeof run, signal: AbortSignal): Promise<boolean> {
  try {
    const { stdout } = await runTool('chronyc', trackingArgs, { timeout, signal })
    return parseTracking(stdout) !== undefined
  } catch (error) {
    // chronyd does not answer.
    if (isVmpError(error) && error.code === 'command.failed') return false
    throw error
  }
}
