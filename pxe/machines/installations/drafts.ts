/** What an answer means for one machine: rendered, planned, and the digests that an approval is bound to. */
import { readAnswer } from '../../../answer/file.ts'
import { renderAnswer } from '../../../answer/render.ts'
import type { Answer } from '../../../answer/schema.ts'
import type { Plan } from '../../../answer/plan.ts'
import { VmpError } from '../../../lib/errors.ts'
import type { Facts } from '../../../preflight/facts/schema.ts'
import type { Report, Verdict } from '../../../preflight/report.ts'
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
  readonly verdict: Verdict
  /** Unfit for nothing but what its disks hold: that is the plan's business, which asks for a code or a re-arming. */
  readonly onlyDisks: boolean
  readonly warnings: number
  readonly answerDigest: string
  readonly factsDigest: string
}

export type DraftFor = (machine: MachineRecord, answer: string, code: string | null) => Draft

export function drafts(options: {
  readonly reports: Pick<ReportRepository, 'last' | 'get'>
  readonly answers: AnswerRepository
  readonly places: Places
  readonly planning: Planning
}): DraftFor {
  const { reports, answers, places, planning } = options
  return (machine, name, code) => {
    const { id, number, facts, macs, labels, rearmed } = machine
    const report = reports.last(id)
    if (facts === null || report === undefined) throw new VmpError('report.none', { machine: `m${number}` })
    const stored = answers.get(name)
    const place = places.of(id, name)
    const { uuid, serial } = machine
    const answer = renderAnswer(readAnswer(stored.document, name), { uuid, serial, macs, labels, ...place })
    return {
      answerName: name,
      answerVersion: stored.version,
      place,
      answer,
      plan: planning.plan({ facts, answer, machine: diskId(machine), rearmed, code }),
      verdict: report.verdict,
      onlyDisks: report.verdict === 'unfit' && failsOnlyByDisks(reports.get(id, report.id)),
      warnings: report.counts.warn,
      answerDigest: planning.answerDigest(answer),
      factsDigest: planning.factsDigest(facts, report.verdict),
    }
  }
}

function failsOnlyByDisks(report: Report | undefined): boolean {
  const fails = (report?.checks ?? []).filter(({ status }) => status === 'fail')
  return fails.length > 0 && fails.every(({ check }) => check === 'dataOnDisks')
}

/** The id that stands in the markers of a machine's disks. */
export const diskId = ({ id, diskId: adopted }: Pick<MachineRecord, 'id' | 'diskId'>): string => adopted ?? id
