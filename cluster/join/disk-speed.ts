/** How fast a volume makes writes durable, measured as etcd writes its log: short, one after another, each synced. */
import { open, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Disk } from './facts.ts'

/** Bytes: what etcd's own guide measures with. */
const size = 2300
const most = 200
/** Milliseconds after which what was measured is enough: a slow disk shows early. */
const within = 3000

/** @param folder on the volume; a file that a power cut leaves there is used again and removed by the next measurement. */
export async function diskSpeed(folder: string, signal: AbortSignal): Promise<Disk> {
  const file = join(folder, '.vmp-disk-speed')
  const times: number[] = []
  try {
    const handle = await open(file, 'w', 0o600)
    try {
      const block = Buffer.alloc(size, 0xa5)
      const begun = performance.now()
      while (times.length < most && performance.now() - begun < within) {
        signal.throwIfAborted()
        const before = performance.now()
        await handle.write(block)
        await handle.datasync()
        times.push(performance.now() - before)
      }
    } finally {
      await handle.close()
    }
  } finally {
    await rm(file, { force: true })
  }
  const { bavail, bsize } = await statfs(folder)
  return { sync: percentile(times, 99), free: bavail * bsize }
}

/** The value that this share of all does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * share) / 100) - 1)] ?? 0
}
