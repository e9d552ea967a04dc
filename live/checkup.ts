/** The preflights of this boot, one at a time. Reading begins at once; what decides, the orders, may come from a station later. */
import { asVmpError } from '../lib/errors.ts'
import type { run } from '../lib/exec.ts'
import type { log } from '../lib/log.ts'
import type { StepEvent } from '../lib/steps.ts'
import type { NetworkAround } from '../preflight/around.ts'
import type { CollectOptions } from '../preflight/facts/collect.ts'
import { isLate } from '../preflight/facts/reason.ts'
import type { Facts } from '../preflight/facts/schema.ts'
import type { Nic } from '../preflight/facts/schema/nics.ts'
import type { CheckResult, FixResult, Report } from '../preflight/report.ts'
import { runPreflight } from '../preflight/run.ts'
import { wholePreflight } from '../preflight/whole.ts'
import type { Beyond, WholeOptions } from '../preflight/whole.ts'
import type { Judgement, Orders } from '../pxe/contract/live.ts'
import { Progress } from '../pxe/contract/recheck.ts'
import type { Request } from '../pxe/contract/recheck.ts'
import { series } from './series.ts'
import type { StatusBoard } from './status.ts'

/** What a run does besides looking. */
export interface Work {
  readonly request: Request
  /** Resolves when the other machine of the network test listens, or with why it does not. */
  readonly peerReady: (run: string, signal: AbortSignal) => Promise<string | null>
}

/** One preflight. What is sent to a station again after a break is known there by the id. */
export interface Run {
  readonly id: string
  /** What it does besides looking; null for most. */
  readonly request: Request | null
  /** Gives the orders; only the first ones count. */
  readonly obey: (orders: Orders) => void
  readonly facts: Promise<Facts>
  /** Every result from the first on, as they come, until the report is there. */
  readonly results: (signal: AbortSignal) => AsyncIterable<CheckResult>
  /** How far it is with its request, whenever that changed. */
  readonly progress: (signal: AbortSignal) => AsyncIterable<Progress>
  readonly report: Promise<Report>
  /** Ends what it does besides looking; its report says so. */
  readonly cancel: () => void
}

export interface Checkup {
  /**
   * The run that is under way, or ended last; with `again` a new one, after the one that is under way. Only a new one does
   * `work`: who asks for it looks at the request of what is returned.
   */
  readonly run: (again: boolean, work?: Work) => Run
  /** Shows the station's word in the place of our own. */
  readonly judged: (run: Run, judgement: Judgement) => void
}

export interface CheckupOptions {
  readonly collect: Omit<CollectOptions, 'onPart'> & { readonly run: typeof run }
  readonly clocks: {
    /** The right time; null while nobody knows it. */
    readonly trueTime: () => (() => Date) | null
    /** The clocks were set right: what is read from now on are they, not the ones that were found at the start. */
    readonly renew: () => Promise<void>
  }
  readonly program: string
  readonly board: StatusBoard
  readonly logger: ReturnType<typeof log>
  readonly newId: () => string
  /** Resolves when the machine's devices are there; reading before that would miss what is only late. */
  readonly ready: () => Promise<void>
  /** Looks around on the network. */
  readonly probe: (nics: readonly Nic[], orders: Orders, signal: AbortSignal) => Promise<NetworkAround>
  /** What is obeyed when nobody gives orders: no station, or none that answers in time. */
  readonly ownOrders: () => Orders | Promise<Orders>
  /** Milliseconds to wait for a station's orders; 0 without a station. */
  readonly ordersWithin: number
  /** Wants another run: a source did not answer in time, or somebody asked for one while one was under way. */
  readonly again: () => void
}

/**
 * Milliseconds until sources that did not answer in time are asked again, and how often: a machine that is just starting may
 * be too busy, a management controller may be restarting itself.
 */
const askAgainAfter = 20_000
const askAgainTimes = 3

