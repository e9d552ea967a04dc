import type { run } from '../lib/exec.ts'

/** The mirror of the slots is written to only for a moment, so that a power cut seldom finds it open. */
export async function writable<Result>(
  runTool: typeof run,
  folder: string,
  work: () => Promise<Result> | Result,
): Promise<Result> {
  const remount = (how: 'ro' | 'rw') => runTool('mount', ['-o', `remount,${how}`, folder], { timeout: 60_000 })
  await remount('rw')
  try {
    return await work()
  } finally {
    await remount('ro')
  }
}
