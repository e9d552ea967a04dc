/** What a deep test is: minutes of load or reading, asked for by a person. One file each in this folder, all listed in ../deep.ts. */
import { VmpError } from '../../lib/errors.ts'
import { CommandError } from '../../lib/exec.ts'
import type { run } from '../../lib/exec.ts'
import type { Reader } from '../facts/reader.ts'
import { reasonOf } from '../facts/reason.ts'
import type { FactParts } from '../facts/schema.ts'
import type { DeepResult } from '../report.ts'

export interface DeepContext {
  readonly facts: Pick<FactParts, 'cpu' | 'disks'>
  readonly reader: Reader
  readonly run: typeof run
  /** Milliseconds that the test may take. */
  readonly budget: number
  readonly signal: AbortSignal
  /** Milliseconds of a clock that nobody sets. */
  readonly elapsed: () => number
  /** Resolves after this many milliseconds, or when `signal` is aborted. */
  readonly pause: (milliseconds: number) => Promise<void>
  readonly random: () => number
  /** Per cent. */
  readonly progress: (percent: number) => void
  /** The other machine of the network test. */
  readonly peer: string | null
  /** Resolves when that machine listens, or with why it does not; without it, it does already. */
  readonly peerReady?: ((signal: AbortSignal) => Promise<string | null>) | undefined
}

export interface DeepTest {
  readonly id: DeepResult['test']
  /** Its share of the time, beside those of the others that were asked for. */
  readonly weight: number
  readonly run: (context: DeepContext) => Promise<readonly DeepResult[]>
}

export type Outcome = Omit<DeepResult, 'test' | 'subject' | 'took'>

export const impossible = (problem: string): Outcome => ({ outcome: 'impossible', covered: 0, figures: [], problem })

/**
 * Times a test of one subject, and makes a result of whatever ends it: an abort is `aborted`, a program that is not
 * installed makes the test `impossible`, anything else that goes wrong is a failure with its reason.
 */
export async function tested(
  test: DeepResult['test'],
  subject: string | null,
  { elapsed, signal }: Pick<DeepContext, 'elapsed' | 'signal'>,
  work: () => Promise<Outcome>,
): Promise<DeepResult> {
  const since = elapsed()
  const result = (outcome: Outcome): DeepResult => {
    const ended = signal.aborted && outcome.outcome === 'passed' ? 'aborted' : outcome.outcome
    return { test, subject, ...outcome, outcome: ended, took: Math.round((elapsed() - since) / 100) / 10 }
  }
  try {
    return result(await work())
  } catch (error) {
    if (signal.aborted) return result({ outcome: 'aborted', covered: 0, figures: [], problem: null })
    if (cannotBegin(error)) return result(impossible(reasonOf(error)))
    return result({ outcome: 'failed', covered: 0, figures: [], problem: reasonOf(error) })
  }
}

/** Whoever runs the test may not do what it needs. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

/** 127: what a program says that could not start another one (POSIX, env and its like). */
const cannotBegin = (error: unknown): boolean =>
  error instanceof Refused ||
  (error instanceof CommandError ? error.exit === 127 : error instanceof VmpError && error.code === 'command.missing')

/** Says once a second how much of the time is over, while `work` runs. */
export async function whileTelling<T>({ budget, elapsed, progress }: DeepContext, work: Promise<T>): Promise<T> {
  const since = elapsed()
  const timer = setInterval(() => progress(Math.min(99, (100 * (elapsed() - since)) / budget)), 1000)
  try {
    return await work
  } finally {
    clearInterval(timer)
  }
}

export const round = (value: number): number => Number(value.toPrecision(4))
