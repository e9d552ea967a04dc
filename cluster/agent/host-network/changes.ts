/**
 * Changes of a host's own network that undo themselves: new settings are put in force as a trial, and stay only when somebody
 * comes in through them in time and says so. Nobody locks himself out: not by a wrong VLAN, not by an agent that is killed, not
 * by a power cut.
 */
import type { Clock } from '../../../lib/clock.ts'
import { asVmpError, VmpError } from '../../../lib/errors.ts'
import type { run } from '../../../lib/exec.ts'
import type { log } from '../../../lib/log.ts'
import type { HostDocument } from '../../../installer/configuration/document.ts'
import { applyNetwork } from './apply.ts'
import type { Applying } from './apply.ts'
import { managementAddresses, missing } from './in-force.ts'
import { trialRecord } from './record.ts'
import type { Ended, Trial } from './record.ts'
import { refuseNonsense } from './refuse.ts'
import type { Networks, Surroundings } from './refuse.ts'

/** Seconds. */
interface TrialTimes {
  /** In which somebody must come through the new settings. */
  readonly confirm: number
  /** In which they must be in force: a DHCP server may take its time. */
  readonly apply: number
  /** Before the first of them is touched: the answer to who asked goes out by the old ones. */
  readonly grace: number
}
const usualTimes: TrialTimes = { confirm: 60, apply: 30, grace: 1 }

export interface HostNetworkOptions {
  readonly run: typeof run
  readonly root: string
  readonly documentFile: string
  /** /proc/sys/kernel/random/boot_id */
  readonly boot: string
  /** Seconds since this boot, asleep or not. */
  readonly uptime: () => number
  readonly now: () => Date
  readonly newId: () => string
  readonly clock: Clock
  /** MACs of others that use an address on the management network as it is; null: cannot be told. */
  readonly inUse: (address: string) => Promise<readonly string[] | null>
  /** After which etcd, certificates and the cluster follow. */
  readonly onEnded: (ended: Ended, document: HostDocument) => void
  readonly logger: ReturnType<typeof log>
  readonly signal: AbortSignal
  readonly times?: TrialTimes
}

export interface TrialView {
  readonly id: string
  readonly by: string
  readonly phase: Trial['phase']
  /** Until the old settings come back. */
  readonly secondsLeft: number
  readonly wanted: Networks
}

/** By which way a confirmation came in: the two ends of its connection, as this host sees them. */
export interface Way {
  readonly local: string
  readonly remote: string
}

/** Tries to put the old settings back, and seconds between them; a restarted agent begins anew. */
const returns = { tries: 40, every: 3 }

