/** What a check is: a pure function of facts, policy and surroundings. One file each in checks/, all listed in checks.ts. */
import type { Around } from './around.ts'
import type { FactParts, Part } from './facts/schema.ts'
import type { Unread } from './facts/schema/common.ts'
import type { Finding, Severity } from './finding.ts'
import type { Policy } from './policy.ts'

/** What a check says; severity and remedies are added by whoever runs it, from the policy and the remedies' files. */
export interface Found<Problem extends string = string> {
  /** The part of the code after the check's id: `locked` of `virtualization.locked`. */
  readonly problem: Problem
  readonly subject?: string
  readonly params?: Finding['params']
  readonly measured?: string | null
  readonly threshold?: string | null
}

interface CheckInput<Parts extends Part> {
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
  /** Whether there is anything to judge, and a report shall speak of it; without it there always is. */
  readonly when?: (around: Around) => boolean
  /** What it can find; the policy says how bad each is. */
  readonly problems: readonly string[]
  /** What it can say that no policy judges: what could not be decided, and what is only worth saying. */
  readonly remarks: Readonly<Record<string, Remark>>
  /** Of the remarks those without an answer to which nobody can say that the machine can be a host at all. */
  readonly essential?: readonly string[]
  readonly run: (input: CheckInput<Parts>) => Iterable<Found>
}

type Remark = Extract<Severity, 'unknown' | 'note'>

/** As `Check`, with its problems and remarks by name, so that it can find nothing that it did not say. */
interface Definition<Parts extends Part, Problem extends string, Note extends string> extends Check<Parts> {
  readonly problems: readonly Problem[]
  readonly remarks: Readonly<Record<Note, Remark>>
  readonly essential?: readonly NoInfer<Note>[]
  readonly run: (input: CheckInput<Parts>) => Iterable<Found<NoInfer<Problem | Note>>>
}

/** Says a check; a function only so that its facts have the types of what it needs. */
export function check<const Parts extends Part, const Problem extends string, const Note extends string>(
  definition: Definition<Parts, Problem, Note>,
): Check<Parts> {
  return definition
}
