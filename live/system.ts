/** The live system: clocks first, then what the boot says, then screen, page and shell, and the talk with the station. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { freemem, uptime } from 'node:os'
import { join } from 'node:path'
import { asVmpError, toProblem, type Problem } from '../lib/errors.ts'
import type { run } from '../lib/exec.ts'
import type { log } from '../lib/log.ts'
import { aheadOf, foundClock, sampleClocks, setClock } from './clock.ts'
import { parseCommandLine, type BootParameters } from './command-line.ts'
import { showOnConsoles } from './consoles.ts'
import { hardware, type Hardware } from './hardware.ts'
import { keyHandler, readKeys, type KeyActions } from './keyboard.ts'
import { openLiveKey } from './live-key.ts'
import { addresses, watchNetwork } from './network.ts'
import { session } from './session.ts'
import { openShell } from './shell.ts'
import { statusBoard, type StatusBoard } from './status.ts'

export interface LiveOptions {
  version: string
  run: typeof run
  logger: ReturnType<typeof log>
  now: () => Date
  /** For what must outlive a restart of this program but not the boot: a folder on a tmpfs. */
  folder: string
  signal: AbortSignal
}

/** Where a password's hash may be: left by the initrd, or on the medium that it has mounted. */
const passwordFiles = ['root-password-hash', 'medium/vmp/root-password-hash']

/** Runs until `signal` aborts. */
export async function liveSystem(options: LiveOptions): Promise<void> {
  const { version, run: runTool, logger, now, folder, signal } = options
  const clocks = await sampleClocks(now)
  logger.info({ version, clocks }, 'started')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { boot, problem } = readBoot(await readFile('/proc/cmdline', 'utf8'))
  const { source, image, mode, station } = boot
  const board = statusBoard({
    version,
    boot: { source, image, mode },
    stationUrl: station?.url.origin ?? null,
    addresses: addresses(),
    station: { phase: station === undefined ? 'none' : 'looking', heardAt: null, problem },
    machine: null,
    facts: null,
    page: null,
    shell: false,
  })
  // From here on the screen is ours: of the kernel only critical messages (console level 3) may write over it.
  await tell(logger, 'the kernel still writes on the screen', writeFile('/proc/sys/kernel/printk', '3'))
  await tell(logger, 'no console', showOnConsoles(board, logger))
  const renewFacts = () => {
    if (talk === undefined) void machine.facts(true)
    else talk.renewFacts()
  }
  const machine = hardware(
    { root: '/', run: runTool, now, signal, bootMac: boot.bootMac },
    (facts) => board.update({ facts }),
    renewFacts,
  )
  const talk =
    station === undefined
      ? undefined
      : session({
          station,
          boot,
          board,
          logger,
          now,
          random: Math.random,
          openKey: () => openLiveKey(join(folder, 'live.key'), now),
          takeTime: (stationTime) => takeTime(options, clocks, stationTime),
          evidence: machine.evidence,
          facts: machine.facts,
          beat: async () => ({
            uptime: uptime(),
            memoryFree: freemem(),
            addresses: board.current().addresses.map(({ address }) => address),
          }),
        })
  const keys = keyActions(options)
  await tell(
    logger,
    'no keys',
    readKeys(
      '/dev/tty1',
      keyHandler(keys, () => performance.now()),
      signal,
    ),
  )
  await Promise.all([
    talk?.run(signal),
    machine.facts(false),
    tell(logger, 'no shell', offerShell(options, board)),
    tell(logger, 'no page', offerPage(options, board, keys)),
    watchNetwork(runTool, () => networkChanged(board, machine, talk, renewFacts, logger), logger, signal),
  ])
}

/** Optional parts: without them the machine is still of use, and the log says what is missing. */
async function tell(logger: LiveOptions['logger'], missing: string, work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    logger.warn({ err: asVmpError(error) }, missing)
  }
}

/** A command line that cannot be used is a boot without a station, whose screen says why. */
function readBoot(commandLine: string): { boot: BootParameters; problem: Problem | null } {
  try {
    return { boot: parseCommandLine(commandLine), problem: null }
  } catch (error) {
    return { boot: parseCommandLine(''), problem: toProblem(error) }
  }
}

/** Compares the clocks as found with the station's, and sets ours: once for a boot in the report, each time in fact. */
async function takeTime(
  { run: runTool, now, folder, signal, logger }: LiveOptions,
  clocks: Awaited<ReturnType<typeof sampleClocks>>,
  station: Date,
) {
  const ahead = aheadOf(station, now())
  const found = await foundClock(join(folder, 'clock.json'), async () => ({ ...clocks, ahead }))
  if (await setClock(runTool, station, ahead, signal)) logger.info({ ahead, found }, 'set the clock by the station')
  return found
}

async function offerShell({ run: runTool, folder, signal }: LiveOptions, board: StatusBoard): Promise<void> {
  const files = passwordFiles.map((file) => join(folder, file))
  if (await openShell(runTool, files, signal)) board.update({ shell: true })
}

/** The page and the code that opens it. Loaded while the talk with the station is on its way. */
async function offerPage({ logger, signal }: LiveOptions, board: StatusBoard, keys: KeyActions): Promise<void> {
  const { openPage } = await import('./page/open.ts')
  const { newCode } = await openPage(board, logger, signal)
  keys.newCode = newCode
}

/** What the keys do; `newCode` only once there is a page. */
function keyActions({ run: runTool, logger, signal }: LiveOptions): KeyActions {
  const systemctl = (verb: 'reboot' | 'poweroff') => () =>
    void tell(logger, `no ${verb}`, runTool('systemctl', [verb], { timeout: 30_000, signal }))
  return { newCode: undefined, restart: systemctl('reboot'), powerOff: systemctl('poweroff') }
}

function networkChanged(
  board: StatusBoard,
  machine: Hardware,
  talk: ReturnType<typeof session> | undefined,
  renewFacts: () => void,
  logger: LiveOptions['logger'],
): void {
  const found = addresses()
  if (JSON.stringify(found) !== JSON.stringify(board.current().addresses)) {
    board.update({ addresses: found })
    talk?.wake()
  }
  const look = async () => {
    if (await machine.linksChanged()) renewFacts()
  }
  void tell(logger, 'the links cannot be read', look())
}
