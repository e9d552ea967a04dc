/** One whole preflight on a running Linux, as the options of `vmp preflight run` ask for it. */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { run } from '../../lib/exec.ts'
import type { StepEvent } from '../../lib/steps.ts'
import type { Policy } from '../../preflight/policy.ts'
import { probeNetwork } from '../../preflight/probes/network.ts'
import type { Report } from '../../preflight/report.ts'
import { runPreflight } from '../../preflight/run.ts'
import { wholePreflight } from '../../preflight/whole.ts'
import type { Beyond } from '../../preflight/whole.ts'
import { clockOf } from './clock.ts'

export interface CheckupOptions extends Beyond {
  readonly program: string
  readonly policy: Policy
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
export function checkup(options: CheckupOptions, world: World = thisMachine()): Promise<Report> {
  const { policy, signal } = options
  const { root, run, now, elapsed } = world
  const clock = clockOf({ ...world, signal, timeFrom: options.timeFrom })
  return wholePreflight({
    ...options,
    ...world,
    trueTime: clock.trueTime,
    preflight: (_step, more) =>
      runPreflight({
        collect: { root, run, now, elapsed, signal, clock: clock.sample },
        policy,
        around: { network: () => probeNetwork({ run, signal, thresholds: policy.thresholds.network }) },
        id: randomUUID(),
        program: options.program,
        machine: { id: null, name: world.name },
        ...more,
      }),
  })
}
