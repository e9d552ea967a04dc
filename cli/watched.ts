import type { StepEvent } from '../lib/steps.ts'
import { language } from './context.ts'
import { stepView } from './terminal/steps.ts'

export interface Watched {
  readonly signal: AbortSignal
  readonly sink: (event: StepEvent) => void
}

/** Shows the work's steps, and cancels it in an orderly way when the user presses Ctrl-C. */
export async function watched<Result>(work: (options: Watched) => Promise<Result>): Promise<Result> {
  // Standard output is for the result; progress goes beside it.
  const view = stepView({ out: process.stderr, language: language() })
  const cancel = new AbortController()
  const interrupt = (): void => cancel.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    return await work({ signal: cancel.signal, sink: view.sink })
  } finally {
    view.end()
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}
