/** One live system's talk with its station, for ever: first contact, enrolment, preflight, beats, and what the station asks. */
import { client, type Client } from '../lib/contract/client.ts'
import { asVmpError, isVmpError, toProblem } from '../lib/errors.ts'
import type { log } from '../lib/log.ts'
import type { ErrorCode } from '../lib/text/errors.ts'
import {
  beatEvery,
  liveContract,
  type Beat,
  type Evidence,
  type FoundClock,
  type LiveEvent,
} from '../pxe/contract/live.ts'
import { installContract } from '../pxe/contract/install.ts'
import { shortCode } from '../pxe/contract/short-code.ts'
import type { Request, Serving } from '../pxe/contract/recheck.ts'
import type { Checkup, Run, Work } from './checkup.ts'
import type { BootParameters, StationAddress } from './command-line.ts'
import { firstContact } from '../lib/station/first-contact.ts'
import type { ProofKey } from '../lib/station/proof-key.ts'
import type { Conversation } from './installation/conversation.ts'
import type { Peer } from './serving.ts'
import type { StatusBoard } from './status.ts'
import { stationTransport } from '../lib/station/transport.ts'
import { waker } from '../lib/waker.ts'

export interface SessionOptions {
  station: StationAddress
  boot: Pick<BootParameters, 'nonce' | 'image' | 'source'>
  openKey: () => Promise<ProofKey>
  /** Compares the clocks as found with the station's time, and sets the system clock by it. */
  takeTime: (station: Date) => Promise<FoundClock>
  evidence: () => Promise<Evidence>
  checkup: Checkup
  /** Is the other machine of somebody else's network test. */
  peer: Peer
  beat: () => Promise<Beat>
  /** What is said about an installation; undefined where nothing is installed. */
  conversation?: Conversation | undefined
  board: StatusBoard
  logger: ReturnType<typeof log>
  now: () => Date
  /** From 0 to below 1. */
  random: () => number
  /** Milliseconds; shorter in tests. */
  every?: number
}

/** Milliseconds between two questions whether the other machine of a network test listens, and until that is given up. */
const peerEvery = 1000
const peerWithin = 60_000

/** Failures between us and the station; after them the enrolment still holds. */
const onTheWay: ReadonlySet<ErrorCode> = new Set(['live.stationUnreachable', 'live.stationTimeout'])

type StationApi = Client<typeof liveContract>

/** Milliseconds; machines that lost their station together must not come back in step. */
const longestBackoff = 8000

/** Milliseconds to wait after the nth failure in a row, from half to all of a doubling second. */
export const backoff = (failures: number, random: number): number =>
  Math.min(longestBackoff, 1000 * 2 ** Math.max(0, failures - 1)) * (0.5 + random / 2)

export interface Session {
  /** Ends only when `signal` aborts. */
  run: (signal: AbortSignal) => Promise<void>
  /** Tries again at once: an address or a link came. */
  wake: () => void
  /** The hardware changed: read and check it anew. */
  checkAgain: () => void
}