export function hostNetwork(options: HostNetworkOptions) {
  const { documentFile, boot, uptime, now, newId, clock, logger, signal, times = usualTimes } = options
  const record = trialRecord(documentFile)
  const applying: Applying = options
  let callOff = (): void => {}
  signal.addEventListener('abort', () => callOff(), { once: true })

  // One thing at a time: a confirmation and the end of the time never act both.
  let turn: Promise<unknown> = Promise.resolve()
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }
  const inBackground = (work: () => Promise<void>): void => {
    inTurn(work).catch((error: unknown) => {
      if (!signal.aborted) logger.error({ err: asVmpError(error) }, 'the network of this host could not be changed')
    })
  }
  const pause = (seconds: number): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const end = (): void => {
        stop()
        resolve()
      }
      const stop = clock.after(seconds * 1000, () => {
        signal.removeEventListener('abort', end)
        resolve()
      })
      signal.addEventListener('abort', end, { once: true })
    })

  const withNetwork = (document: HostDocument, network: Networks): HostDocument => ({ ...document, network })
  /** The trial that is asked about, and is this boot's. */
  function running(id: string): Trial {
    const trial = record.trial()
    if (trial === undefined || trial.id !== id || trial.boot !== boot) throw new VmpError('hostNetwork.noTrial', { id })
    return trial
  }

  function end(trial: Trial, ending: Ended['ending'], document: HostDocument, detail: string | null = null): void {
    callOff()
    const ended: Ended = { version: 1, id: trial.id, by: trial.by, at: now().toISOString(), ending, detail }
    record.end(ended)
    logger.info({ ending, detail, trial: trial.id }, 'a trial of network settings ended')
    options.onEnded(ended, document)
  }

  /** Whole: what cannot be put back is tried again, and the trial stays on record until it is. */
  async function goBack(trial: Trial, ending: Ended['ending'], detail: string | null = null): Promise<void> {
    callOff()
    const document = await record.document()
    for (let attempt = 1; ; attempt += 1) {
      try {
        await applyNetwork(applying, withNetwork(document, trial.wanted), document)
        break
      } catch (error) {
        if (signal.aborted || attempt === returns.tries) throw error
        logger.warn({ err: asVmpError(error), attempt }, 'the old network settings could not be put back yet')
        await pause(returns.every)
      }
    }
    const lacks = await settled(document)
    if (lacks !== null) logger.warn({ lacks }, 'the old network settings are in force, but something is missing')
    end(trial, ending, document, detail)
  }

  /** What is still missing when the time for it is over. */
  async function settled(document: HostDocument): Promise<string | null> {
    const until = uptime() + times.apply
    for (;;) {
      const lacks = await missing(applying, document)
      if (lacks === null || uptime() >= until || signal.aborted) return lacks
      await pause(0.5)
    }
  }

  function awaitDeadline(trial: Trial): void {
    callOff()
    callOff = clock.after(Math.max(0, trial.deadline - uptime()) * 1000, () =>
      inBackground(async () => {
        const current = record.trial()
        if (signal.aborted || current?.id !== trial.id) return
        if (uptime() < current.deadline) return awaitDeadline(current)
        await goBack(current, 'notConfirmed')
      }),
    )
  }

  async function putInForce(trial: Trial): Promise<void> {
    await pause(times.grace)
    if (signal.aborted) return
    const document = await record.document()
    const wanted = withNetwork(document, trial.wanted)
    try {
      await applyNetwork(applying, document, wanted)
    } catch (error) {
      // Stopped in the middle: whoever comes next brings the old ones back.
      if (signal.aborted) return
      logger.warn({ err: asVmpError(error) }, 'network settings could not be put in force')
      return goBack(trial, 'notApplied', asVmpError(error).message)
    }
    const lacks = await settled(wanted)
    if (signal.aborted) return
    if (lacks !== null) return goBack(trial, 'notApplied', lacks)
    const waiting: Trial = { ...trial, phase: 'waiting', deadline: uptime() + times.confirm }
    record.keepTrial(waiting)
    awaitDeadline(waiting)
  }

  return {
    /** Before anything else of the agent: a trial of before goes on, or back. */
    resume: (): Promise<void> =>
      inTurn(async () => {
        const trial = record.trial()
        if (trial === undefined) return
        if (trial.boot !== boot) {
          const document = await record.document()
          const isKept = JSON.stringify(document.network) === JSON.stringify(trial.wanted)
          return end(trial, isKept ? 'confirmed' : 'restarted', document)
        }
        const document = await record.document()
        // It was cut off after the document had been written.
        if (JSON.stringify(document.network) === JSON.stringify(trial.wanted)) return end(trial, 'confirmed', document)
        if (trial.phase === 'applying') return goBack(trial, 'interrupted')
        if (uptime() >= trial.deadline) return goBack(trial, 'notConfirmed')
        awaitDeadline(trial)
      }),

    /**
     * Begins a trial; what may be refused is refused before anything is touched. It is put in force after this has answered.
     * @param around What the cluster knows; null on a host that is single.
     * @throws VmpError `hostNetwork.…`
     */
    async begin(wanted: Networks, by: string, around: Surroundings | null): Promise<TrialView> {
      // At once, not when what the other began is through.
      refuseSecond()
      return inTurn(async () => {
        refuseSecond()
        const document = await record.document()
        refuseNonsense(document, wanted, around)
        await refuseInUse(document.network, wanted)
        const trial: Trial = {
          version: 1,
          id: newId(),
          by,
          at: now().toISOString(),
          boot,
          deadline: uptime() + times.grace + times.apply + times.confirm,
          phase: 'applying',
          wanted,
        }
        record.keepTrial(trial)
        inBackground(() => putInForce(trial))
        return view(trial)
      })
    },

    /**
     * Keeps the new settings, when the call came in through them.
     * @throws VmpError `hostNetwork.noTrial`, `hostNetwork.tooLate`, `hostNetwork.notYet`, `hostNetwork.otherWay`
     */
    confirm: (id: string, way: Way): Promise<void> =>
      inTurn(async () => {
        const last = record.ended()
        // The answer to the first was lost on its way.
        if (record.trial() === undefined && last?.id === id && last.ending === 'confirmed') return
        const trial = running(id)
        if (trial.phase === 'applying') throw new VmpError('hostNetwork.notYet')
        if (uptime() >= trial.deadline) throw new VmpError('hostNetwork.tooLate', { seconds: times.confirm })
        const document = withNetwork(await record.document(), trial.wanted)
        const addresses = await managementAddresses(applying, document)
        if (!addresses.includes(plain(way.local)) || plain(way.remote) === plain(way.local))
          throw new VmpError('hostNetwork.otherWay', { address: plain(way.local), wanted: addresses.join(', ') || '-' })
        record.keepDocument(document)
        end(trial, 'confirmed', document)
      }),

    /** Does not wait for the time to end. */
    giveUp: (id: string): Promise<void> => inTurn(() => goBack(running(id), 'givenUp')),

    status: (): { readonly trial: TrialView | null; readonly last: Ended | null } => {
      const trial = record.trial()
      return { trial: trial === undefined ? null : view(trial), last: record.ended() ?? null }
    },

    /** Resolves when what was begun is through; for an agent that ends. */
    idle: (): Promise<unknown> => turn,
  }

  function refuseSecond(): void {
    const other = record.trial()
    if (other !== undefined) throw new VmpError('hostNetwork.busy', { by: other.by, at: other.at })
  }

  function view({ id, by, phase, deadline, wanted }: Trial): TrialView {
    return { id, by, phase, secondsLeft: Math.max(0, Math.ceil(deadline - uptime())), wanted }
  }

  /** Where ports or VLAN change too, nobody can be asked before. */
  async function refuseInUse(before: Networks, wanted: Networks): Promise<void> {
    const { address, mtu: _mtu, ...below } = wanted.management
    const { address: old, mtu: _old, ...belowOld } = before.management
    if (address.method !== 'static' || JSON.stringify(below) !== JSON.stringify(belowOld)) return
    const own = address.address.split('/')[0]!
    if (old.method === 'static' && old.address.split('/')[0] === own) return
    const macs = await options.inUse(own)
    if (macs !== null && macs.length > 0)
      throw new VmpError('hostNetwork.addressInUse', { address: own, macs: macs.join(', ') })
  }
}

/** An IPv4 address that a socket of both families gives (RFC 4291 2.5.5.2). */
const plain = (address: string): string => address.replace(/^::ffff:/, '')
