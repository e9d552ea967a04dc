/** A machine that can be installed, and a station that has it installed; both in memory. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Plan } from '../../../answer/plan.ts'
import type { Answer } from '../../../answer/schema.ts'
import { VmpError } from '../../../lib/errors.ts'
import { log } from '../../../lib/log.ts'
import { steps, type StepEvent } from '../../../lib/steps.ts'
import { fitReport } from '../../../preflight/report/__fixtures__/reports.ts'
import { noInstallation } from '../../../pxe/contract/install.ts'
import type { Installation } from '../../../pxe/contract/install.ts'
import { begun } from '../../__fixtures__/status.ts'
import { statusBoard } from '../../status.ts'
import { conversation, type InstallApi } from '../conversation.ts'
import { journal } from '../journal.ts'
import type { InstallOrder, LiveInstaller } from '../order.ts'
import { performer, type PerformerOptions } from '../performer.ts'

export const answer = {
  identity: { name: 'node01', rootPasswordHash: null },
  preflight: { policy: null, warnings: 'accept' },
  after: { bootOrder: 'network', finish: 'reboot' },
} as unknown as Answer

export const plan = { digest: 'd1', problems: [] } as unknown as Plan

export const nothing = noInstallation
export const ready: Installation = { ...nothing, phase: 'ready', id: 'install-1', plan, answer }

/** What the installer does between its two steps; it may wait, throw, or do nothing. */
type Middle = (order: InstallOrder, signal: AbortSignal) => Promise<void>

export function machine(middle: Middle = async () => {}, folder = mkdtempSync(join(tmpdir(), 'vmp-install-'))) {
  const board = statusBoard({
    ...begun,
    facts: fitReport.facts,
    preflight: { running: false, results: [], report: fitReport },
  })
  const ending = new AbortController()
  const book = journal(join(folder, 'installation'))
  const seen = { orders: [] as InstallOrder[], finished: [] as string[], bundles: [] as string[] }
  const current = { plan }
  const installer: LiveInstaller = {
    steps: ['mark', 'image'],
    plan: () => current.plan,
    describe: ({ digest }, language) => [`${language}: ${digest}`],
    async install(order, { signal, sink, onMachineKey }) {
      seen.orders.push(order)
      await steps<InstallOrder>('install')
        .step('mark', ({ progress }) => progress({ done: 1, total: 2, unit: 'items' }))
        .step('image', async () => {
          onMachineKey({ kty: 'OKP', crv: 'Ed25519', x: 'k'.repeat(43) })
          await middle(order, signal)
        })
        .run(order, { signal, sink })
    },
    bundle: async (_order, events) => `${events.length} events`,
  }
  const options: PerformerOptions = {
    installer,
    journal: book,
    board,
    logger: log('test'),
    signal: ending.signal,
    finish: async (how) => void seen.finished.push(how),
    keepBundle: async (text) => void seen.bundles.push(text),
    heardWithin: 60_000,
    readWithin: 1,
  }
  const performs = performer(options)
  const talks = conversation({
    station: { url: new URL('https://192.0.2.1:8443'), pin: 'ab'.repeat(32) },
    installer,
    performer: performs,
    journal: book,
    board,
    logger: log('test'),
    onPassword: async () => {},
    every: 5,
  })
  return { folder, board, ending, journal: book, installer, options, performer: performs, talks, seen, current }
}

export interface Station {
  said: Installation
  /** Calls in order. */
  readonly calls: string[]
  readonly events: StepEvent[]
  ends: unknown[]
  /** What persons at the machine ordered. */
  readonly ordered: unknown[]
  /** It does not answer, as long as this is set. */
  away: boolean
  /** The calls that it refuses. */
  readonly refuses: Set<string>
  readonly api: InstallApi
}

export function stationOf(said: Installation): Station {
  const answered =
    <Input, Output>(name: string, output: (input: Input) => Output) =>
    async (input: Input): Promise<Output> => {
      // As over a network: never in the same turn.
      await new Promise((resolve) => setImmediate(resolve))
      if (station.away) throw new VmpError('live.stationUnreachable', { url: 'https://192.0.2.1', problem: 'away' })
      if (station.refuses.has(name)) throw new VmpError('input.invalid', { problem: 'refused', where: name })
      station.calls.push(name)
      return output(input)
    }
  const state = { state: 'installing' }
  const api = {
    installation: answered('installation', () => station.said),
    installHere: answered('installHere', ({ body }: { body: unknown }) => {
      station.ordered.push(body)
      station.said = ready
      return state
    }),
    installStart: answered('installStart', () => {
      station.said = { ...station.said, phase: 'running' }
      return state
    }),
    installEvents: answered('installEvents', ({ body }: { body: { events: StepEvent[] } }) => {
      station.events.push(...body.events)
      return state
    }),
    machineKey: answered('machineKey', () => state),
    installEnd: answered('installEnd', ({ body }: { body: { outcome: string } }) => {
      station.ends.push(body)
      station.said = { ...nothing, phase: body.outcome === 'written' ? 'written' : 'ended' }
      return state
    }),
    logBundle: answered('logBundle', () => state),
  }
  const station: Station = {
    said,
    calls: [],
    events: [],
    ends: [],
    ordered: [],
    away: false,
    refuses: new Set(),
    api,
  }
  return station
}
