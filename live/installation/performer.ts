/** Carries out one installation at a time, keeps what it says, and ends it: restart, switch off, or a failure that stays on the screen. */
import { asVmpError, toProblem, VmpError, type Problem } from '../../lib/errors.ts'
import type { log } from '../../lib/log.ts'
import type { StatusBoard } from '../status.ts'
import { waker } from '../../lib/waker.ts'
import type { Journal, Standing } from './journal.ts'
import type { InstallOrder, LiveInstaller } from './order.ts'
import { after, planned, type InstallationStatus } from './status.ts'

export interface PerformerOptions {
  readonly installer: LiveInstaller
  readonly journal: Journal
  readonly board: StatusBoard
  readonly logger: ReturnType<typeof log>
  readonly signal: AbortSignal
  /** Ends this boot, as the answer wants it. */
  readonly finish: (how: 'reboot' | 'poweroff') => Promise<void>
  /** The logs of a failure for somebody without a station. */
  readonly keepBundle: (text: string) => Promise<void>
  /** Milliseconds that the station may take to hear of the end, when there is one. */
  readonly heardWithin: number
  /** Milliseconds that last words stay on the screen when there is nobody to be waited for; shorter in tests. */
  readonly readWithin?: number
}

export interface Performer {
  /** Begins it, or goes on with it after a restart of this program; one that runs or ended is left alone. */
  readonly begin: (order: InstallOrder) => void
  /** Restarts a machine that was written already, by a boot before this one. */
  readonly startDisk: (installation: string, name: string | null) => void
  /** It runs, or it ended in this boot. */
  readonly knows: (installation: string) => boolean
  /** Something is written to the disks now, or the machine is about to restart. */
  readonly busy: () => boolean
  /** The station knows how it ended. */
  readonly heard: () => void
  /** Takes up what a restart of this program left: an end that was not told. */
  readonly resume: () => void
  /** Resolves when nothing runs any more. */
  readonly settled: () => Promise<void>
}

/** Without a station: so long the last words stay on the screen. */
export const readWithin = 5000

/** Restarts of this program in the middle of one installation; after so many it is a failure. */
const mostAttempts = 3

export function performer(options: PerformerOptions): Performer {
  const { installer, journal, board, logger, signal } = options
  let running: { installation: string; work: Promise<void> } | undefined
  /** What a boot before this one had written. */
  let found = ''
  /** Woken when the station knows the end of the one that runs. */
  let heard = waker()

  const show = (change: Partial<InstallationStatus>): void => {
    board.update({ installation: { ...(board.current().installation ?? planned), ...change } })
  }

  const leave = async (standing: Standing): Promise<void> => {
    show({ phase: 'written', finish: standing.finish, problem: null })
    await heard.pause(options.heardWithin, signal)
    if (!signal.aborted) await options.finish(standing.finish)
  }

  const fail = async (order: InstallOrder, step: string | null, problem: Problem): Promise<void> => {
    show({ phase: 'failed', problem })
    const end = { outcome: 'failed', step, problem } as const
    let bundle: string | null = null
    try {
      bundle = await installer.bundle(order, journal.events())
    } catch (error) {
      logger.warn({ err: asVmpError(error) }, 'no logs of the failure')
    }
    journal.update({ end, bundle })
    if (bundle !== null) await options.keepBundle(bundle)
  }

  const perform = async (order: InstallOrder): Promise<void> => {
    let step: string | null = null
    try {
      await installer.install(order, {
        signal,
        sink(event) {
          step = event.step ?? step
          journal.add(event)
          show(after(board.current().installation ?? planned, event, installer.steps))
        },
        onMachineKey: (key) => journal.update({ key }),
      })
    } catch (error) {
      // This program ends: the one after it goes on.
      if (signal.aborted) return
      logger.error({ err: asVmpError(error), step }, 'the installation failed')
      await fail(order, step, toProblem(error))
      return
    }
    journal.update({ end: { outcome: 'written', step: null, problem: null } })
    await leave(journal.standing()!)
  }

  const start = (installation: string, work: () => Promise<void>): void => {
    heard = waker()
    const settled = work()
      .catch((error: unknown) => logger.error({ err: asVmpError(error) }, 'the end of an installation'))
      .finally(() => {
        running = undefined
      })
    running = { installation, work: settled }
  }

  return {
    begin(order) {
      const { installation, plan, answer } = order
      const before = journal.standing()
      const again = before?.installation === installation
      if (running !== undefined || (again && before.end !== null)) return
      const attempts = again ? before.attempts + 1 : 1
      const name = answer.identity.name
      const { finish } = answer.after
      journal.begin(
        again ? { ...before, attempts } : { installation, name, attempts, finish, key: null, end: null, bundle: null },
      )
      const lines = { en: installer.describe(plan, 'en'), zh: installer.describe(plan, 'zh') }
      board.update({ installation: { ...planned, phase: 'running', name, plan: lines, finish } })
      logger.info({ installation, attempts, name }, 'installing')
      const interrupted = attempts > mostAttempts
      start(
        installation,
        interrupted
          ? () => fail(order, null, toProblem(new VmpError('live.installInterrupted', { attempts: mostAttempts })))
          : () => perform(order),
      )
    },
    startDisk(installation, name) {
      if (running !== undefined) return
      found = installation
      logger.info({ installation, name }, 'the disks are written already')
      board.update({ installation: { ...planned, phase: 'written', name } })
      start(installation, async () => {
        await waker().pause(options.readWithin ?? readWithin, signal)
        if (!signal.aborted) await options.finish('reboot')
      })
    },
    knows: (installation) => {
      if (installation === found) return true
      const standing = journal.standing()
      return standing?.installation === installation && (standing.end !== null || running !== undefined)
    },
    busy: () => running !== undefined,
    heard: () => heard.wake(),
    resume() {
      const standing = journal.standing()
      if (standing === null) return
      const { end, name, finish, installation } = standing
      if (end === null) {
        // What it was told is not kept: it holds secrets. Whoever ordered it is asked again.
        show({ phase: 'planned', name, finish })
      } else if (end.outcome === 'written') {
        show({ name })
        start(installation, () => leave(standing))
      } else show({ phase: 'failed', name, problem: end.problem })
    },
    settled: async () => running?.work,
  }
}
