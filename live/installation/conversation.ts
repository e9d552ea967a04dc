/** What a live system and its station say about an installation: is it approved, is it its turn, how far it is, how it ended. */
import type { Client } from '../../lib/contract/client.ts'
import { asVmpError, httpStatusOf, isVmpError, toProblem, VmpError } from '../../lib/errors.ts'
import type { log } from '../../lib/log.ts'
import type { DiskMarker } from '../../preflight/facts/schema/disks.ts'
import type { installContract, Installation } from '../../pxe/contract/install.ts'
import type { StationAddress } from '../command-line.ts'
import { shown, type StatusBoard } from '../status.ts'
import type { MenuOrder } from '../menu.ts'
import { waker } from '../../lib/waker.ts'
import type { Journal } from './journal.ts'
import type { InstallOrder, LiveInstaller } from './order.ts'
import type { Performer } from './performer.ts'
import { planned } from './status.ts'

export type InstallApi = Client<typeof installContract>

export interface ConversationOptions {
  readonly station: StationAddress
  readonly installer: LiveInstaller
  readonly performer: Performer
  readonly journal: Journal
  readonly board: StatusBoard
  readonly logger: ReturnType<typeof log>
  /** A password that was fetched opens the shell. */
  readonly onPassword: (hash: string) => Promise<void>
  /** Milliseconds between two questions when nothing was heard; shorter in tests. */
  readonly every?: number
}

export interface Conversation {
  /** Talks until a call fails or `signal` aborts; what was begun goes on without the station. */
  readonly talk: (api: InstallApi, machine: string, signal: AbortSignal) => Promise<void>
  /**
   * Tells the station what a person at the machine confirmed, or what its medium says; what follows is as for any approval. False while it is not
   * heard. @throws VmpError when the station does not approve it.
   */
  readonly order: (order: Pick<MenuOrder, 'answer' | 'code' | 'reason'>, by: 'screen' | 'medium') => Promise<boolean>
  /** The machine's own id at the station, while it is heard. */
  readonly machine: () => string | undefined
  /** The machine's state changed: ask now. */
  readonly wake: () => void
}

/** The station says when something changed; this is for what was lost on the way. */
const askEvery = 10_000
/** Events in one call; the contract takes 500. */
const batch = 200
/** The station answers, knows who asks, and does not want it: saying the same again helps nobody. */
const refused = (error: unknown): boolean =>
  isVmpError(error) && [400, 404, 409, 410, 422].includes(httpStatusOf(error))

