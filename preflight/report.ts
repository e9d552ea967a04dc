/** The report on one machine: every finding of every check, the verdict, and the facts they came from. */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Around } from './around.ts'
import { Facts } from './facts/schema.ts'
import { Instant, Known, Text } from './facts/schema/common.ts'
import { Finding, Severity } from './finding.ts'

/** Raised when a field changes its meaning or goes away. */
export const reportVersion = 1

export const CheckResult = Type.Object({
  check: Text,
  /** The worst of its findings; `pass` when there is none, or only notes. */
  status: Type.Union([Type.Literal('pass'), Severity]),
  findings: Type.Array(Finding),
})
export type CheckResult = Static<typeof CheckResult>

export const FixResult = Type.Object({
  fix: Text,
  outcome: Type.Enum(['changed', 'already', 'planned', 'failed', 'impossible'], {
    description: 'planned: not done, only said (a dry run, or what an installation would write)',
  }),
  before: Known(Text),
  after: Known(Text),
  problem: Known(Type.String({ maxLength: 1024 })),
})
export type FixResult = Static<typeof FixResult>

/** One measurement of a deep test. */
const DeepFigure = Type.Object({ name: Text, value: Type.Number(), unit: Text })
export const DeepResult = Type.Object({
  test: Type.Enum(['memory', 'disks', 'cpu', 'network']),
  subject: Known(Text),
  outcome: Type.Enum(['passed', 'failed', 'aborted', 'impossible']),
  /** Seconds that it ran. */
  took: Type.Number(),
  /** Per cent of what it was to cover. */
  covered: Type.Number(),
  figures: Type.Array(DeepFigure),
  problem: Known(Type.String({ maxLength: 1024 })),
})
export type DeepResult = Static<typeof DeepResult>

export const Verdict = Type.Enum(['fit', 'unfit'])
export type Verdict = Static<typeof Verdict>

export const Counts = Type.Object({
  fail: Type.Integer(),
  warn: Type.Integer(),
  unknown: Type.Integer(),
  advice: Type.Integer(),
  note: Type.Integer(),
})
export type Counts = Static<typeof Counts>

export const Report = Type.Object({
  version: Type.Literal(reportVersion),
  id: Type.String(),
  /** The program's version. */
  program: Text,
  machine: Type.Object({ id: Known(Text), name: Known(Text) }),
  policy: Type.Object({ name: Text, digest: Type.String({ description: 'SHA-256 of the policy as it was applied' }) }),
  startedAt: Instant,
  finishedAt: Instant,
  /** Milliseconds from the first read to the last check. */
  took: Type.Integer({ minimum: 0 }),
  verdict: Verdict,
  counts: Counts,
  checks: Type.Array(CheckResult),
  fixes: Type.Array(FixResult),
  deep: Type.Array(DeepResult),
  around: Around,
  facts: Facts,
})
export type Report = Static<typeof Report>
