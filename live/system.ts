/** The live system: clocks first, then what the boot says, then screen, page and shell, the preflight, and the talk with the station. */
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { isIPv4 } from 'node:net'
import { freemem, uptime } from 'node:os'
import { join } from 'node:path'
import { settleArgs } from '../lib/tools/udevadm.ts'
import { asVmpError, toProblem, type Problem } from '../lib/errors.ts'
import type { run } from '../lib/exec.ts'
import { say } from '../lib/text/say.ts'
import { probeNetwork } from '../preflight/probes/network.ts'
import type { log } from '../lib/log.ts'
import { checkup } from './checkup.ts'
import { aheadOf, clockFile, comparison, foundClock, keepClock, sampleClocks, setClock } from './clock.ts'
import { parseCommandLine, type BootParameters } from './command-line.ts'
import { showOnConsoles } from './consoles.ts'
import type { Console } from './consoles.ts'
import { hardware } from './hardware.ts'
import { consoleInput, keyHandler, readKeys, type KeyActions } from './keyboard.ts'
import { mediumAnswer, ownPolicy } from './installation/medium-answer.ts'
import type { LiveInstaller } from './installation/order.ts'
import { installPart } from './installation/part.ts'
import { openProofKey } from '../lib/station/proof-key.ts'
import type { MenuPorts, Menus } from './menu.ts'
import { addresses, watchNetwork } from './network.ts'
import { session } from './session.ts'
import { peerServer } from './serving.ts'
import { openShell } from './shell.ts'
import { reportSaver } from './stick.ts'
import { statusBoard, type StatusBoard } from './status.ts'
import type { SupportMaker } from './support.ts'

/** A live system has nothing better to do than wait for a disk of a busy machine; one that hangs costs its report 48 s. */
const patience = 4

export interface LiveOptions {
  version: string
  run: typeof run
  logger: ReturnType<typeof log>
  now: () => Date
  /** For what must outlive a restart of this program but not the boot: a folder on a tmpfs. */
  folder: string
  signal: AbortSignal
  /** Makes the menus; there are none without an installer. */
  menus: (ports: MenuPorts) => Menus
  /** Carries out installations; without one nothing is installed. */
  installer: LiveInstaller | undefined
  support: SupportMaker
}

/**
 * Milliseconds to wait for a station's time and orders: a switch port takes half a minute to open. After that the machine
 * checks itself by the shipped policy, so that whoever stands before it has a report; the station judges it again later.
 */
const stationWithin = 45_000

/** Where a password's hash may be: left by the initrd, or on the medium that it has mounted. */
const passwordFiles = ['root-password-hash', 'medium/vmp/root-password-hash']