export function conversation(options: ConversationOptions): Conversation {
  const { station, installer, performer, journal, board, logger, every = askEvery } = options
  const asking = waker()
  const telling = waker()
  journal.watch(telling.wake)
  /** Whether the station heard all of it, or does not want to. */
  let told = ''

  /** The talk that goes on now. */
  let talking: { readonly api: InstallApi; readonly machine: string; readonly signal: AbortSignal } | undefined

  const waiting = (said: Installation): void => {
    const { installation: before } = board.current()
    const queued = said.phase === 'queued'
    if (queued) board.update({ installation: { ...planned, phase: 'queued', position: said.position } })
    else if (before?.phase === 'queued' || before?.phase === 'planned') board.update({ installation: null })
  }

  const orderOf = ({ id, answer, plan, ...said }: Installation, machine: string): InstallOrder | undefined => {
    if (id === null || answer === null || plan === null) return undefined
    const { rearmed, code, imageKeys } = said
    return { installation: id, machine, answer, plan, rearmed, code, imageKeys, station }
  }

  /** The station found this installation finished on the disks of a machine that lost power; so do we, and nobody wants a rescue system. */
  const writtenHere = ({ phase, id }: Installation): DiskMarker | undefined => {
    const { facts, boot } = board.current()
    if (phase !== 'written' || id === null || performer.knows(id) || boot.mode === 'rescue') return undefined
    const markers = (facts?.disks ?? []).map(({ marker }) => marker)
    return markers.find((marker) => marker?.state === 'installed' && marker.installation === id) ?? undefined
  }

  /** Compares the plans, asks to begin, and begins. Nothing is written before the station's word. */
  const obey = async (api: InstallApi, order: InstallOrder, signal: AbortSignal): Promise<void> => {
    const { installation, answer, machine, rearmed, code } = order
    if (answer.identity.rootPasswordHash !== null) await options.onPassword(answer.identity.rootPasswordHash)
    // What reads the hardware is through with it first.
    const facts = await shown(board, ({ facts, preflight }) => (preflight.running ? null : facts), signal)
    if (facts === null) return
    const plan = installer.plan({ facts, answer, machine, rearmed, code })
    const problem =
      plan.problems[0] ?? (plan.digest === order.plan.digest ? null : toProblem(new VmpError('live.planDiffers')))
    if (problem !== null) {
      board.update({ installation: { ...planned, phase: 'stopped', name: answer.identity.name, problem } })
      const step = 'plan'
      await api.installEnd({ body: { installation, outcome: 'failed', step, problem } }, { signal })
      return
    }
    await api.installStart({ body: { installation, plan: plan.digest } }, { signal })
    performer.begin(order)
  }

  const obeyOrWait = async (api: InstallApi, order: InstallOrder, signal: AbortSignal): Promise<void> => {
    try {
      await obey(api, order, signal)
    } catch (error) {
      if (!refused(error)) throw error
      logger.warn({ err: asVmpError(error) }, 'the station does not let this installation begin')
    }
  }

  const ask = async (api: InstallApi, machine: string, signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      const said = await api.installation({}, { signal })
      const order = said.phase === 'ready' || said.phase === 'running' ? orderOf(said, machine) : undefined
      const written = writtenHere(said)
      if (written !== undefined) performer.startDisk(written.installation, written.host)
      else if (order === undefined) {
        if (!performer.busy()) waiting(said)
      } else if (!performer.knows(order.installation)) await obeyOrWait(api, order, signal)
      await asking.pause(every, signal)
    }
  }

  const tell = async (api: InstallApi, signal: AbortSignal): Promise<void> => {
    // What was sent before is known there by its number: after a break all is said again.
    let sent = 0
    let of = ''
    let keySent = false
    while (!signal.aborted) {
      const standing = journal.standing()
      if (standing === null || told === standing.installation) {
        await telling.pause(Number.POSITIVE_INFINITY, signal)
        continue
      }
      const { installation, key, end, bundle } = standing
      if (of !== installation) {
        of = installation
        sent = 0
        keySent = false
      }
      const events = journal.events().slice(sent, sent + batch)
      if (key !== null && !keySent) {
        await api.machineKey({ body: { installation, publicKey: key } }, { signal })
        keySent = true
      } else if (events.length > 0) {
        await api.installEvents({ body: { installation, events: [...events] } }, { signal })
        sent += events.length
      } else if (end !== null) {
        if (bundle !== null) await api.logBundle({ body: { installation, text: bundle } }, { signal })
        await api.installEnd({ body: { installation, ...end } }, { signal })
        told = installation
        performer.heard()
      } else await telling.pause(Number.POSITIVE_INFINITY, signal)
    }
  }

  const tellOrLetBe = async (api: InstallApi, signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      try {
        await tell(api, signal)
      } catch (error) {
        if (!refused(error)) throw error
        logger.warn({ err: asVmpError(error) }, 'the station has nothing to do with this installation')
        told = journal.standing()?.installation ?? ''
        performer.heard()
      }
    }
  }

  return {
    async talk(api, machine, signal) {
      const over = new AbortController()
      const both = AbortSignal.any([signal, over.signal])
      talking = { api, machine, signal: both }
      try {
        await Promise.all([ask(api, machine, both), tellOrLetBe(api, both)])
      } finally {
        talking = undefined
        over.abort()
      }
    },
    async order({ answer, code, reason }, by) {
      if (talking === undefined) return false
      const { api, signal } = talking
      await api.installHere({ body: { answer, code, reason, by } }, { signal })
      asking.wake()
      return true
    },
    machine: () => talking?.machine,
    wake: asking.wake,
  }
}
