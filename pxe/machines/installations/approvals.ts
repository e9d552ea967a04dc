/**
 * Approvals. Each binds the digests of answer, plan, and those facts on which plan and verdict depend; a change of any of
 * them, or a day, voids it. It is looked at again whenever one of them may have changed, and before anything comes of it:
 * a void approval yields no answer.
 */
import { randomUUID } from 'node:crypto'
import { findClashes } from '../../../answer/clashes.ts'
import { asVmpError, fromProblem, toProblem, VmpError } from '../../../lib/errors.ts'
import type { Problem } from '../../../lib/errors.ts'
import type { Database } from '../../../lib/sqlite.ts'
import type { Approval, Approved, PlannedInstallation } from '../../contract/approval.ts'
import { allows } from '../../contract/states.ts'
import type { MachineRecord, MachineRepository } from '../repository.ts'
import type { Timeline } from '../timeline.ts'
import type { Audit } from './audit.ts'
import { diskId } from './drafts.ts'
import type { Draft, DraftFor } from './drafts.ts'
import type { Places } from './places.ts'
import type { InstallationRecord, InstallationRepository } from './repository.ts'

/** Milliseconds that an approval holds. */
export const approvalHolds = 24 * 3600 * 1000

interface Wanted {
  readonly answer: string
  readonly code?: string | undefined
  readonly unfitReason?: string | undefined
  readonly who: string
  /** The rule that approves; null: a person does. */
  readonly rule?: string | null
}

type VoidReason = 'facts' | 'plan' | 'answer' | 'age' | 'person' | 'replaced'

export interface Approvals {
  plan(machine: MachineRecord, answer: string, code: string | null): PlannedInstallation
  /** @throws VmpError that says why not. */
  approve(machine: MachineRecord, wanted: Wanted): void
  /** Each by itself. */
  approveAll(found: readonly MachineRecord[], approval: Approval, who: string): Approved
  /** @throws VmpError `machine.notAllowed` */
  disapprove(machine: MachineRecord, who: string): void
  /** Voids the approval of a machine if it does not hold any longer; returns it when it holds. */
  settle(machine: string): InstallationRecord | undefined
  settleAll(): void
  /** Voids those that are older than a day. */
  expire(): void
}

export interface ApprovalsOptions {
  readonly database: Database
  readonly machines: MachineRepository
  readonly installations: InstallationRepository
  readonly draft: DraftFor
  readonly places: Places
  readonly timeline: Timeline
  readonly audit: Audit
  readonly now: () => Date
  readonly onChange: (machine: string) => void
}

