/** The live system: clocks first, then what the boot says, then screen, page and shell, and the talk with the station. */
import { randomInt } from 'node:crypto'
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
import { keyHandler, readKeys } from './keyboard.ts'
import { openLiveKey } from './live-key.ts'
import { addresses, watchNetwork } from './network.ts'
import { makePageCertificate } from './page/certificate.ts'
import { accessCode, type AccessCode } from './page/code.ts'
import { pageServer } from './page/server.ts'
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

const pagePort = 443

/** Runs until `signal` aborts. */
export async function liveSystem(options: LiveOptions): Promise<void> {
  const { version, run: runTool, logger, now, folder, signal } = options
  const clocks = await sampleClocks(now)
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
  const machine = hardware({ root: '/', run: runTool, now, signal, bootMac: boot.bootMac }, (facts) =>
    board.update({ facts }),
  )
  const reading = machine.facts(false)
  await tell(logger, 'no shell', offerShell(options, board))
  const code: AccessCode = accessCode(randomInt, () => {
    const { page } = board.current()
    if (page !== null) board.update({ page: { ...page, code: code.current() } })
  })
  await tell(logger, 'no page', offerPage(options, board, code))
  await tell(logger, 'no keys', offerKeys(options, code))
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
  await Promise.all([
    reading,
    talk?.run(signal),
    watchNetwork(runTool, () => networkChanged(board, machine, talk, logger), logger, signal),
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
  if (await openShell(runTool, join(folder, 'root-password-hash'), signal)) board.update({ shell: true })
}

/** The page, and the code on the screen that opens it. */
async function offerPage({ logger, signal }: LiveOptions, board: StatusBoard, code: AccessCode): Promise<void> {
  const certificate = await makePageCertificate()
  const server = pageServer({ certificate, code, status: board.current, logger })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(pagePort, resolve)
  })
  signal.addEventListener('abort', () => {
    server.close()
    server.closeAllConnections()
  })
  board.update({ page: { port: pagePort, fingerprint: certificate.fingerprint, code: code.current() } })
}

async function offerKeys({ run: runTool, logger, now, signal }: LiveOptions, code: AccessCode): Promise<void> {
  const systemctl = (verb: 'reboot' | 'poweroff') => () =>
    void tell(logger, `no ${verb}`, runTool('systemctl', [verb], { timeout: 30_000, signal }))
  const actions = { newCode: code.renew, restart: systemctl('reboot'), powerOff: systemctl('poweroff') }
  const handle = keyHandler(actions, () => now().getTime())
  await readKeys('/dev/tty1', handle, signal)
}

function networkChanged(
  board: StatusBoard,
  machine: Hardware,
  talk: ReturnType<typeof session> | undefined,
  logger: LiveOptions['logger'],
): void {
  const found = addresses()
  if (JSON.stringify(found) !== JSON.stringify(board.current().addresses)) {
    board.update({ addresses: found })
    talk?.wake()
  }
  const look = async () => {
    if (!(await machine.linksChanged())) return
    if (talk === undefined) await machine.facts(true)
    else talk.renewFacts()
  }
  void tell(logger, 'the links cannot be read', look())
}
