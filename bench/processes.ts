import { readFile, readdir } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'

/** Ticks of processor time a second that /proc counts in (sysconf _SC_CLK_TCK): 100 on all Linux. */
const TICKS = 100

export interface Usage {
  /** Processor time so far, in seconds. */
  readonly seconds: number
  /** The most memory held so far, in MB; of several processes the sum, which counts what they share more than once. */
  readonly peak: number
}

/** What a server and its child processes used. */
export async function usage(pid: number): Promise<Usage> {
  const all = await Promise.all([pid, ...(await children(pid))].map(usageOfOne))
  return {
    seconds: all.reduce((sum, { seconds }) => sum + seconds, 0),
    peak: all.reduce((sum, { peak }) => sum + peak, 0),
  }
}

async function usageOfOne(pid: number): Promise<Usage> {
  const fields = await statFields(pid)
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const peak = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1000
  return { seconds: (Number(fields[11]) + Number(fields[12])) / TICKS, peak }
}

async function children(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const found = await Promise.allSettled(pids.map(async (pid) => ({ pid, parent: Number((await statFields(pid))[1]) })))
  // A process that ended while we looked is none of the server's.
  return found.flatMap((one) => (one.status === 'fulfilled' && one.value.parent === parent ? [one.value.pid] : []))
}

/** /proc/PID/stat from the state on, after the name, which may hold anything. */
async function statFields(pid: number): Promise<string[]> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

/** Tries every `pause` ms until it works, for a server that has just been started. @throws the last error after ten seconds */
export async function ready(attempt: () => Promise<unknown>, pause = 50): Promise<void> {
  const until = performance.now() + 10_000
  for (;;) {
    try {
      await attempt()
      return
    } catch (error) {
      if (performance.now() > until) throw error
      await wait(pause)
    }
  }
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
