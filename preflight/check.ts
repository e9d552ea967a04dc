/** What a check is: a pure function of facts, policy and surroundings. One file each in checks/, all listed in checks.ts. */
import type { Around } from './around.ts'
import type { FactParts, Part } from './facts/schema.ts'
import type { Unread } from './facts/schema/common.ts'
import type { Finding, Severity } from './finding.ts'
import type { Policy } from './policy.ts'

/** What a check says; severity and remedies are added by whoever runs it, from the policy and the remedies' files. */
export interface Found {
  /** The part of the code after the check's id: `locked` of `virtualization.locked`. */
  readonly problem: string
  readonly subject?: string
  readonly params?: Finding['params']
  readonly measured?: string | null
  readonly threshold?: string | null
  /** For what cannot be decided, or is only worth saying; otherwise the policy says how bad it is. */
  readonly severity?: Extract<Severity, 'unknown' | 'note'>
}

export interface CheckInput<Parts extends Part> {
  readonly facts: Pick<FactParts, Parts>
  readonly unread: readonly Unread[]
  readonly policy: Policy
  readonly around: Around
}

export interface Check<Parts extends Part = Part> {
  readonly id: string
  /** The parts it reads: it runs as soon as they are there. */
  readonly needs: readonly Parts[]
  /** It says less without `around.network` or `around.fleet`: it runs again when that is known. */
  readonly asks: readonly ('network' | 'fleet')[]
  readonly run: (input: CheckInput<Parts>) => readonly Found[]
}

/** Says a check; a function only so that its facts have the types of what it needs. */
export function check<const Parts extends Part>(definition: Check<Parts>): Check<Parts> {
  return definition
}
