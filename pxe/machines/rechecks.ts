/**
 * What persons ask of live systems: to look again, to fix, to run deep tests, also between two machines. One at a time each,
 * kept in memory only: a machine names what it was asked for when it begins, so that a restarted station knows it again.
 */
import { isIPv4 } from 'node:net'
import { VmpError } from '../../lib/errors.ts'
import type { LiveEvent } from '../contract/live.ts'
import type { StationEvent } from '../contract/machines.ts'
import { usualBudget } from '../contract/recheck.ts'
import type { Progress, Recheck, Request, Wish } from '../contract/recheck.ts'
import type { MachineRecord, MachineRepository } from './repository.ts'
import type { Timeline } from './timeline.ts'

export interface Rechecks {
  /**
   * @param peer The other machine of the network test.
   * @throws VmpError `machine.notLive`, `recheck.busy`, `recheck.peerAndTest`, `recheck.peerItself`
   */
  ask(machine: MachineRecord, wish: Wish, peer: MachineRecord | null): void
  /** @throws VmpError `recheck.none` */
  cancel(machine: MachineRecord): void
  of(machine: string): Recheck | undefined
  /** What a live system must hear again when its event channel opens: an event may have been lost with the one before. */
  owed(machine: string): Omit<LiveEvent, 'state'>[]
  /** A run began, with the request that it carries out. May be said again. */
  began(machine: string, run: string, request: Request | undefined): void
  progress(machine: string, run: string, progress: Progress): void
  /** The network test of a run waits for its other machine. */
  peer(machine: string, run: string): { listens: boolean; problem: string | null }
  /** A machine listens for the request `id`, or cannot. */
  serving(machine: string, id: string, problem: string | null): void
  /** The report of a run is there. */
  ended(machine: string, run: string): void
  /** The live system that was asked is over. */
  drop(machine: string): void
}

interface Entry {
  readonly machine: string
  readonly shown: Recheck
  /** As it is sent: with the other machine's address. */
  readonly request: Request
  readonly peer: string | null
  readonly listens: boolean
  readonly problem: string | null
  /** Runs that began meanwhile and did not carry it. */
  readonly missed: number
}

/** Milliseconds beyond the tests' own time that another machine listens at the most: programs may end late. */
const servingAround = 180_000

/** A run may be on its way while the request is; one that begins after it, and does not carry it, never heard of it. */
const mostMissed = 1

export interface RechecksOptions {
  readonly machines: Pick<MachineRepository, 'get'>
  readonly timeline: Timeline
  readonly isTalking: (machine: string) => boolean
  readonly tell: (machine: string, event: Omit<LiveEvent, 'state'>) => void
  readonly now: () => Date
  readonly newId: () => string
  readonly publish: (event: StationEvent) => void
  readonly onChange: (machine: string) => void
}