export function approvals(options: ApprovalsOptions): Approvals {
  const { database, machines, installations, draft, places, timeline, audit, now, onChange } = options

  const clashes = ({ id, number }: MachineRecord, { answer }: Draft): Problem[] => {
    const own = `m${number}`
    const others = installations
      .standing()
      .flatMap(({ machine, answer: theirs }) =>
        theirs === null || machine === id ? [] : [{ machine: `m${machines.get(machine)!.number}`, answer: theirs }],
      )
    return findClashes([{ machine: own, answer }, ...others])
      .filter((clash) => clash.machines.includes(own))
      .map(({ value, machines: all }) => {
        const other = all.filter((name) => name !== own).join(', ')
        return { code: 'approval.clash', params: { machine: own, other, value } }
      })
  }

  const voids = (record: InstallationRecord, why: VoidReason): void => {
    const machine = machines.get(record.machine)!
    const at = now().toISOString()
    database.transaction(() => {
      installations.update(record.id, { phase: 'ended', outcome: 'void', endedAt: at, step: why })
      if (machine.state === 'approved') machines.update(machine.id, { state: 'checked', since: at })
      audit.add('station', 'void', `m${machine.number}`, { why, installation: record.id })
    })
    timeline.add(machine.id, null, why === 'replaced' ? 'info' : 'warning', 'machine.approvalVoid', {
      why: `approval.void.${why}`,
    })
    onChange(machine.id)
  }

  /** Undefined: it holds. */
  const broken = (record: InstallationRecord, machine: MachineRecord): VoidReason | undefined => {
    const age = now().getTime() - Date.parse(record.approvedAt)
    if (age > approvalHolds) return 'age'
    let fresh: Draft
    try {
      fresh = draft(machine, record.answerName, record.code)
    } catch (error) {
      // The answer is gone, or cannot be rendered for this machine any longer.
      if (asVmpError(error).code === 'internal') throw error
      return 'answer'
    }
    if (fresh.factsDigest !== record.factsDigest) return 'facts'
    if (fresh.answerDigest !== record.answerDigest) return 'answer'
    return fresh.plan.digest === record.planDigest && fresh.plan.problems.length === 0 ? undefined : 'plan'
  }

  const queued = (machine: string): InstallationRecord | undefined => {
    const record = installations.last(machine)
    return record?.phase === 'queued' ? record : undefined
  }

  const settle = (id: string): InstallationRecord | undefined => {
    const record = queued(id)
    const machine = machines.get(id)
    if (!record || !machine) return undefined
    const age = now().getTime() - Date.parse(record.approvedAt)
    // While it is checked nothing comes of an approval; the report will say whether it survives.
    if (machine.state === 'checking' && age <= approvalHolds) return undefined
    const why = broken(record, machine)
    if (why !== undefined) {
      voids(record, why)
      return undefined
    }
    if (machine.state === 'checked') {
      machines.update(id, { state: 'approved', since: now().toISOString() })
      onChange(id)
    }
    return machines.get(id)!.state === 'approved' ? record : undefined
  }

  const refuse = (machine: MachineRecord, found: Draft, { unfitReason, rule = null }: Wanted): void => {
    const name = `m${machine.number}`
    const mayOverride = unfitReason !== undefined && rule === null
    const isUnfit = found.verdict === 'unfit' && !(found.onlyDisks && rule === null)
    const { policy } = found
    const checks = (...severities: readonly string[]): string =>
      found.checks
        .filter(({ findings }) => findings.some(({ severity }) => severities.includes(severity)))
        .map(({ check }) => check)
        .join(', ')
    if (isUnfit && !mayOverride)
      throw new VmpError('approval.unfit', { machine: name, policy, checks: checks('fail') || checks('unknown') })
    if (stopsByWarnings(found) && !mayOverride)
      throw new VmpError('approval.warnings', {
        machine: name,
        warnings: found.warnings,
        policy,
        checks: checks('warn'),
      })
    const [problem] = [...found.plan.problems, ...clashes(machine, found)]
    if (problem) throw fromProblem(problem)
    // A marked disk is a person's business, also one that the plan does not touch.
    const own = diskId(machine)
    const marked = found.plan.disks.find(
      ({ marker }) =>
        marker !== null && !(marker.machine === own && (machine.rearmed || marker.state === 'unfinished')),
    )
    if (rule !== null && marked) throw new VmpError('approval.markedByRule', { machine: name, disk: marked.path })
  }

  const approve = (machine: MachineRecord, wanted: Wanted): void => {
    const { answer: name, code = null, unfitReason, who, rule = null } = wanted
    const title = `m${machine.number}`
    if (!allows('approve', machine.state))
      throw new VmpError('machine.notAllowed', {
        machine: title,
        action: 'action.approve',
        state: `state.${machine.state}`,
      })
    const found = draft(machine, name, code)
    refuse(machine, found, wanted)
    const before = queued(machine.id)
    const isSame =
      before !== undefined &&
      before.answerName === name &&
      before.answerDigest === found.answerDigest &&
      before.factsDigest === found.factsDigest &&
      before.planDigest === found.plan.digest
    if (isSame && machine.state === 'approved') return
    if (before) voids(before, 'replaced')
    const at = now().toISOString()
    // Of a machine that is fit there is nothing to override.
    const isOverridden = (found.verdict === 'unfit' && !found.onlyDisks) || stopsByWarnings(found)
    const reason = isOverridden ? (unfitReason ?? null) : null
    database.transaction(() => {
      places.take(machine.id, name)
      const record = installations.create({
        ...blank,
        id: randomUUID(),
        machine: machine.id,
        answerName: name,
        answerVersion: found.answerVersion,
        answerDigest: found.answerDigest,
        factsDigest: found.factsDigest,
        planDigest: found.plan.digest,
        answer: found.answer,
        plan: found.plan,
        code,
        rearmed: machine.rearmed,
        reason,
        rule,
        policy: found.policy,
        approvedAt: at,
        approvedBy: who,
      })
      machines.update(machine.id, { state: 'approved', since: at })
      audit.add(who, 'approve', title, {
        installation: record.id,
        answer: `${name} ${found.answerVersion}`,
        answerDigest: found.answerDigest,
        factsDigest: found.factsDigest,
        planDigest: found.plan.digest,
        policy: found.policy,
        ...(reason === null ? {} : { reason }),
        ...(rule === null ? {} : { rule }),
        ...(code === null ? {} : { code }),
      })
    })
    timeline.add(machine.id, null, 'info', 'machine.approved', { who, answer: name, host: found.answer.identity.name })
    onChange(machine.id)
  }

  return {
    plan(machine, answer, code) {
      const found = draft(machine, answer, code)
      return {
        machine: `m${machine.number}`,
        answer: { name: answer, version: found.answerVersion },
        name: found.answer.identity.name,
        place: found.place,
        policy: found.policy,
        verdict: found.verdict,
        checks: [...found.checks],
        plan: found.plan,
        problems: clashes(machine, found),
      }
    },
    approve,
    approveAll(found, { answer, codes = {}, unfitReason }, who) {
      const outcome: Approved = { approved: [], refused: [] }
      for (const machine of found) {
        const name = `m${machine.number}`
        try {
          // One that was approved just now may have taken its name.
          approve(machines.get(machine.id)!, { answer, code: codes[name], unfitReason, who })
          outcome.approved.push(name)
        } catch (error) {
          if (asVmpError(error).code === 'internal') throw error
          outcome.refused.push({ machine: name, problem: toProblem(error) })
        }
      }
      return outcome
    },
    disapprove(machine, who) {
      const record = queued(machine.id)
      if (!record || !allows('disapprove', machine.state))
        throw new VmpError('machine.notAllowed', {
          machine: `m${machine.number}`,
          action: 'action.disapprove',
          state: `state.${machine.state}`,
        })
      audit.add(who, 'disapprove', `m${machine.number}`, { installation: record.id })
      voids(record, 'person')
    },
    settle,
    settleAll() {
      for (const { machine, phase } of installations.open()) if (phase === 'queued') settle(machine)
    },
    expire() {
      const oldest = now().getTime() - approvalHolds
      for (const { machine, phase, approvedAt } of installations.open())
        if (phase === 'queued' && Date.parse(approvedAt) < oldest) settle(machine)
    },
  }
}

const stopsByWarnings = ({ warnings, answer }: Draft): boolean => warnings > 0 && answer.preflight.warnings === 'stop'

/** An installation of which nothing has happened. */
export const blank = {
  phase: 'queued',
  outcome: null,
  boot: null,
  startedAt: null,
  writtenAt: null,
  endedAt: null,
  step: null,
  problem: null,
  presumed: false,
  publicKey: null,
  thumbprint: null,
} as const satisfies Partial<InstallationRecord>
