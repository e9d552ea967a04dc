import { readFile } from 'node:fs/promises'

/**
 * Which process is meant: a pid alone may be another process's by the time it is used. Start time and boot make it
 * certain.
 */
export interface ProcessIdentity {
  pid: number
  /** Field 22 of /proc/PID/stat: clock ticks since the machine started. */
  startTime: number
  /** /proc/sys/kernel/random/boot_id when it started. */
  bootId: string
}

/** Start time from the text of /proc/PID/stat. The second field may hold blanks and brackets, so count from its end. */
export function parseStartTime(stat: string): number {
  const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(afterName[22 - 3])
}

/** State letter from the text of /proc/PID/stat. */
function parseState(stat: string): string {
  return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3)
}

async function readStat(pid: number): Promise<string | undefined> {
  try {
    return await readFile(`/proc/${pid}/stat`, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
}

export async function bootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
}

/** Identifies a process that runs now; undefined when it has ended. */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  const stat = await readStat(pid)
  return stat === undefined ? undefined : { pid, startTime: parseStartTime(stat), bootId: await bootId() }
}

/** True while this very process runs; false for one that took over its pid, and for a zombie. */
export async function isRunning(process: ProcessIdentity): Promise<boolean> {
  const stat = await readStat(process.pid)
  if (stat === undefined || parseState(stat) === 'Z') return false
  return parseStartTime(stat) === process.startTime && (await bootId()) === process.bootId
}

const pollMs = 50

/**
 * Ends a process: SIGTERM, and SIGKILL when it has not gone after the grace. A process that is not the one meant is
 * left alone.
 * @param graceMs milliseconds between the two signals; 0 kills at once.
 */
export async function endProcess(target: ProcessIdentity, graceMs: number): Promise<void> {
  if (graceMs > 0 && (await signal(target, 'SIGTERM')) && (await gone(target, graceMs))) return
  if ((await signal(target, 'SIGKILL')) && !(await gone(target, 10_000))) {
    throw new Error(`process ${target.pid} does not end after SIGKILL`)
  }
}

async function signal(target: ProcessIdentity, name: NodeJS.Signals): Promise<boolean> {
  if (!(await isRunning(target))) return false
  try {
    return process.kill(target.pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

/** Waits for the end of a process that is not our child, which only looking tells. */
async function gone(target: ProcessIdentity, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs
  while (await isRunning(target)) {
    if (performance.now() > until) return false
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  return true
}
