/** `vmp machines recheck`: has a machine of the station checked again, and with fixes or deep tests waits for the report. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isVmpError, VmpError } from '../lib/errors.ts'
import type { StepEvent } from '../lib/steps.ts'
import type { DeepResult, Report } from '../preflight/report.ts'
import type { Machine } from '../pxe/contract/machines.ts'
import { taskOf } from '../pxe/contract/recheck.ts'
import type { Recheck } from '../pxe/contract/recheck.ts'
import { language, output } from './context.ts'
import { interrupted, testsWith, unfit } from './preflight/run.ts'
import { print } from './preflight/show.ts'
import { reportText } from './preflight/text.ts'
import type { StationClient } from './station-client.ts'
import { watched } from './watched.ts'

export interface RecheckOptions {
  readonly fix?: boolean
  readonly deep?: readonly DeepResult['test'][] | 'all'
  readonly budget?: number
  readonly peer?: string
  readonly wait: boolean
  readonly json?: boolean
}

/** Milliseconds. */
const reopenAfter = 1000
/** A station that restarts is back by then. */
const stationWithin = 60_000
/** A machine under full load may be late with its beats, a dead one must not be waited for for ever. */
const silentWithin = 180_000

/** Asks; then with something to wait for waits, prints the report and sets the exit code. */
export async function recheck(
  station: StationClient,
  named: string,
  options: RecheckOptions,
): Promise<Machine | undefined> {
  const { fix = false, budget, peer, deep = [] } = options
  const tests = deep === 'all' ? testsWith(peer) : [...deep]
  const body = {
    ...(fix ? { fix } : {}),
    ...(tests.length > 0 ? { deep: tests } : {}),
    ...(budget === undefined ? {} : { budget }),
    ...(peer === undefined ? {} : { peer }),
  }
  const asked = await station.recheck({ params: { machine: named }, body })
  if (asked.recheck === null || !options.wait) return asked
  const { id, name } = asked
  const outcome = await watched(async ({ signal, sink }) => {
    const show = progressSink(sink)
    const seen = await follow(station, asked, asked.recheck!, show, signal)
    if (seen === 'done') show(null)
    return seen
  })
  if (outcome === 'left') {
    process.stderr.write(`${output('cli.machines.goesOn', { machine: name })}\n`)
    process.exitCode = interrupted
    return undefined
  }
  const machine = await station.machine({ params: { machine: id } })
  if (outcome === 'lost' || machine.report === null || machine.report.id === asked.report?.id)
    throw new VmpError('recheck.notDone', { machine: name })
  give(await station.report({ params: { machine: id }, query: { id: machine.report.id } }), options)
  return undefined
}

function give(report: Report, { json }: RecheckOptions): void {
  if (json) print(report)
  else process.stdout.write(reportText(report, language(), process.stdout))
  process.exitCode = report.verdict === 'fit' ? 0 : unfit
}

/**
 * Shows how far it is until it is over: done; lost, when the machine is checked by a run that was not asked for; left, when
 * whoever watches has seen enough. A station may restart meanwhile.
 */
async function follow(
  station: StationClient,
  { id, name }: Machine,
  { id: request }: Recheck,
  show: (recheck: Recheck) => void,
  signal: AbortSignal,
): Promise<'done' | 'lost' | 'left'> {
  let lost = false
  const isOver = ({ recheck, state }: Machine): boolean => {
    const isGone = recheck?.id !== request
    if (state === 'checking') lost = isGone
    return isGone && state !== 'checking'
  }
  const ended = (): 'done' | 'lost' => (lost ? 'lost' : 'done')
  let heardAt = Date.now()
  let silentSince: number | undefined
  while (!signal.aborted) {
    const ending = AbortSignal.any([signal, AbortSignal.timeout(lookEvery)])
    try {
      const events = station.events({}, { signal: ending })
      await events.opened()
      const machine = await station.machine({ params: { machine: id } }, { signal })
      heardAt = Date.now()
      if (isOver(machine)) return ended()
      if (machine.recheck) show(machine.recheck)
      silentSince = machine.talking ? undefined : (silentSince ?? Date.now())
      if (silentSince !== undefined && Date.now() - silentSince > silentWithin)
        throw new VmpError('machine.notLive', { machine: name })
      for await (const event of events) {
        if (event.machineId !== id) continue
        if (event.type === 'progress' && event.recheck?.id === request) show(event.recheck)
        if (event.machine && isOver(event.machine)) return ended()
        if (event.type === 'forgotten') throw new VmpError('machine.unknown', { machine: name })
      }
    } catch (error) {
      if (signal.aborted) return 'left'
      const isAway = !isVmpError(error) || error.code === 'api.unreachable'
      if (!ending.aborted && (!isAway || Date.now() - heardAt > stationWithin)) throw error
    }
    if (!ending.aborted) await sleep(reopenAfter, undefined, { signal }).catch(() => undefined)
  }
  return 'left'
}

/** Milliseconds after which the machine is looked at again, should nothing be heard of it. */
const lookEvery = 30_000

/** The steps, as if they ran here; `null` when all are over. */
export function progressSink(
  sink: (event: StepEvent) => void,
): (recheck: Pick<Recheck, 'id' | 'progress'> | null) => void {
  let seq = 0
  let run = ''
  let open: Pick<StepEvent, 'task' | 'step'> | undefined
  const say = (event: Pick<StepEvent, 'task' | 'step' | 'type'> & Partial<StepEvent>): void => {
    seq += 1
    sink({ run, seq, at: '', ...event })
  }
  const close = (): void => {
    if (open) say({ ...open, type: 'done' })
    open = undefined
  }
  return (recheck) => {
    if (recheck === null) return close()
    if (recheck.progress === null) return
    const { step, percent, left } = recheck.progress
    run = recheck.id
    if (open?.step !== step) {
      close()
      open = { task: taskOf(step), step }
      say({ ...open, type: 'started' })
    }
    if (left !== null) say({ ...open, type: 'progress', done: percent, total: 100, unit: 'percent', left })
  }
}
