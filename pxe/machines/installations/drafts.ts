/** What an answer means for one machine: rendered, planned, and the digests that an approval is bound to. */
import { readAnswer } from '../../../answer/file.ts'
import { renderAnswer } from '../../../answer/render.ts'
import type { Answer } from '../../../answer/schema.ts'
import type { Plan } from '../../../answer/plan.ts'
import { asVmpError, VmpError } from '../../../lib/errors.ts'
import type { Facts } from '../../../preflight/facts/schema.ts'
import { shippedPolicy } from '../../../preflight/policies.ts'
import type { Policy } from '../../../preflight/policy.ts'
import type { CheckResult, Report, Verdict } from '../../../preflight/report.ts'
import type { PreflightService } from '../preflight-service.ts'
import type { MachineRecord } from '../repository.ts'
import type { ReportRepository } from '../reports.ts'
import type { AnswerRepository } from './answers.ts'
import type { Place, Places } from './places.ts'

/** Plans as the installer makes them: the composition root passes them in. */
export interface Planning {
  readonly plan: (input: {
    readonly facts: Facts
    readonly answer: Answer
    /** What its disks call it. */
    readonly machine: string
    readonly rearmed: boolean
    readonly code: string | null
  }) => Plan
  readonly factsDigest: (facts: Facts, verdict: Verdict) => string
  readonly answerDigest: (answer: Answer) => string
}

export interface Draft {
  readonly answerName: string
  readonly answerVersion: number
  readonly place: Place
  readonly answer: Answer
  readonly plan: Plan
  /** Name of the policy that judged it: the answer's, else the station's. */
  readonly policy: string
  readonly verdict: Verdict
  /** What did not pass. */
  readonly checks: readonly CheckResult[]
  /** Unfit for nothing but what its disks hold: that is the plan's business, which asks for a code or a re-arming. */
  readonly onlyDisks: boolean
  readonly warnings: number
  readonly answerDigest: string
  readonly factsDigest: string
}

export interface Drafts {
  readonly draft: DraftFor
  /** What the policy of that answer says of a machine; the station's word where the answer cannot be used for it. */
  readonly verdict: (machine: MachineRecord, answer: string) => Verdict | undefined
}
export type DraftFor = (machine: MachineRecord, answer: string, code: string | null) => Draft

export function drafts(options: {
  readonly reports: Pick<ReportRepository, 'last' | 'get'>
  readonly judgedBy: PreflightService['judgedBy']
  readonly answers: AnswerRepository
  readonly places: Places
  readonly planning: Planning
}): Drafts {
  const { reports, judgedBy, answers, places, planning } = options
  // Each is a file; thousands of machines are asked about at once.
  const policies = new Map<string, Policy>()
  const policyOf = (name: string): Policy => {
    const policy = policies.get(name) ?? shippedPolicy(name)
    policies.set(name, policy)
    return policy
  }

  const rendered = ({ id, uuid, serial, macs, labels }: MachineRecord, name: string) => {
    const stored = answers.get(name)
    const place = places.of(id, name)
    const answer = renderAnswer(readAnswer(stored.document, name), { uuid, serial, macs, labels, ...place })
    return { stored, place, answer }
  }
  /** By the policy of the answer; the station judged by its own already. */
  const judged = (machine: MachineRecord, { preflight: { policy } }: Answer): Report => {
    const last = reports.last(machine.id)
    const report = last && reports.get(machine.id, last.id)
    if (!report) throw new VmpError('report.none', { machine: `m${machine.number}` })
    return policy === null || policy === report.policy.name ? report : judgedBy(machine, policyOf(policy))
  }

  return {
    draft(machine, name, code) {
      const { number, facts, rearmed } = machine
      if (facts === null) throw new VmpError('report.none', { machine: `m${number}` })
      const { stored, place, answer } = rendered(machine, name)
      const { policy, verdict, counts, checks } = judged(machine, answer)
      return {
        answerName: name,
        answerVersion: stored.version,
        place,
        answer,
        plan: planning.plan({ facts, answer, machine: diskId(machine), rearmed, code }),
        policy: policy.name,
        verdict,
        checks: checks.filter(({ status }) => status !== 'pass'),
        onlyDisks: verdict === 'unfit' && failsOnlyByDisks(checks),
        warnings: counts.warn,
        answerDigest: planning.answerDigest(answer),
        factsDigest: planning.factsDigest(facts, verdict),
      }
    },
    verdict(machine, name) {
      try {
        return judged(machine, rendered(machine, name).answer).verdict
      } catch (error) {
        if (asVmpError(error).code === 'internal') throw error
        return reports.last(machine.id)?.verdict
      }
    },
  }
}

function failsOnlyByDisks(checks: readonly CheckResult[]): boolean {
  const fails = checks.filter(({ status }) => status === 'fail')
  return fails.length > 0 && fails.every(({ check }) => check === 'dataOnDisks')
}

/** The id that stands in the markers of a machine's disks. */
export const diskId = ({ id, diskId: adopted }: Pick<MachineRecord, 'id' | 'diskId'>): string => adopted ?? id
