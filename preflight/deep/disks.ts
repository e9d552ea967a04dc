/** Can every disk be read, from its first to its last region, as fast as its other regions and in the time that its kind takes? */
import { CommandError } from '../../lib/exec.ts'
import { isReadError, isRefused, parseRead, timedReadArgs } from '../../lib/tools/dd.ts'
import { bounded } from '../facts/bounded.ts'
import type { Disk } from '../facts/schema/disks.ts'
import { impossible, Refused, round, tested, whileTelling } from './test.ts'
import type { DeepContext, DeepTest, Outcome } from './test.ts'

const MiB = 1024 ** 2
/** Rates are told as disks are sold. */
const MB = 1e6
const sector = 4096
/** Regions that a disk is read in; its places are told no finer than that. */
const mostRegions = 64
/** Of the time, for single reads in random places; the rest is for regions. */
const latencyShare = 0.2
const mostSamples = 500
/** Milliseconds for one read; a disk that retries a bad sector may take half a minute for it. */
const readLimit = 60_000
/** A region is slow below this share of the median of its neighbours: a hard disk's inner tracks are half as fast as the outer ones. */
const slowShare = 0.4
const neighbours = 3
/** A disk with this many places that cannot be read is bad enough. */
const mostErrors = 10
const shown = 5

export const disks: DeepTest = {
  id: 'disks',
  weight: 3,
  /** All at once: each has its own time, and none waits for a slow one. */
  run: (context) =>
    whileTelling(
      context,
      Promise.all(
        context.facts.disks.map((disk) => tested('disks', disk.name, context, () => testDisk(disk, context))),
      ),
    ),
}

interface Read {
  readonly bytes: number
  readonly seconds: number
  readonly failed: boolean
}

async function testDisk(disk: Disk, context: DeepContext): Promise<Outcome> {
  const { budget, elapsed, signal, random } = context
  if (disk.size < MiB) return impossible('it has no size')
  const since = elapsed()
  const errors: number[] = []
  const over = (share: number): boolean => signal.aborted || elapsed() - since >= budget * share

  const latencies: number[] = []
  while (!over(latencyShare) && latencies.length < mostSamples && errors.length < mostErrors) {
    const offset = Math.floor((random() * disk.size) / sector) * sector
    const { seconds, failed } = await read(disk, { offset, bytes: sector, block: sector }, context)
    if (failed) errors.push(offset)
    else latencies.push(seconds * 1000)
  }

  const size = Math.max(MiB, Math.ceil(disk.size / mostRegions / MiB) * MiB)
  const regions: { offset: number; rate: number }[] = []
  let covered = 0
  // What a region may take of the time that is left; first a small piece, to know how fast the disk is.
  let piece = Math.min(size, 64 * MiB)
  for (let offset = 0; offset < disk.size && !over(1) && errors.length < mostErrors; offset += size) {
    const end = Math.min(offset + size, disk.size)
    const began = elapsed()
    const result = await readRegion(disk, offset, Math.min(end, offset + piece), errors, context)
    covered += result.bytes
    if (result.seconds === 0) continue
    regions.push({ offset, rate: result.bytes / MB / result.seconds })
    const left = (budget - (elapsed() - since)) / 1000
    const share = left / Math.max(1, Math.ceil((disk.size - end) / size))
    // By the clock, not by what dd says: on a busy machine starting it takes a good part.
    const rate = (1000 * result.bytes) / Math.max(1, elapsed() - began)
    piece = Math.max(MiB, Math.min(size, Math.floor((rate * share) / MiB) * MiB))
  }
  const slow = await confirmed(disk, slowRegions(regions), context)
  return {
    outcome: errors.length === 0 ? 'passed' : 'failed',
    covered: Math.min(100, round((100 * covered) / disk.size)),
    figures: [
      ...rates(regions.map(({ rate }) => rate)),
      ...percentiles(latencies),
      { name: 'slowRegions', value: slow.length, unit: '' },
      { name: 'readErrors', value: errors.length, unit: '' },
    ],
    problem: problemOf(errors, slow),
  }
}

