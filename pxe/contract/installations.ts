/** An installation as people see it: how far it is, what went wrong, and what the host on its disk says. */
import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import { HookOutcome, HostReport, Problem } from './install.ts'

const Maybe = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()])
const Instant = Type.String({ format: 'date-time' })

/** How far a step is. */
export const InstallProgress = Type.Object({
  step: Type.String(),
  since: Instant,
  done: Maybe(Type.Number()),
  total: Maybe(Type.Number()),
  unit: Maybe(Type.Enum(['bytes', 'items', 'percent'])),
  /** Per cent of the step. */
  percent: Maybe(Type.Number()),
  /** Of `unit`, per second, over the last moments. */
  rate: Maybe(Type.Number()),
  /** Milliseconds that all of it will still take, about. */
  left: Maybe(Type.Number()),
})
export type InstallProgress = Static<typeof InstallProgress>

const InstallFailure = Type.Object({
  step: Maybe(Type.String()),
  problem: Problem,
  /** The station drew it from silence or delay; should the machine be heard after all, it goes on. */
  presumed: Type.Boolean(),
  /** The machine sent its logs. */
  bundle: Type.Boolean(),
})

/** Without the answer: it may hold what is nobody's business. */
export const MachineInstallation = Type.Object({
  id: Type.String(),
  phase: Type.Enum(['queued', 'ready', 'running', 'written', 'ended']),
  outcome: Maybe(Type.Enum(['installed', 'failed', 'void', 'adopted'])),
  /** Place in the queue, from 1. */
  position: Maybe(Type.Integer()),
  answer: Type.Object({ name: Type.String(), version: Type.Integer() }),
  /** The host name that the machine gets. */
  name: Type.String(),
  approvedAt: Instant,
  approvedBy: Type.String(),
  /** The key of its host is known, or its thumbprint: what the host reports can be believed. */
  hostKey: Type.Boolean(),
  /** Why it was approved although it is unfit. */
  reason: Maybe(Type.String()),
  /** The rule that approved it. */
  rule: Maybe(Type.String()),
  /** The policy that judged it, by its name. */
  policy: Maybe(Type.String()),
  startedAt: Maybe(Instant),
  writtenAt: Maybe(Instant),
  endedAt: Maybe(Instant),
  progress: Maybe(InstallProgress),
  /** Since when its step, or the machine, has not moved for longer than it should take. */
  stalledSince: Maybe(Instant),
  failure: Maybe(InstallFailure),
})
export type MachineInstallation = Static<typeof MachineInstallation>

/** What the host on the disk said last; the output of its hooks is in the whole report. */
export const MachineHost = Type.Object({
  reportedAt: Instant,
  ...HostReport.properties,
  hooks: Type.Array(Type.Omit(HookOutcome, ['output'])),
})
export type MachineHost = Static<typeof MachineHost>