export function checkup(options: CheckupOptions): Checkup {
  const { collect, board, logger } = options
  let last: Run | undefined
  let running = false
  let againAfter = false
  let asked = 0

  const begin = (work: Work | undefined): Run => {
    running = true
    const request = work?.request ?? null
    const cancel = new AbortController()
    const id = options.newId()
    const orders = Promise.withResolvers<Orders>()
    const facts = Promise.withResolvers<Facts>()
    const nics = Promise.withResolvers<readonly Nic[]>()
    const results = series<CheckResult>()
    const progress = series<Progress>()
    const waiting = setTimeout(() => orders.resolve(options.ownOrders()), options.ordersWithin)
    // A report of the same machine may stand on its screen while it is checked again.
    board.update({ preflight: { ...board.current().preflight, running: true, results: [] } })

    const policy = orders.promise.then((given) => given.policy)
    const look: WholeOptions['preflight'] = async (step, { onResult, ...more }) => {
      if (step === 'again' && more.fixes?.some(isSetClock)) await options.clocks.renew()
      return runPreflight({
        collect,
        program: options.program,
        id,
        policy,
        around: {
          network: async () => options.probe(await nics.promise, await orders.promise, collect.signal),
        },
        onPart(part, parts) {
          if (part === 'nics') nics.resolve(parts.nics ?? [])
          board.update({ parts: { ...board.current().parts, [part]: parts[part] } })
        },
        onFacts(read) {
          facts.resolve(read)
          board.update({ facts: read })
        },
        onResult(result) {
          onResult?.(result)
          results.add(result)
          const latest = new Map(results.values.map((each) => [each.check, each]))
          board.update({ preflight: { ...board.current().preflight, results: [...latest.values()] } })
        },
        ...more,
      })
    }
    const sink = (event: StepEvent): void => {
      const reached = progressOf(event)
      if (reached === undefined || request === null) return
      progress.add(reached)
      board.update({ preflight: { ...board.current().preflight, progress: reached } })
    }
    const wanted: Beyond = {
      ...(request ?? { fix: false, deep: [], budget: 0, peer: null }),
      dryRun: false,
      peerReady: work && ((signal) => work.peerReady(id, signal)),
    }
    const perform = async (): Promise<Report> => {
      try {
        await options.ready()
        const report = await wholePreflight({
          ...wanted,
          ...collect,
          elapsed: collect.elapsed ?? (() => performance.now()),
          policy,
          preflight: look,
          trueTime: options.clocks.trueTime,
          signal: AbortSignal.any([collect.signal, cancel.signal]),
          sink,
        })
        board.update({ preflight: { running: false, results: report.checks, report } })
        // Who asked for tests would find the report of a mere look in the place of theirs.
        if (request === null) askAgain(report.facts)
        return report
      } finally {
        clearTimeout(waiting)
        running = false
        results.end()
        progress.end()
        if (againAfter) options.again()
        againAfter = false
      }
    }
    const report = perform()
    report.catch((error: unknown) => {
      if (!collect.signal.aborted) logger.error({ err: asVmpError(error) }, 'a preflight ended without a report')
    })

    return {
      id,
      request,
      obey: orders.resolve,
      facts: facts.promise,
      results: (signal) => results.read(signal),
      progress: (signal) => progress.read(signal, true),
      report,
      cancel: () => cancel.abort(),
    }
  }

  const askAgain = ({ unread }: Facts): void => {
    if (!unread.some(({ reason }) => isLate(reason)) || asked >= askAgainTimes) return
    asked += 1
    setTimeout(options.again, askAgainAfter).unref()
  }

  return {
    run(again, work) {
      againAfter ||= again && running
      if (last === undefined || (again && !running)) last = begin(work)
      return last
    },
    judged(run, { id, verdict, counts, checks }) {
      const { preflight } = board.current()
      if (run !== last || preflight.report === null) return
      const report = { ...preflight.report, id, verdict, counts, checks }
      board.update({ preflight: { ...preflight, results: checks, report } })
    },
  }
}

const isSetClock = ({ fix, outcome }: FixResult): boolean => fix === 'clock' && outcome === 'changed'

/** What a step says of how far it is; undefined for its other words. */
function progressOf({ type, step, done = 0, unit, left }: StepEvent): Progress | undefined {
  const known = Progress.properties.step.enum.find((each) => each === step)
  if (known === undefined || (type !== 'started' && unit !== 'percent')) return undefined
  return { step: known, percent: type === 'started' ? 0 : done, left: left ?? null }
}
