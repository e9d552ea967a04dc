import { VmpError } from '../../lib/errors.ts'
import type { Check } from '../../preflight/check.ts'
import { checks as everyCheck } from '../../preflight/checks.ts'
import { countsOf, evaluate, runCheck, verdictOf } from '../../preflight/evaluate.ts'
import { factsVersion } from '../../preflight/facts/schema.ts'
import { policyDigest } from '../../preflight/policies.ts'
import type { Policy } from '../../preflight/policy.ts'
import { reportVersion } from '../../preflight/report.ts'
import type { CheckResult, Report } from '../../preflight/report.ts'
import type { Judgement, Orders } from '../contract/live.ts'
import type { ReportSummary, StationEvent } from '../contract/machines.ts'
import type { Request } from '../contract/recheck.ts'
import { allows } from '../contract/states.ts'
import type { Boot } from './boots.ts'
import { doubtful } from './doubts.ts'
import type { Rejudge } from './doubts.ts'
import { fleetOf } from './fleet.ts'
import type { MachineRecord, MachineRepository } from './repository.ts'
import type { Rechecks } from './rechecks.ts'
import type { ReportRepository } from './reports.ts'
import type { Timeline } from './timeline.ts'

/**
 * The station's side of preflight. A machine reads and checks itself; the station has the last word, by its own policy and
 * beside all other machines. What one machine turns out to be may change what is true of another (two of the same UUID): the
 * last report of every machine is judged again then. Older reports stay as they were given.
 */
export interface PreflightService {
  /** @param request What the run does besides looking. */
  start(boot: Boot, run: string, request?: Request): Orders
  /** @throws VmpError `live.runOver` */
  check(boot: Boot, run: string, result: CheckResult): { state: string }
  finish(boot: Boot, run: string, report: Report): Judgement
  reports(machine: string): ReportSummary[]
  /** @throws VmpError `report.none`, `report.unknown` */
  report(machine: MachineRecord, id?: string): Report
  latest(): Report[]
  /**
   * The last report of a machine, judged by another policy than the station's: nothing is read again, and it is not kept.
   * @throws VmpError `report.none`, `report.outdated`
   */
  judgedBy(machine: MachineRecord, policy: Policy): Report
  /** Takes notice of a machine that changed, or is gone. */
  changed(machine: string): void
  /** Judges again what a change since made doubtful; otherwise it happens by itself a moment later. */
  settle(machine?: string): void
  close(): void
}

export interface PreflightServiceOptions {
  readonly machines: MachineRepository
  readonly reports: ReportRepository
  readonly timeline: Timeline
  readonly rechecks: Pick<Rechecks, 'began' | 'ended'>
  readonly isTalking: (machine: string) => boolean
  readonly policy: Policy
  readonly orders: () => Omit<Orders, 'policy'>
  readonly now: () => Date
  readonly publish: (event: StationEvent) => void
  readonly onChange: (machine: string) => void
  /** A machine was checked, or what was said of it is judged otherwise now. */
  readonly onReport?: (machine: string) => void
  readonly checks?: readonly Check[]
}

