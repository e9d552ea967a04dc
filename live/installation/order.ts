/** What an installation is told, and who carries it out: the installer is no part of this folder, `cli/live.ts` passes it in. */
import type { Plan } from '../../answer/plan.ts'
import type { Answer } from '../../answer/schema.ts'
import type { Language } from '../../lib/text/types.ts'
import type { StepEvent } from '../../lib/steps.ts'
import type { Facts } from '../../preflight/facts/schema.ts'
import type { PublicKey } from '../../pxe/contract/live.ts'
import type { StationAddress } from '../command-line.ts'

interface PlanRequest {
  readonly facts: Facts
  readonly answer: Answer
  /** Its own unfinished markers are of this machine. */
  readonly machine: string
  readonly rearmed: boolean
  readonly code: string | null
}

export interface InstallOrder extends Omit<PlanRequest, 'facts'> {
  readonly installation: string
  /** As it was approved: whoever installs computes it once more from what the disks hold by then. */
  readonly plan: Plan
  /** Public keys (SPKI, PEM) whose images the host shall take. */
  readonly imageKeys: readonly string[]
  readonly station: StationAddress | null
}

interface InstallContext {
  readonly signal: AbortSignal
  readonly sink: (event: StepEvent) => void
  /** The public half of the machine's lasting key, as soon as it is made. */
  readonly onMachineKey: (key: PublicKey) => void
}

export interface LiveInstaller {
  /** Ids of the steps, in their order. */
  readonly steps: readonly string[]
  readonly plan: (request: PlanRequest) => Plan
  /** The plan in lines for a narrow screen. */
  readonly describe: (plan: Plan, language: Language) => readonly string[]
  /** @throws VmpError of the step that failed. Run again from the top it takes up an installation that was broken off. */
  readonly install: (order: InstallOrder, context: InstallContext) => Promise<void>
  /** The logs of this boot, without secrets. */
  readonly bundle: (order: InstallOrder, events: readonly StepEvent[]) => Promise<string>
}
