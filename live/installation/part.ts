/** The live system's part in installations, wired: by the station's order, or by the answer on the medium. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Answer } from '../../answer/schema.ts'
import { VmpError } from '../../lib/errors.ts'
import { writeFileSafely } from '../../lib/files.ts'
import type { run } from '../../lib/exec.ts'
import type { log } from '../../lib/log.ts'
import type { StationAddress } from '../command-line.ts'
import type { MenuPorts } from '../menu.ts'
import { openShell } from '../shell.ts'
import type { StatusBoard } from '../status.ts'
import { saveTextOnSticks } from '../stick.ts'
import { conversation, type Conversation } from './conversation.ts'
import { journal, journalFolder } from './journal.ts'
import { installFromMedium, ownMachineId } from './medium.ts'
import { mediumImageKeys } from './medium-answer.ts'
import type { MediumAnswer } from './medium-answer.ts'
import type { LiveInstaller } from './order.ts'
import { performer, readWithin } from './performer.ts'

export interface PartOptions {
  readonly installer: LiveInstaller
  readonly station: StationAddress | undefined
  /** What the medium carries; undefined when it carries no answer. */
  readonly medium: MediumAnswer | undefined
  readonly run: typeof run
  readonly folder: string
  readonly board: StatusBoard
  readonly logger: ReturnType<typeof log>
  readonly signal: AbortSignal
  readonly now: () => Date
}

export interface InstallPart {
  /** For the talk with the station; undefined without one. */
  readonly conversation: Conversation | undefined
  /** The disks are being written: nothing else may read or change them. */
  readonly busy: () => boolean
  /** For the menu of a person at the machine. */
  readonly menu: Pick<MenuPorts, 'plan' | 'planLines' | 'begin'>
  /** Ends when `signal` aborts and what was begun has let go of the disks. */
  readonly run: () => Promise<void>
}

/** Milliseconds that the station may take to hear of the end before the machine restarts without its word. */
const heardWithin = 60_000
/** Where the shell finds it, also after a restart of this program. */
const passwordFile = 'root-password-hash'

export function installPart(options: PartOptions): InstallPart {
  const { installer, station, medium, run: runTool, folder, board, logger, signal, now } = options
  const book = journal(join(folder, journalFolder))
  const onPassword = async (hash: string): Promise<void> => {
    if (board.current().shell) return
    const file = join(folder, passwordFile)
    writeFileSafely(file, `${hash}\n`, 0o600)
    if (await openShell(runTool, [file], signal)) board.update({ shell: true })
  }
  const performs = performer({
    installer,
    journal: book,
    board,
    logger,
    signal,
    finish: async (how) => void (await runTool('systemctl', [how], { timeout: 30_000, signal })),
    async keepBundle(text) {
      const name = `vmp-installation-${now().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}.txt`
      await saveTextOnSticks({ [name]: text }, { run: runTool, folder: join(folder, 'reports'), signal })
    },
    heardWithin: station === undefined ? readWithin : heardWithin,
  })
  const common = { installer, performer: performs, journal: book, board, onPassword }
  const talks = station === undefined ? undefined : conversation({ ...common, station, logger })
  return {
    conversation: talks,
    busy: performs.busy,
    menu: {
      plan: (facts, answer, code) =>
        installer.plan({ facts, answer, machine: talks?.machine() ?? ownMachineId(facts), rearmed: false, code }),
      planLines: (plan, language) => installer.describe(plan, language),
      async begin(confirmed) {
        const { facts } = board.current()
        if (performs.busy() || facts === null) throw new VmpError('live.installing')
        if (await talks?.order(confirmed, 'screen')) return
        // A station that is away hears nothing of it, now or later; without one only a medium can say whose images to take.
        const imageKeys = await mediumImageKeys(join(folder, 'medium/vmp'))
        if (imageKeys.length === 0) throw new VmpError('live.menuNeedsStation')
        const { answer, plan, code } = confirmed
        const order = { answer, plan, code, machine: ownMachineId(facts), rearmed: false, imageKeys, station: null }
        performs.begin({ ...order, installation: randomUUID() })
      },
    },
    async run() {
      performs.resume()
      if (medium !== undefined) {
        const tell = talks && ((answer: Answer) => talks.order({ answer, code: null, reason: null }, 'medium'))
        await installFromMedium({ ...common, medium, station: station ?? null, tell }, signal)
      }
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve()
        else signal.addEventListener('abort', () => resolve(), { once: true })
      })
      await performs.settled()
    },
  }
}