export function preflightService(options: PreflightServiceOptions): PreflightService {
  const { machines, reports, timeline, rechecks, policy, now, publish, onChange, checks = everyCheck } = options
  const fleet = fleetOf(options.isTalking)
  const digest = policyDigest(policy)
  const fleetChecks = checks.filter(({ asks }) => asks.includes('fleet'))

  const judge = (machine: string, report: Report, by = policy): Report => {
    const { facts } = report
    const around = { ...report.around, fleet: fleet.besides(machine) }
    const { name } = by
    const own = { name, digest: by === policy ? digest : policyDigest(by) }
    return { ...report, policy: own, ...evaluate(checks, { facts, around, policy: by }) }
  }
  // An older program's facts may lack what today's checks read.
  const isOfToday = ({ version, facts }: Report): boolean => version === reportVersion && facts.version === factsVersion
  /** As `judge`, for a report of this very program and policy, beside a fleet that changed since. */
  const judgeBesideOthers = (machine: string, report: Report): Report => {
    const { facts } = report
    const around = { ...report.around, fleet: fleet.besides(machine) }
    const again = new Map(
      fleetChecks.map((check) => [check.id, runCheck(check, { facts, unread: facts.unread, policy, around })]),
    )
    const results = report.checks.map((result) => again.get(result.check) ?? result)
    return { ...report, checks: results, counts: countsOf(results), verdict: verdictOf(checks, results, policy) }
  }

  const rejudge: Rejudge = (machine, how) => {
    const id = reports.last(machine)?.id
    const before = id === undefined ? undefined : reports.get(machine, id)
    if (before === undefined || !isOfToday(before)) return
    const after = how === 'anew' ? judge(machine, before) : judgeBesideOthers(machine, before)
    if (said(after) === said(before)) return
    reports.replace(after)
    onChange(machine)
    publish({ type: 'report', machineId: machine, report: reports.last(machine)! })
    options.onReport?.(machine)
  }
  const doubts = doubtful(rejudge)
  const doubt = (): void => doubts.add(reports.machines(), 'beside others')

  for (const record of machines.list()) fleet.put(record)
  // What was judged before this start was so by another program, or another policy.
  doubts.add(reports.machines(), 'anew')

  return {
    start({ machine }, run, request) {
      if (reports.ofRun(machine, run) === undefined) {
        const before = reports.running(machine)
        reports.begin(machine, run, now().toISOString())
        if (before?.run !== run || request !== undefined) rechecks.began(machine, run, request)
        const { state } = machines.get(machine)!
        if (state !== 'checking' && allows('check', state))
          machines.update(machine, { state: 'checking', since: now().toISOString() })
        if (before?.run !== run) timeline.add(machine, null, 'info', 'machine.checking', { policy: policy.name })
        onChange(machine)
      }
      return { policy, ...options.orders() }
    },

    check({ machine }, run, result) {
      if (!reports.addResult(machine, run, result)) {
        // Said again after its report: the answer to that was lost.
        if (reports.ofRun(machine, run) === undefined) throw new VmpError('live.runOver', { run })
      } else publish({ type: 'check', machineId: machine, result })
      return { state: machines.get(machine)!.state }
    },

    finish({ machine, id: boot }, run, made) {
      const done = reports.ofRun(machine, run)
      if (done) return judgementOf(done, machines.get(machine)!)
      const at = now().toISOString()
      reports.begin(machine, run, at)
      const { state } = machines.get(machine)!
      const { number } = machines.update(machine, {
        facts: made.facts,
        factsAt: at,
        firmware: made.facts.firmware.mode,
        checkedBoot: boot,
        ...(allows('check', state) ? { state: 'checked', since: at } : {}),
      })
      // The fleet is not repeated in each report: of thousands of machines nothing else would fit on the disk.
      const around = { ...made.around, fleet: null }
      const own = { ...made, machine: { id: machine, name: `m${number}` }, around }
      // Others are judged again beside this one before it is judged beside them: both shall name each other.
      if (fleet.put(machines.get(machine)!)) doubt()
      const report = reports.finish(machine, run, judge(machine, own))
      rechecks.ended(machine, run)
      const { fail, warn } = report.counts
      timeline.add(machine, null, report.verdict === 'fit' ? 'info' : 'warning', `machine.${report.verdict}`, {
        fails: fail,
        warnings: warn,
      })
      onChange(machine)
      publish({ type: 'report', machineId: machine, report: reports.last(machine)! })
      options.onReport?.(machine)
      return judgementOf(report, machines.get(machine)!)
    },

    reports(machine) {
      doubts.settle(machine)
      return reports.list(machine)
    },
    report({ id: machine, number }, id) {
      doubts.settle(machine)
      const wanted = id ?? reports.last(machine)?.id
      if (wanted === undefined) throw new VmpError('report.none', { machine: `m${number}` })
      const report = reports.get(machine, wanted)
      if (!report) throw new VmpError('report.unknown', { machine: `m${number}`, id: wanted })
      return report
    },
    judgedBy({ id: machine, number }, by) {
      const last = reports.last(machine)
      const report = last && reports.get(machine, last.id)
      if (!report) throw new VmpError('report.none', { machine: `m${number}` })
      if (!isOfToday(report)) throw new VmpError('report.outdated', { machine: `m${number}` })
      return judge(machine, report, by)
    },
    latest() {
      doubts.settleAll()
      return reports.latest()
    },
    changed(machine) {
      const record = machines.get(machine)
      if (record ? fleet.put(record) : fleet.remove(machine)) doubt()
    },
    settle: (machine) => (machine === undefined ? doubts.settleAll() : doubts.settle(machine)),
    close: doubts.close,
  }
}

/** What a report says, without when and of what. */
const said = ({ checks, verdict, policy }: Report): string => JSON.stringify([checks, verdict, policy.digest])

const judgementOf = ({ id, verdict, counts, checks }: Report, { state }: MachineRecord): Judgement => ({
  id,
  state,
  verdict,
  counts,
  checks,
})
