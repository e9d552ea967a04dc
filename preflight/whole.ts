/** A whole preflight as it was asked for: checks, then fixes and checks again, then deep tests. */
import { setMaxListeners } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { run } from '../lib/exec.ts'
import { steps } from '../lib/steps.ts'
import type { StepEvent } from '../lib/steps.ts'
import { runDeepTests } from './deep.ts'
import { readerOf } from './facts/reader.ts'
import { runFixes } from './fix.ts'
import type { Policy } from './policy.ts'
import type { CheckResult, DeepResult, Report } from './report.ts'
import { withDeepTests } from './run.ts'
import type { PreflightOptions } from './run.ts'

/** What is done beyond looking. */
export interface Beyond {
  readonly fix: boolean
  /** Fixes change nothing: what would be changed is `planned`. */
  readonly dryRun: boolean
  readonly deep: readonly DeepResult['test'][]
  /** Milliseconds for all deep tests together. */
  readonly budget: number
  /** The address of the other machine of the network test. */
  readonly peer: string | null
  /** Resolves when that machine listens, or with why it does not; without it, it does already. */
  readonly peerReady?: ((signal: AbortSignal) => Promise<string | null>) | undefined
}

type Step = 'check' | 'again'

export interface WholeOptions extends Beyond {
  readonly root: string
  readonly run: typeof run
  readonly now: () => Date
  readonly elapsed: () => number
  readonly policy: Policy | Promise<Policy>
  /** Reads and checks the machine once, with these options besides its own. */
  readonly preflight: (step: Step, more: Pick<PreflightOptions, 'onResult' | 'fixed' | 'fixes'>) => Promise<Report>
  /** The right time, once the machine was read; null while nobody knows it. */
  readonly trueTime: () => (() => Date) | null
  /** Ends what goes beyond looking: fixes that have not begun, and deep tests. */
  readonly signal: AbortSignal
  readonly sink: (event: StepEvent) => void
}

/** Resolves also when it is aborted: with what is known by then. */
export async function wholePreflight(options: WholeOptions): Promise<Report> {
  const { root, run, now, elapsed, preflight, signal, sink, fix, dryRun, deep } = options
  const once = (step: Step, more: Pick<PreflightOptions, 'fixed' | 'fixes'> = {}): Promise<Report> =>
    showing(step, sink, (onResult) => preflight(step, { onResult, ...more }))
  // Every tool listens to it, side by side: no leak.
  setMaxListeners(0, signal)
  let report = await once('check')
  const policy = await options.policy
  const reader = readerOf(root, run, signal)
  if (fix && !signal.aborted) {
    const write = (path: string, text: string): Promise<void> => writeFile(join(root, path), text)
    const context = { facts: report.facts, reader, write, now, trueTime: options.trueTime() }
    const { results, fixed } = await inStep('fix', sink, () =>
      runFixes({ ...context, policy, checks: report.checks, signal, dryRun }),
    )
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
    peerReady: options.peerReady,
  })
  return { ...withDeepTests(report, results, policy), finishedAt: now().toISOString() }
}

/** Says each result as it comes, and how many there are. */
function showing(
  step: Step,
  sink: WholeOptions['sink'],
  work: (onResult: (result: CheckResult) => void) => Promise<Report>,
): Promise<Report> {
  const seen = new Set<string>()
  return inStep(step, sink, ({ progress, note }) =>
    work(({ check, status }) => {
      seen.add(check)
      note('preflight.run.judged', { check: `preflight.${check}.title`, status: `report.severity.${status}` })
      progress({ done: seen.size, unit: 'items' })
    }),
  )
}

type InStep = Parameters<Parameters<ReturnType<typeof steps>['step']>[1]>[0]

async function inStep<Result>(
  step: Step | 'fix',
  sink: WholeOptions['sink'],
  work: (context: InStep) => Promise<Result>,
): Promise<Result> {
  const results = await steps('preflight.run').step(step, work).run(undefined, { sink })
  return (results as Record<string, Result>)[step]!
}