/** Reads a region, and goes on behind a place that cannot be read. */
async function readRegion(
  disk: Disk,
  offset: number,
  end: number,
  errors: number[],
  context: DeepContext,
): Promise<Read> {
  let at = offset
  let [bytes, seconds] = [0, 0]
  while (at < end && errors.length < mostErrors && !context.signal.aborted) {
    const part = await read(disk, { offset: at, bytes: end - at, block: MiB }, context)
    bytes += part.bytes
    seconds += part.seconds
    if (!part.failed) break
    errors.push(at + part.bytes)
    at += part.bytes + MiB
  }
  return { bytes, seconds, failed: errors.length > 0 }
}

async function read(
  disk: Disk,
  range: { offset: number; bytes: number; block: number },
  { run, signal }: Pick<DeepContext, 'run' | 'signal'>,
): Promise<Read> {
  const options = { timeout: readLimit, signal, env: { ...process.env, LC_ALL: 'C' } }
  try {
    // A program that waits for a dead disk cannot be ended, so nobody may wait for its end.
    const { stderr } = await bounded(
      run('dd', timedReadArgs({ path: disk.path, ...range }), options),
      readLimit * 1.2,
      signal,
    )
    const result = parseRead(stderr)
    if (result === undefined) throw new Error(`dd said: ${stderr.slice(-200)}`)
    return { ...result, failed: false }
  } catch (error) {
    if (error instanceof CommandError && isRefused(error.stderrTail)) throw new Refused(error.stderrTail)
    if (!(error instanceof CommandError) || !isReadError(error.stderrTail)) throw error
    return { bytes: 0, seconds: 0, ...parseRead(error.stderrTail), failed: true }
  }
}

/** Regions much slower than those around them. */
export function slowRegions(regions: readonly { offset: number; rate: number }[]): { offset: number; rate: number }[] {
  return regions.filter(({ rate }, index) => {
    const others = [
      ...regions.slice(Math.max(0, index - neighbours), index),
      ...regions.slice(index + 1, index + 1 + neighbours),
    ].map((other) => other.rate)
    return others.length >= neighbours && rate < slowShare * percentile(others, 50)
  })
}

/** Those that are slow a second time too: something else may have read from the disk. */
async function confirmed(
  disk: Disk,
  slow: readonly { offset: number; rate: number }[],
  context: DeepContext,
): Promise<number[]> {
  const found: number[] = []
  for (const { offset, rate } of slow) {
    if (context.signal.aborted) break
    const bytes = Math.min(16 * MiB, disk.size - offset)
    const again = await read(disk, { offset, bytes, block: MiB }, context)
    if (again.failed || again.bytes / MB / again.seconds < rate / slowShare) found.push(offset)
  }
  return found
}

function rates(values: readonly number[]): Outcome['figures'] {
  if (values.length === 0) return []
  const figure = (name: string, value: number) => ({ name, value: round(value), unit: 'MB/s' })
  return [
    figure('read.median', percentile(values, 50)),
    figure('read.slowest', percentile(values, 0)),
    figure('read.fastest', percentile(values, 100)),
  ]
}

function percentiles(values: readonly number[]): Outcome['figures'] {
  if (values.length === 0) return []
  return [50, 95, 99, 100].map((rank) => ({
    name: rank === 100 ? 'latency.longest' : `latency.p${rank}`,
    value: round(percentile(values, rank)),
    unit: 'ms',
  }))
}

/** By nearest rank. */
export function percentile(values: readonly number[], rank: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((rank / 100) * sorted.length) - 1)]!
}

function problemOf(errors: readonly number[], slow: readonly number[]): string | null {
  const places = (offsets: readonly number[]): string => {
    const some = offsets.slice(0, shown).map((offset) => `${(offset / 1e9).toFixed(2)} GB`)
    return some.join(', ') + (offsets.length > shown ? ', …' : '')
  }
  const lines = [
    ...(errors.length > 0 ? [`cannot be read at ${places(errors)}`] : []),
    ...(slow.length > 0 ? [`slow at ${places(slow)}`] : []),
  ]
  return lines.length === 0 ? null : lines.join('\n')
}
