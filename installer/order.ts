/** What an installation is told, and what of the machine it is given. */
import type { Plan } from '../answer/plan.ts'
import type { Answer } from '../answer/schema.ts'
import type { run } from '../lib/exec.ts'
import type { Facts, Part } from '../preflight/facts/schema.ts'
import type { Policy } from '../preflight/policy.ts'

export interface InstallOrder {
  /** The machine's own id: disks with its unfinished marker may be written without new permission. */
  readonly machine: string
  readonly installation: string
  /** Rendered for this machine. */
  readonly answer: Answer
  /** As it was approved. */
  readonly plan: Plan
  readonly rearmed: boolean
  /** What a person typed to allow the disks that no rule does. */
  readonly code: string | null
  /** Public keys (SPKI, PEM) whose images are taken, now and by the host later. */
  readonly imageKeys: readonly string[]
  readonly station: { readonly url: URL; readonly pin: string } | null
}

/** The rest, of which a checkup makes its report, would cost each installation half a minute on a slow machine. */
export const installParts = ['system', 'firmware', 'power', 'disks', 'raid', 'nics'] as const satisfies readonly Part[]

type InstallFacts = Pick<Facts, (typeof installParts)[number] | 'unread'>

/** The public half of the machine's lasting key (RFC 8037). */
export interface MachineKey {
  kty: 'OKP'
  crv: 'Ed25519'
  x: string
}

export interface InstallPorts {
  readonly run: typeof run
  readonly fetch: typeof globalThis.fetch
  readonly now: () => Date
  /** Milliseconds of a clock that nobody sets. */
  readonly elapsed: () => number
  readonly newId: () => string
  /** The machine as it is now, what plan and host document say of it. */
  readonly facts: (signal: AbortSignal) => Promise<InstallFacts>
  /** Judges what the host needs so that its processors stay awake. */
  readonly policy: Policy
  /** The kernel's command line of this boot. */
  readonly commandLine: string
  /** A folder on a tmpfs, of this installation alone: mounts, and what has to be fetched. */
  readonly folder: string
  /** @throws VmpError that keeps this machine from being installed. */
  readonly gate?: (() => Promise<void>) | undefined
  readonly onMachineKey?: ((key: MachineKey) => void) | undefined
  /** Each line of a hook, redacted. */
  readonly onLine?: ((hook: string, line: string) => void) | undefined
}
