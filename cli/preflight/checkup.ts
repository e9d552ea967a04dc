/** One whole preflight on a running Linux: checks, then fixes and checks again, then deep tests, each as asked for. */
import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { run } from '../../lib/exec.ts'
import { steps } from '../../lib/steps.ts'
import type { StepEvent } from '../../lib/steps.ts'
import { runDeepTests } from '../../preflight/deep.ts'
import { readerOf } from '../../preflight/facts/reader.ts'
import { runFixes } from '../../preflight/fix.ts'
import type { Policy } from '../../preflight/policy.ts'
import { probeNetwork } from '../../preflight/probes/network.ts'
import type { CheckResult, DeepResult, Report } from '../../preflight/report.ts'
import { runPreflight, withDeepTests } from '../../preflight/run.ts'
import type { PreflightOptions } from '../../preflight/run.ts'
import { clockOf } from './clock.ts'

export interface CheckupOptions {
  readonly program: string
  readonly policy: Policy
  readonly fix: boolean
  readonly dryRun: boolean
  readonly deep: readonly DeepResult['test'][]
  /** Milliseconds for all deep tests together. */
  readonly budget: number
  readonly peer: string | null
  readonly timeFrom?: string | undefined
  readonly signal: AbortSignal
  readonly sink: (event: StepEvent) => void
}

/** The machine and its time, as they come in. */
export interface World {
  readonly root: string
  readonly name: string
  readonly run: typeof run
  readonly now: () => Date
  readonly elapsed: () => number
  readonly fetch: typeof fetch
}

const thisMachine = (): World => ({
  root: '/',
  name: hostname(),
  run,
  now: () => new Date(),
  elapsed: () => performance.now(),
  fetch,
})

/** Resolves also when it is aborted: with what is known by then. */
export async function checkup(options: CheckupOptions, world: World = thisMachine()): Promise<Report> {
  const { policy, fix, dryRun, deep, signal, sink } = options
  const { root, run, now, elapsed } = world
  const clock = clockOf({ ...world, signal, timeFrom: options.timeFrom })
  const once = (step: 'check' | 'again', more: Pick<PreflightOptions, 'fixed' | 'fixes'> = {}): Promise<Report> =>
    showing(step, sink, (onResult) =>
      runPreflight({
        collect: { root, run, now, elapsed, signal, clock: clock.sample },
        policy,
        around: { network: () => probeNetwork({ run, signal, thresholds: policy.thresholds.network }) },
        id: randomUUID(),
        program: options.program,
        machine: { id: null, name: world.name },
        onResult,
        ...more,
      }),
    )
  const reader = readerOf(root, run, signal)
  let report = await once('check')
  if (fix && !signal.aborted) {
    const write = (path: string, text: string): Promise<void> => writeFile(join(root, path), text)
    const context = { facts: report.facts, reader, write, now, trueTime: clock.trueTime() }
    const { results, fixed } = await runFixes({ ...context, policy, checks: report.checks, signal, dryRun })
    report = { ...report, fixes: [...results] }
    if (results.some(({ outcome }) => outcome === 'changed')) report = await once('again', { fixes: results, fixed })
  }
  if (deep.length === 0) return report
  const results = await runDeepTests({
    facts: report.facts,
    reader,
    run,
    signal,
    elapsed,
    sink,
    pause: (milliseconds) => sleep(milliseconds),
    random: Math.random,
    tests: deep,
    budget: options.budget,
    peer: options.peer,
  })
  return withDeepTests(report, results, policy)
}

/** Says each result as it comes, and how many there are. */
async function showing(
  step: string,
  sink: CheckupOptions['sink'],
  work: (onResult: (result: CheckResult) => void) => Promise<Report>,
): Promise<Report> {
  const results = await steps('preflight.run')
    .step(step, ({ progress, note }) => {
      const seen = new Set<string>()
      return work(({ check, status }) => {
        seen.add(check)
        note('preflight.run.judged', { check: `preflight.${check}.title`, status: `report.severity.${status}` })
        progress({ done: seen.size, unit: 'items' })
      })
    })
    .run(undefined, { sink })
  return (results as Record<string, Report>)[step]!
}
