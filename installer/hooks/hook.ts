/** What every hook is: something that is checked, applied when it does not hold, and verified. Applying twice does no harm. */
import type { run } from '../../lib/exec.ts'
import type { HostDocument } from '../configuration/document.ts'

export type HookPhase = 'target' | 'first-boot'

export interface HookContext {
  readonly document: HostDocument
  /** Root of the host's files: where the target is mounted (`target`), `/` on the host itself. */
  readonly root: string
  /** Folder of the slot's state: what is written below it outlives a boot. */
  readonly state: string
  readonly run: typeof run
  readonly signal: AbortSignal
  readonly now: () => Date
  /** A line for the log and the report. */
  readonly log: (line: string) => void
}

/** What is wrong, as an error of the catalogue; null: it holds. */
export type HookProblem = { readonly code: string; readonly params: Readonly<Record<string, string | number>> } | null

export interface Hook {
  readonly id: string
  readonly phase: HookPhase
  /** Whether it holds already. */
  readonly check: (context: HookContext) => Promise<boolean>
  readonly apply: (context: HookContext) => Promise<void>
  /** Proves that it holds by trying it, not by looking at what was written. */
  readonly verify: (context: HookContext) => Promise<HookProblem>
  /** Milliseconds for all of it. */
  readonly limit: number
}

export interface HookResult {
  readonly hook: string
  readonly phase: HookPhase
  readonly outcome: 'held' | 'applied' | 'failed' | 'skipped'
  /** Milliseconds. */
  readonly took: number
  readonly problem: HookProblem
  /** The last lines it said. */
  readonly output: string
}
