/** The preflights of this boot, one at a time. Reading begins at once; what decides, the orders, may come from a station later. */
import { asVmpError } from '../lib/errors.ts'
import type { log } from '../lib/log.ts'
import type { NetworkAround } from '../preflight/around.ts'
import type { CollectOptions } from '../preflight/facts/collect.ts'
import { isLate } from '../preflight/facts/reason.ts'
import type { Facts } from '../preflight/facts/schema.ts'
import type { Nic } from '../preflight/facts/schema/nics.ts'
import type { CheckResult, Report } from '../preflight/report.ts'
import { runPreflight } from '../preflight/run.ts'
import type { Judgement, Orders } from '../pxe/contract/live.ts'
import type { StatusBoard } from './status.ts'

/** One preflight. What is sent to a station again after a break is known there by the id. */
interface Run {
  readonly id: string
  /** Gives the orders; only the first ones count. */
  readonly obey: (orders: Orders) => void
  readonly facts: Promise<Facts>
  /** Every result from the first on, as they come, until the report is there. */
  readonly results: (signal: AbortSignal) => AsyncIterable<CheckResult>
  readonly report: Promise<Report>
}

export interface Checkup {
  /** The run that is under way, or ended last; with `again` a new one, after the one that is under way. */
  readonly run: (again: boolean) => Run
  /** Shows the station's word in the place of our own. */
  readonly judged: (run: Run, judgement: Judgement) => void
}

export interface CheckupOptions {
  readonly collect: Omit<CollectOptions, 'onPart'>
  readonly program: string
  readonly board: StatusBoard
  readonly logger: ReturnType<typeof log>
  readonly newId: () => string
  /** Resolves when the machine's devices are there; reading before that would miss what is only late. */
  readonly ready: () => Promise<void>
  /** Looks around on the network. */
  readonly probe: (nics: readonly Nic[], orders: Orders, signal: AbortSignal) => Promise<NetworkAround>
  /** What is obeyed when nobody gives orders: no station, or none that answers in time. */
  readonly ownOrders: () => Orders
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

  const begin = (): Run => {
    running = true
    let ended = false
    const id = options.newId()
    const orders = Promise.withResolvers<Orders>()
    const facts = Promise.withResolvers<Facts>()
    const nics = Promise.withResolvers<readonly Nic[]>()
    const results: CheckResult[] = []
    let news = Promise.withResolvers<void>()
    const waiting = setTimeout(() => orders.resolve(options.ownOrders()), options.ordersWithin)
    // A report of the same machine may stand on its screen while it is checked again.
    board.update({ preflight: { ...board.current().preflight, running: true, results: [] } })

    const work = async (): Promise<Report> => {
      try {
        await options.ready()
        const report = await runPreflight({
          collect,
          program: options.program,
          id,
          policy: orders.promise.then(({ policy }) => policy),
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
            results.push(result)
            news.resolve()
            news = Promise.withResolvers()
            const latest = new Map(results.map((each) => [each.check, each]))
            board.update({ preflight: { ...board.current().preflight, results: [...latest.values()] } })
          },
        })
        board.update({ preflight: { running: false, results: report.checks, report } })
        askAgain(report.facts)
        return report
      } finally {
        clearTimeout(waiting)
        running = false
        ended = true
        news.resolve()
        if (againAfter) options.again()
        againAfter = false
      }
    }
    const report = work()
    report.catch((error: unknown) => {
      if (!collect.signal.aborted) logger.error({ err: asVmpError(error) }, 'a preflight ended without a report')
    })

    return {
      id,
      obey: orders.resolve,
      facts: facts.promise,
      report,
      async *results(signal) {
        const gone = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
        for (let next = 0; !signal.aborted;) {
          const result = results[next]
          if (result !== undefined) {
            next += 1
            yield result
          } else if (ended) return
          else await Promise.race([news.promise, gone])
        }
      },
    }
  }

  const askAgain = ({ unread }: Facts): void => {
    if (!unread.some(({ reason }) => isLate(reason)) || asked >= askAgainTimes) return
    asked += 1
    setTimeout(options.again, askAgainAfter).unref()
  }

  return {
    run(again) {
      againAfter ||= again && running
      if (last === undefined || (again && !running)) last = begin()
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