/** Runs until `signal` aborts. */
export async function liveSystem(options: LiveOptions): Promise<void> {
  const { version, run: runTool, logger, now, folder, signal } = options
  const clocks = await sampleClocks(now)
  logger.info({ version, clocks }, 'started')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { boot, problem } = readBoot(await readFile('/proc/cmdline', 'utf8'))
  const { source, image, mode, station, bootMac } = boot
  const board = statusBoard({
    version,
    boot: { source, image, mode },
    stationUrl: station?.url.origin ?? null,
    addresses: addresses(),
    station: { phase: station === undefined ? 'none' : 'looking', heardAt: null, problem },
    machine: null,
    parts: {},
    facts: null,
    installation: null,
    preflight: { running: true, results: [], report: null },
    saved: null,
    page: null,
    shell: false,
  })
  // From here on the screen is ours: of the kernel only critical messages (console level 3) may write over it.
  await tell(logger, 'the kernel still writes on the screen', writeFile('/proc/sys/kernel/printk', '3'))
  const consoles = (await tell(logger, 'no console', showOnConsoles(board, logger))) ?? []
  const machine = hardware({ root: '/', run: runTool, signal, bootMac })
  const devicesThere = tell(logger, 'devices are still being set up', settleDevices(options))
  const evidence = async () => {
    await devicesThere
    return machine.evidence()
  }
  const carried = mode === 'rescue' ? undefined : await mediumAnswer(join(folder, 'medium/vmp'), evidence)
  const { installer } = options
  const installs =
    installer === undefined
      ? undefined
      : installPart({
          installer,
          station,
          medium: carried,
          run: runTool,
          folder,
          board,
          logger,
          signal,
          now,
        })
  const again = () => {
    // What is being written cannot be checked, and reading it would be in the way.
    if (installs?.busy()) return
    if (talk === undefined) checks.run(true)
    else talk.checkAgain()
  }
  let trueTime: (() => Date) | null = null
  const clock = comparison(clocks, station === undefined ? 0 : stationWithin, again)
  const checks = checkup({
    collect: { root: '/', run: runTool, now, signal, bootMac, clock: clock.result, patience },
    clocks: {
      trueTime: () => trueTime,
      async renew() {
        if (trueTime === null) return
        const found = await sampleClocks(now)
        const renewed = { ...found, ahead: aheadOf(trueTime(), new Date(found.system)) }
        await keepClock(join(folder, clockFile), renewed)
        clock.renew(renewed)
      },
    },
    program: version,
    board,
    logger,
    newId: randomUUID,
    ready: () => devicesThere,
    probe: (_nics, { policy, dhcpServers }, ending) =>
      probeNetwork({
        run: runTool,
        signal: ending,
        thresholds: policy.thresholds.network,
        station: station !== undefined && isIPv4(station.url.hostname) ? station.url.hostname : undefined,
        dhcpServers: async () => dhcpServers,
      }),
    ownOrders: async () => ({ policy: await ownPolicy(carried), dhcpServers: null, cluster: null }),
    // What is installed without anybody's word is judged by what the medium says.
    ordersWithin: station === undefined || carried !== undefined ? 0 : stationWithin,
    again,
  })
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
          openKey: () => openProofKey(join(folder, 'live.key'), now),
          async takeTime(stationTime) {
            const since = performance.now()
            trueTime = () => new Date(stationTime.getTime() + performance.now() - since)
            const found = await takeTime(options, clocks, stationTime)
            clock.compared(found)
            return found
          },
          evidence: machine.evidence,
          checkup: checks,
          conversation: installs?.conversation,
          peer: peerServer({ run: runTool, logger, signal }),
          beat: async () => ({
            uptime: uptime(),
            memoryFree: freemem(),
            addresses: board.current().addresses.map(({ address }) => address),
          }),
        })
  checks.run(false)
  const saver = reportSaver(board, now, { run: runTool, folder: join(folder, 'reports'), signal })
  const keys = keyActions(options, saver.save)
  const menus =
    installs === undefined
      ? null
      : options.menus({
          facts: () => board.current().facts,
          report: () => (board.current().preflight.running ? null : board.current().preflight.report),
          ...installs.menu,
        })
  const openMenu = () => menus?.text() ?? null
  const press = keyHandler(keys, () => performance.now())
  const readConsole = async (console: Console) => {
    const take = consoleInput(console, openMenu, press)
    const said = (text: string) => void tell(logger, 'a key had no effect', take(text))
    await tell(logger, 'no keys', readKeys(console.device, said, signal))
  }
  for (const each of consoles.filter(({ isScreen }) => isScreen)) await readConsole(each)
  /** A login on a serial line has its keys for itself. */
  const readSerialLines = async () => {
    await tell(logger, 'no shell', offerShell(options, board))
    if (board.current().shell) return
    for (const each of consoles.filter(({ isScreen }) => !isScreen)) {
      await readConsole(each)
      if (menus !== null) each.say(`VMP: ${say('en', 'live.label.keys')}: ${say('en', 'live.keys.serial')}`)
    }
  }
  const look = () => {
    const hadAddress = hasIPv4(board)
    networkChanged(board, talk)
    const lookAtLinks = async () => {
      const { nics } = await checks.run(false).facts
      // What is around can be tried only from an address.
      if ((await machine.linksChanged(nics)) || (!hadAddress && hasIPv4(board))) again()
    }
    void tell(logger, 'the links cannot be read', lookAtLinks())
  }
  await Promise.all([
    talk?.run(signal),
    readSerialLines(),
    installs?.run(),
    tell(logger, 'no page', offerPage(options, board, menus, keys)),
    watchNetwork(runTool, look, logger, signal),
  ])
}

/** Optional parts: without them the machine is still of use, and the log says what is missing. */
async function tell<T>(logger: LiveOptions['logger'], missing: string, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    logger.warn({ err: asVmpError(error) }, missing)
    return undefined
  }
}

/**
 * Seconds that drivers may take; a device that is later than that is found when its link or a recheck asks. On a busy machine
 * made in software 15 s were not enough for kvm_amd, without which a server is unfit.
 */
const settleWithin = 45

async function settleDevices({ run: runTool, signal }: LiveOptions): Promise<void> {
  await runTool('udevadm', settleArgs(settleWithin), { timeout: (settleWithin + 5) * 1000, signal })
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
  const found = await foundClock(join(folder, clockFile), async () => ({ ...clocks, ahead }))
  if (await setClock(runTool, station, ahead, signal)) logger.info({ ahead, found }, 'set the clock by the station')
  return found
}

async function offerShell({ run: runTool, folder, signal }: LiveOptions, board: StatusBoard): Promise<void> {
  const files = passwordFiles.map((file) => join(folder, file))
  if (await openShell(runTool, files, signal)) board.update({ shell: true })
}

/** The page and the code that opens it. Loaded while the talk with the station is on its way. */
async function offerPage(
  { logger, signal, support }: LiveOptions,
  board: StatusBoard,
  menus: Menus | null,
  keys: KeyActions,
): Promise<void> {
  const { openPage } = await import('./page/open.ts')
  const { newCode } = await openPage(board, menus?.page ?? null, support, logger, signal)
  keys.newCode = newCode
}

/** What the keys do; `newCode` only once there is a page. */
function keyActions({ run: runTool, logger, signal }: LiveOptions, save: () => void): KeyActions {
  const systemctl = (verb: 'reboot' | 'poweroff') => () =>
    void tell(logger, `no ${verb}`, runTool('systemctl', [verb], { timeout: 30_000, signal }))
  return { newCode: undefined, save, restart: systemctl('reboot'), powerOff: systemctl('poweroff') }
}

const hasIPv4 = (board: StatusBoard): boolean => board.current().addresses.some(({ address }) => isIPv4(address))

function networkChanged(board: StatusBoard, talk: ReturnType<typeof session> | undefined): void {
  const found = addresses()
  if (JSON.stringify(found) === JSON.stringify(board.current().addresses)) return
  board.update({ addresses: found })
  talk?.wake()
}
