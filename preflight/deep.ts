/** Every deep test, in the order in which they run, and how the time is shared among those that were asked for. */
import { steps } from '../lib/steps.ts'
import type { StepEvent } from '../lib/steps.ts'
import { cpu } from './deep/cpu.ts'
import { disks } from './deep/disks.ts'
import { memory } from './deep/memory.ts'
import { network } from './deep/network.ts'
import type { DeepContext, DeepTest } from './deep/test.ts'
import type { DeepResult } from './report.ts'

const deepTests: readonly DeepTest[] = [cpu, memory, disks, network]

export interface DeepOptions extends Omit<DeepContext, 'budget' | 'progress'> {
  readonly tests: readonly DeepResult['test'][]
  /** Milliseconds for all of them together. */
  readonly budget: number
  readonly sink?: ((event: StepEvent) => void) | undefined
}

/** One after the other, so that none disturbs another. An abort ends the one that runs; those after it are `aborted` too. */
export async function runDeepTests({ tests, budget, sink, ...options }: DeepOptions): Promise<DeepResult[]> {
  const chosen = deepTests.filter(({ id }) => tests.includes(id))
  const weights = chosen.reduce((sum, { weight }) => sum + weight, 0)
  const results: DeepResult[] = []
  let after = budget
  for (const test of chosen) {
    const share = (budget * test.weight) / weights
    after -= share
    const later = after
    const task = steps('preflight.deep').step(test.id, async ({ progress }) => {
      const percent = (done: number): void =>
        progress({ done, total: 100, unit: 'percent', left: Math.round(later + (share * (100 - done)) / 100) })
      percent(0)
      results.push(...(await test.run({ ...options, budget: share, progress: percent })))
    })
    if (options.signal.aborted) results.push(notBegun(test.id))
    else await task.run(undefined, { sink })
  }
  return results
}

const notBegun = (test: DeepResult['test']): DeepResult => ({
  test,
  subject: null,
  outcome: 'aborted',
  took: 0,
  covered: 0,
  figures: [],
  problem: null,
})
