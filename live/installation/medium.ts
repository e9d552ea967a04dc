/**
 * An installation by the answer that is built into the medium: the medium is the approval for its own wipe rules. It stops
 * when checks fail, and never installs again by itself what is installed.
 */
import { createHash, randomUUID } from 'node:crypto'
import type { Answer } from '../../answer/schema.ts'
import { fromProblem, isVmpError, toProblem, VmpError } from '../../lib/errors.ts'
import { usableSerial, usableUuid } from '../../lib/identity.ts'
import { checks } from '../../preflight/checks.ts'
import { evaluate } from '../../preflight/evaluate.ts'
import type { Facts } from '../../preflight/facts/schema.ts'
import { shippedPolicy } from '../../preflight/policies.ts'
import type { Report } from '../../preflight/report.ts'
import type { StationAddress } from '../command-line.ts'
import { shown, type StatusBoard } from '../status.ts'
import { waker } from '../../lib/waker.ts'
import type { Journal } from './journal.ts'
import type { MediumAnswer } from './medium-answer.ts'
import type { InstallOrder, LiveInstaller } from './order.ts'
import type { Performer } from './performer.ts'
import { planned } from './status.ts'

export interface MediumOptions {
  readonly medium: MediumAnswer
  readonly station: StationAddress | null
  readonly installer: LiveInstaller
  readonly performer: Performer
  readonly journal: Journal
  readonly board: StatusBoard
  readonly onPassword: (hash: string) => Promise<void>
  /** Has the station order it, so that it knows what becomes of the machine; false while it is not heard. */
  readonly tell: ((answer: Answer) => Promise<boolean>) | undefined
  /** Milliseconds; shorter in tests. */
  readonly tellEvery?: number
}

/** A station that knows the machine's report by then is heard; one that is away holds nothing up for longer. */
const tellEvery = 3000
const mostTells = 20

/**
 * What this machine is called in the markers of its disks when no station gives it an id. Made of what its board says of
 * itself, so that after a power cut the same medium knows the disks that it had begun; the MACs stand in for boards that say
 * nothing, or what their whole series says. A station's id is none of this, and never made of it: docs/live-system.md.
 */
export function ownMachineId({ system, nics }: Pick<Facts, 'system' | 'nics'>): string {
  const said = [usableUuid(system.uuid), usableSerial(system.serial)].filter((word) => word !== undefined)
  const words = said.length > 0 ? said : nics.map(({ mac }) => mac).toSorted()
  const hex = createHash('sha256')
    .update(`vmp-machine\n${words.join('\n')}`)
    .digest('hex')
  return `own-${hex.slice(0, 32)}`
}

/**
 * Decides by each report until one lets it begin: what could not be read in time is read again, a cable may be plugged in.
 * Ends at the latest when `signal` aborts.
 */
export async function installFromMedium(options: MediumOptions, signal: AbortSignal): Promise<void> {
  let last: Report | null = null
  while (!signal.aborted) {
    const report: Report | null = await shown(
      options.board,
      ({ preflight }) => (preflight.running || preflight.report === last ? null : preflight.report),
      signal,
    )
    // After a restart of this program what ended stays as it ended.
    if (report === null || options.journal.standing()?.end) return
    if (await begins(report, options, signal)) return
    last = report
  }
}

/** False, and said on the screen, when this report does not let it begin. */
async function begins(report: Report, options: MediumOptions, signal: AbortSignal): Promise<boolean> {
  const { board, performer } = options
  try {
    const order = await decide(report, options)
    // What the station orders it hands out itself, in the same words.
    if (await isTold(order.answer, options, signal)) return true
    if (!signal.aborted) performer.begin(order)
    return true
  } catch (error) {
    board.update({
      installation: { ...(board.current().installation ?? planned), phase: 'stopped', problem: toProblem(error) },
    })
    return false
  }
}

async function isTold(
  answer: Answer,
  { tell, tellEvery: every = tellEvery }: MediumOptions,
  signal: AbortSignal,
): Promise<boolean> {
  for (let attempt = 0; tell !== undefined && attempt < mostTells && !signal.aborted; attempt += 1) {
    try {
      if (await tell(answer)) return true
    } catch (error) {
      // It may not have judged the report yet. What it refuses for good does not stop a medium, which needs no station.
      if (!isVmpError(error)) throw error
    }
    await waker().pause(every, signal)
  }
  return false
}

/** By the policy that the answer names: a station that is heard judges the report by its own, and shows that. */
function judgedBy({ preflight: { policy } }: Answer, report: Report): Pick<Report, 'verdict' | 'counts'> {
  if (policy === null) return report
  return evaluate(checks, { facts: report.facts, around: report.around, policy: shippedPolicy(policy) })
}

/** @throws VmpError that says why nothing is installed. */
async function decide(report: Report, options: MediumOptions): Promise<InstallOrder> {
  const { installer, board, station, medium } = options
  const { facts } = report
  const answer = await medium.answer()
  const { verdict, counts } = judgedBy(answer, report)
  if (answer.identity.rootPasswordHash !== null) await options.onPassword(answer.identity.rootPasswordHash)
  const machine = ownMachineId(facts)
  const request = { facts, answer, machine, rearmed: false, code: null }
  const plan = installer.plan(request)
  board.update({
    installation: {
      ...planned,
      name: answer.identity.name,
      plan: { en: installer.describe(plan, 'en'), zh: installer.describe(plan, 'zh') },
    },
  })
  const installed = facts.disks.filter(({ marker }) => marker?.state === 'installed').map(({ name }) => name)
  if (installed.length > 0) throw new VmpError('live.alreadyInstalled', { disks: installed.join(', ') })
  if (verdict === 'unfit') throw new VmpError('live.unfit', { fails: counts.fail })
  if (answer.preflight.warnings === 'stop' && counts.warn > 0)
    throw new VmpError('live.warningsStop', { warnings: counts.warn })
  const [problem] = plan.problems
  if (problem !== undefined) throw fromProblem(problem)
  // An installation that this very medium had begun keeps its number only within a boot; the marker tells the machine.
  const installation = options.journal.standing()?.installation ?? randomUUID()
  return { ...request, installation, plan, station, imageKeys: medium.imageKeys }
}