export function session(options: SessionOptions): Session {
  const { station, board, logger, now, every = beatEvery * 1000 } = options
  const beats = waker()
  const checks = waker()
  let transport: ReturnType<typeof stationTransport> | undefined
  let api: StationApi | undefined
  /** What the station calls this machine. */
  let machine = ''
  let wantsAgain = false
  /** What the next run shall do besides looking. */
  let wanted: Request | undefined
  let current: Run | undefined
  /** The run of which the station has the report. */
  let reported = ''
  let failures = 0
  /** Set when this boot had enrolled by its nonce and is known no longer (a day passed, or a person forgot the machine). */
  let nonceIsOver = false

  /** Connects, and binds this boot's key to its machine. The same key may enrol again, so a retry does no harm. */
  const enrol = async (signal: AbortSignal): Promise<StationApi> => {
    const contact = await firstContact(station, signal)
    const clock = await options.takeTime(contact.now)
    const key = await options.openKey()
    transport?.close()
    transport = stationTransport(station.url, contact.ca, key)
    const calls = client(liveContract, transport)
    const evidence = await options.evidence()
    const { image, source } = options.boot
    const given = nonceIsOver ? undefined : options.boot.nonce
    const nonce = given ?? (await calls.nonce({ body: { evidence } }, { signal })).nonce
    const body = { nonce, publicKey: key.publicKey, evidence, clock, image, source }
    const { name, state, enrolledFromMedia, machineId } = await calls.enrol({ body }, { signal })
    machine = machineId
    // Computed here, not taken from the answer: it is for comparing.
    const code = shortCode(key.thumbprint, station.pin)
    board.update({ machine: { name, state, shortCode: code, enrolledFromMedia } })
    logger.info({ name, code }, 'enrolled')
    return calls
  }

  const keepBeating = async (calls: StationApi, signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      const { name, state } = await calls.beat({ body: await options.beat() }, { signal })
      failures = 0
      const { machine: known } = board.current()
      board.update({
        station: { phase: 'talking', heardAt: now(), problem: null },
        machine: known === null ? null : { ...known, name, state },
      })
      if (known?.state !== state) options.conversation?.wake()
      await beats.pause(every, signal)
    }
  }

  /**
   * Checks the machine now, and each time it is asked for: what is read and what each check says is sent as soon as it is
   * known, then the report. After a break all is said again; the station knows the run. Beats go on meanwhile.
   */
  const keepChecking = async (calls: StationApi, signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      const run = options.checkup.run(wantsAgain, wanted && workOf(wanted))
      wantsAgain = false
      current = run
      // A run that was under way already does not do it; the one after it will.
      if (run.request !== null && run.request.id === wanted?.id) wanted = undefined
      const request = run.request === null ? {} : { request: run.request }
      run.obey(await calls.preflightStart({ body: { run: run.id, ...request } }, { signal }))
      const sendFacts = async () => calls.facts({ body: await unlessAborted(run.facts, signal) }, { signal })
      const sendResults = async () => {
        if (reported === run.id) return
        for await (const result of run.results(signal))
          await calls.preflightCheck({ body: { run: run.id, result } }, { signal })
      }
      const sendProgress = async () => {
        if (run.request === null || reported === run.id) return
        for await (const progress of run.progress(signal))
          await calls.preflightProgress({ body: { run: run.id, progress } }, { signal })
      }
      await Promise.all([sendFacts(), sendResults(), sendProgress()])
      const report = await unlessAborted(run.report, signal)
      options.checkup.judged(run, await calls.preflightReport({ body: { run: run.id, report } }, { signal }))
      reported = run.id
      await checks.pause(Number.POSITIVE_INFINITY, signal)
    }
  }

  const checkAgain = (): void => {
    wantsAgain = true
    checks.wake()
  }

  /** Asks the station until the other machine listens; while the station is away it is asked in vain, and again. */
  const peerReady: Work['peerReady'] = async (run, signal) => {
    let problem = 'the other machine does not answer the station'
    for (let waited = 0; waited < peerWithin && !signal.aborted; waited += peerEvery) {
      const answer = await api?.preflightPeer({ body: { run } }, { signal }).catch((error: unknown) => {
        problem = asVmpError(error).message
      })
      if (answer?.listens) return null
      if (answer && answer.problem !== null) return answer.problem
      await waker().pause(peerEvery, signal)
    }
    return problem
  }
  const workOf = (request: Request): Work => ({ request, peerReady })

  /** Listens for another machine's network test, and tells the station when it does. */
  const serve = async (calls: StationApi, serving: Serving, signal: AbortSignal): Promise<void> => {
    const problem = await options.peer.serve(serving)
    await calls.serving({ body: { id: serving.id, problem } }, { signal })
  }

  const heed = (calls: StationApi, { type, request, serve: serving, id }: LiveEvent, signal: AbortSignal): void => {
    const isKnown = request !== undefined && [wanted?.id, current?.request?.id].includes(request.id)
    if (type === 'check' && !isKnown) {
      wanted = request ?? wanted
      checkAgain()
    } else if (type === 'cancel') {
      if (wanted?.id === id) wanted = undefined
      if (current?.request?.id === id) current?.cancel()
    } else if (type === 'serve' && serving !== undefined) {
      serve(calls, serving, signal).catch((error: unknown) => {
        if (!signal.aborted) logger.warn({ err: asVmpError(error) }, 'the station did not hear that we listen')
      })
    } else if (type === 'stop' && id !== undefined) options.peer.stop(id)
  }

  const listen = async (calls: StationApi, signal: AbortSignal): Promise<void> => {
    for await (const event of calls.events({}, { signal })) {
      const { machine: known } = board.current()
      if (known !== null) board.update({ machine: { ...known, state: event.state } })
      if (event.type === 'state' || event.type === 'hello') options.conversation?.wake()
      heed(calls, event, signal)
    }
  }

  /** Keeps the event channel open while beats get through; a failing beat closes it with everything else. */
  const keepListening = async (calls: StationApi, signal: AbortSignal): Promise<void> => {
    const { pause } = waker()
    let fails = 0
    while (!signal.aborted) {
      try {
        await listen(calls, signal)
        fails = 0
      } catch (error) {
        if (signal.aborted) return
        fails += 1
        logger.warn({ err: asVmpError(error) }, 'the event channel closed')
      }
      await pause(backoff(fails, options.random()), signal)
    }
  }

  const keepInstalling = async (_calls: StationApi, signal: AbortSignal): Promise<void> => {
    if (transport !== undefined) await options.conversation?.talk(client(installContract, transport), machine, signal)
  }

  /** Talks until one part fails; then ends the others and throws why. */
  const talk = async (signal: AbortSignal): Promise<void> => {
    api ??= await enrol(signal)
    const over = new AbortController()
    const both = AbortSignal.any([signal, over.signal])
    let why: unknown
    const parts = [keepBeating, keepChecking, keepListening, keepInstalling].map(async (part) => {
      try {
        await part(api!, both)
      } catch (error) {
        if (!both.aborted) why = error
        over.abort()
      }
    })
    await Promise.all(parts)
    if (why !== undefined) throw why
  }

  const run = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      try {
        await talk(signal)
      } catch (error) {
        if (signal.aborted) break
        failures += 1
        // What the station itself refuses may mean that it does not know this key (any more): introduce it again.
        if (!isVmpError(error) || !onTheWay.has(error.code)) api = undefined
        const { station: before, machine: known } = board.current()
        // Before the first enrolment a refused nonce was used by somebody else: that stays an error, for a person to see.
        if (isVmpError(error) && error.code === 'live.nonceRefused' && known !== null) nonceIsOver = true
        const phase = before.heardAt === null ? 'looking' : 'unreachable'
        board.update({ station: { ...before, phase, problem: toProblem(error) } })
        logger.warn({ err: asVmpError(error), failures }, 'no talk with the station')
        await beats.pause(backoff(failures, options.random()), signal)
      }
    }
    transport?.close()
  }

  return { run, wake: beats.wake, checkAgain }
}

/** Leaves the work alone when `signal` aborts, and throws its reason. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
