/** stressapptest: copies patterns through memory with all processors at once, and compares what arrives. */

export interface StressOptions {
  /** Memory to work in; at least one MiB a thread. */
  readonly mebibytes: number
  readonly seconds: number
  /** Threads that copy. */
  readonly copying: number
  /** Threads that only calculate. */
  readonly calculating: number
}

/** `-W`: copies with vector instructions and checksums, which warms the processor more. */
export function stressArgs({ mebibytes, seconds, copying, calculating }: StressOptions): string[] {
  const threads = ['-m', String(copying), '-C', String(calculating)]
  return ['-W', '-M', String(mebibytes), '-s', String(seconds), ...threads]
}

export interface StressResult {
  readonly passed: boolean
  readonly copiedMebibytes: number
  readonly incidents: number
  /** What differed, with the address: the first lines of it. */
  readonly differences: readonly string[]
}

const shown = 5

/** Version 1.0.11 (Debian 13, so the image) begins each line with a time, as `2026/11/23-04:17:31(UTC) `. */
const stamp = /^\d{4}\/\d\d\/\d\d-\d\d:\d\d:\d\d\([^)]*\) /gm

/** Undefined when it ended before it had a result. */
export function parseStress(printed: string): StressResult | undefined {
  const output = printed.replace(stamp, '')
  const completed = /^Stats: Completed: ([\d.]+)M in .* with (\d+) hardware incidents, (\d+) errors$/m.exec(output)
  const status = /^Status: (PASS|FAIL)/m.exec(output)?.[1]
  if (completed === null || status === undefined) return undefined
  return {
    passed: status === 'PASS',
    copiedMebibytes: Number(completed[1]),
    incidents: Number(completed[2]) + Number(completed[3]),
    differences: [...output.matchAll(/^(?:Hardware Error|Process Error): .*$/gm)].slice(0, shown).map(([line]) => line),
  }
}