export function rechecks(options: RechecksOptions): Rechecks {
  const { machines, timeline, tell, now, publish, onChange } = options
  const entries = new Map<string, Entry>()

  const change = (entry: Entry, shown: Partial<Recheck>, more: Partial<Entry> = {}): void => {
    entries.set(entry.machine, { ...entry, ...more, shown: { ...entry.shown, ...shown } })
  }
  const remove = (entry: Entry): void => {
    entries.delete(entry.machine)
    if (entry.peer !== null) tell(entry.peer, { type: 'stop', id: entry.request.id })
  }
  const lost = (entry: Entry): void => {
    remove(entry)
    timeline.add(entry.machine, null, 'warning', 'machine.recheckLost', {})
    onChange(entry.machine)
  }
  const ofRun = (machine: string, run: string): Entry | undefined => {
    const entry = entries.get(machine)
    return entry?.shown.run === run ? entry : undefined
  }
  const refuseBusy = ({ id, number }: MachineRecord): void => {
    const entry = entries.get(id) ?? [...entries.values()].find(({ peer }) => peer === id)
    if (entry === undefined) return
    const tested = entry.machine === id ? number : machines.get(entry.machine)?.number
    throw new VmpError('recheck.busy', { machine: `m${number}`, tested: `m${tested}` })
  }
  const refuseSilent = ({ id, number, live }: MachineRecord): void => {
    if (!live || !options.isTalking(id)) throw new VmpError('machine.notLive', { machine: `m${number}` })
  }

  return {
    ask(machine, { fix = false, deep = [], budget = usualBudget, peer: wanted }, peer) {
      refuseSilent(machine)
      refuseBusy(machine)
      if (!fix && deep.length === 0 && wanted === undefined) return tell(machine.id, { type: 'check' })
      const name = `m${machine.number}`
      if (deep.includes('network') !== (peer !== null)) {
        const [test, other] = ['--deep network', '--peer MACHINE']
        const [given, missing] = peer === null ? [test, other] : [other, test]
        throw new VmpError('recheck.peerAndTest', { given, missing, machine: name })
      }
      if (peer !== null) {
        if (peer.id === machine.id) throw new VmpError('recheck.peerItself', { machine: name })
        refuseSilent(peer)
        refuseBusy(peer)
      }
      const request: Request = { id: options.newId(), fix, deep, budget, peer: peer && addressOf(peer) }
      const shown: Recheck = {
        ...request,
        peer: peer && `m${peer.number}`,
        askedAt: now().toISOString(),
        run: null,
        cancelled: false,
        progress: null,
      }
      const fresh = { listens: false, problem: null, missed: 0 }
      entries.set(machine.id, { machine: machine.id, shown, request, peer: peer?.id ?? null, ...fresh })
      const work = [...(fix ? ['fix'] : []), ...deep].join(', ')
      timeline.add(machine.id, null, 'info', 'machine.recheckAsked', { work })
      tell(machine.id, { type: 'check', request })
      onChange(machine.id)
    },

    cancel({ id, number }) {
      const entry = entries.get(id)
      if (!entry) throw new VmpError('recheck.none', { machine: `m${number}` })
      if (!entry.shown.cancelled) timeline.add(id, null, 'info', 'machine.recheckCancelled', {})
      tell(id, { type: 'cancel', id: entry.request.id })
      // What has not begun is over at once; should it have begun just now, the run says so.
      if (entry.shown.run === null) remove(entry)
      else change(entry, { cancelled: true })
      onChange(id)
    },

    of: (machine) => entries.get(machine)?.shown,

    owed(machine) {
      const entry = entries.get(machine)
      if (!entry) return []
      const { id } = entry.request
      if (entry.shown.run === null) return [{ type: 'check', request: entry.request }]
      return entry.shown.cancelled ? [{ type: 'cancel', id }] : []
    },

    began(machine, run, request) {
      const entry = entries.get(machine)
      if (entry?.shown.run === run) return
      if (request === undefined) {
        if (entry === undefined) return
        if (entry.shown.run !== null || entry.missed >= mostMissed) lost(entry)
        else change(entry, {}, { missed: entry.missed + 1 })
        return
      }
      if (entry?.request.id === request.id && entry.shown.run === null) return change(entry, { run })
      if (entry) remove(entry)
      // Asked for by the station before its restart. Which machine was the other one, only that one knew.
      const shown = { ...request, peer: null, askedAt: now().toISOString(), run, cancelled: false, progress: null }
      entries.set(machine, { machine, shown, request, peer: null, listens: false, problem: null, missed: 0 })
    },

    progress(machine, run, progress) {
      const entry = ofRun(machine, run)
      if (!entry) return
      change(entry, { progress })
      publish({ type: 'progress', machineId: machine, recheck: entries.get(machine)!.shown })
    },

    peer(machine, run) {
      const entry = ofRun(machine, run)
      if (!entry || entry.peer === null) return { listens: false, problem: 'the station does not know it any longer' }
      const { listens, problem, request, peer } = entry
      const serve = { id: request.id, address: request.peer!, milliseconds: request.budget + servingAround }
      // Said again each time it is asked for: an event may get lost.
      if (!listens && problem === null) tell(peer, { type: 'serve', serve })
      return { listens, problem }
    },

    serving(machine, id, problem) {
      const entry = [...entries.values()].find(({ peer, request }) => peer === machine && request.id === id)
      if (entry) change(entry, {}, { listens: problem === null, problem })
      // Its test is over: the event that said so was lost.
      else if (problem === null) tell(machine, { type: 'stop', id })
    },

    ended(machine, run) {
      const entry = ofRun(machine, run)
      if (entry) remove(entry)
    },

    drop(machine) {
      const entry = entries.get(machine)
      if (entry) lost(entry)
      for (const other of entries.values())
        if (other.peer === machine) change(other, {}, { listens: false, problem: 'it was started anew' })
    },
  }
}

/** IPv4 before others: iperf3 wants no scope then. */
function addressOf({ live, address }: MachineRecord): string | null {
  return live?.addresses.find((each) => isIPv4(each)) ?? live?.addresses[0] ?? address
}
