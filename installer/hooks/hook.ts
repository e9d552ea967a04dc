/** What every hook is: something that is checked, applied when it does not hold, and verified. Applying twice does no harm. */
import type { run } from '../../lib/exec.ts'
import type { Reader } from '../../preflight/facts/reader.ts'
import type { HostDocument } from '../configuration/document.ts'

export type HookPhase = 'target' | 'first-boot'

export interface HookContext {
  readonly document: HostDocument
  /** Root of the host's files: where the target is mounted (`target`), `/` on the host itself. */
  readonly root: string
  /** Folder of the slot's state: what is written below it outlives a boot. */
  readonly state: string
  /** Folder for what must not outlive this run, on a tmpfs; nobody but root may list it. Gone after each hook. */
  readonly scratch: string
  /** Reads below `root`. */
  readonly reader: Reader
  /** Writes an attribute of sysfs or procfs, below `root`. */
  readonly write: (path: string, text: string) => Promise<void>
  readonly run: typeof run
  readonly fetch: typeof fetch
  readonly signal: AbortSignal
  readonly now: () => Date
  /** Ends when the time is over or `signal` aborts, then by throwing. @param milliseconds */
  readonly pause: (milliseconds: number) => Promise<void>
  /** A word that nobody else has said. */
  readonly newId: () => string
  /** A line for the log and the report. */
  readonly log: (line: string) => void
}

/** What is wrong, as an error of the catalogue; null: it holds. A warning does not fail the hook. */
export type HookProblem = {
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
  readonly warning?: true
} | null

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
  /** What it sets is forgotten when the host restarts: checked and applied at each boot, and tried only at the first. */
  readonly eachBoot?: true
  /** When it fails the others go on, and the installation is none the worse. */
  readonly optional?: true
}

export interface HookResult {
  readonly hook: string
  readonly phase: HookPhase
  readonly outcome: 'held' | 'applied' | 'failed' | 'skipped'
  /** Milliseconds. */
  readonly took: number
  /** Why it failed; of an outcome that is not `failed`, a warning. */
  readonly problem: HookProblem
  /** The last lines it said. */
  readonly output: string
  /** It failed, and that does not matter. */
  readonly optional?: true
}
