import { open } from 'node:fs/promises'
import { isSystemError, isVmpError, VmpError } from '../lib/errors.ts'
import type { StepContext } from '../lib/steps.ts'
import { qmpCommand } from '../lib/tools/qmp.ts'
import { machineOf } from './list.ts'
import { findServer, isOn, power, requireLab } from './power.ts'
import { screen } from './screen.ts'
import type { SeenMachine, StationClient } from './station.ts'
import { labPaths } from './state.ts'
import type { LabRecord, ServerRecord } from './state.ts'

/** How far a server came. */
export interface WatchedServer {
  name: string
  uuid: string
  mac: string
  serial: string
  reached: boolean
  /** Seconds from power-on until the goal was reached; null when it was not. */
  seconds: number | null
  /** Seconds from power-on until it was first seen in each of its states. */
  states: Record<string, number>
  /** Times it was reset because its kernel crashed early. */
  retries: number
  machine: string | null
  state: string | null
  verdict: 'fit' | 'unfit' | null
  address: string | null
  shortCode: string | null
  serialLog: string
  /** When it was not reached: what its screen showed, and what the station says of it. */
  screen: string | null
  doctor: string[]
}

interface Watched {
  server: ServerRecord
  machine?: SeenMachine | undefined
  seconds?: number
  states: Record<string, number>
  /** Its installation was ordered, here or by its own medium. */
  approved: boolean
  /** Its installation failed: no more comes of it by itself. */
  failed: boolean
  retries: number
  /** Its installation ended by switching it off, and it was switched on again. */
  switchedOn: boolean
  lastEvent: string
  serialRead: number
}

type Context = Pick<StepContext<unknown, unknown>, 'signal' | 'progress' | 'note'>

/** One look a second sees it all: the station (which may be restarting), the processes, and the serial lines. */
const lookEveryMs = 1000

const crash = /Kernel panic|Oops: |BUG: unable to handle/

async function readFrom(file: string, position: number): Promise<string> {
  try {
    const handle = await open(file)
    try {
      const { size } = await handle.stat()
      const length = Math.max(0, size - position)
      const { buffer } = await handle.read(Buffer.alloc(length), 0, length, position)
      return buffer.toString('latin1')
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return ''
    throw error
  }
}

/**
 * A kernel that crashes before anything of ours runs is reset once, and that is said: under TCG with Secure Boot
 * 2 of 17 boots ended so. A second time is a failure.
 */
async function lookForCrash(watched: Watched, note: Context['note']): Promise<void> {
  const { guest } = watched.server
  const text = await readFrom(guest.serialLog, watched.serialRead)
  watched.serialRead += text.length
  const found = crash.exec(text)
  if (!found) return
  const line = text.slice(found.index).split('\n', 1)[0]?.trim() ?? found[0]
  // What is being installed, or was, must not crash.
  if (watched.retries > 0 || watched.approved || guest.accelerator !== 'tcg')
    throw new VmpError('lab.kernelCrashed', { server: guest.name, line, log: guest.serialLog })
  watched.retries += 1
  note('lab.up.retried', { server: guest.name, line })
  await qmpCommand(guest.qmpSocket, 'system_reset')
}

/**
 * Whose answer ends with `finish: poweroff` is off when it is written: the hand that a technician has then.
 * @throws VmpError `lab.serverEnded` when its process ended otherwise.
 */
async function switchOnAgain(lab: string, watched: Watched, note: Context['note']): Promise<void> {
  const { name } = watched.server.guest
  if (watched.switchedOn || !watched.machine?.written)
    throw new VmpError('lab.serverEnded', { server: name, log: labPaths(lab, name).qemuLog })
  watched.switchedOn = true
  note('lab.up.switchedOn', { server: name })
  await power(lab, name, 'on')
  watched.server = findServer(await requireLab(lab), name)
}

/** What the station can tell of a server, and when it is so. */
export type SeenGoal = 'discovered' | 'checked' | 'installed'
const isThere: Record<SeenGoal, (machine: SeenMachine, poweredAt: Date) => boolean> = {
  discovered: ({ discovered }) => discovered,
  checked: ({ verdict }) => verdict !== null,
  // In this start: an installed machine is `installed` also while it is off.
  installed: ({ state, hostAt }, poweredAt) => state === 'installed' && hostAt !== null && hostAt >= poweredAt,
}

/** A station that is not there, or is too busy; whatever else it says is its word. */
const awayCodes: ReadonlySet<string> = new Set(['api.unreachable', 'cancelled', 'internal'])

interface Watch {
  readonly goal: SeenGoal
  /** To be installed they are approved; false where each does that by itself. */
  readonly orders: boolean
  /** `performance.now()` at power-on. */
  readonly since: number
  readonly poweredAt: Date
  readonly timeoutMs: number
}

async function look(list: Watched[], client: StationClient, context: Context, options: Watch): Promise<void> {
  const { goal, orders, since, poweredAt } = options
  const machines = await client.machines(AbortSignal.any([context.signal, AbortSignal.timeout(5000)]))
  for (const watched of list) {
    const { guest } = watched.server
    const machine = machineOf({ uuid: guest.uuid, mac: guest.nics[0]!.mac }, machines)
    watched.machine = machine
    if (!machine) continue
    const { lastEvent } = machine
    if (lastEvent && watched.lastEvent !== `${lastEvent.at} ${lastEvent.text}`) {
      watched.lastEvent = `${lastEvent.at} ${lastEvent.text}`
      context.note('lab.up.server', { server: guest.name, event: lastEvent.text })
    }
    const seconds = Math.round((performance.now() - since) / 100) / 10
    watched.states[machine.state] ??= seconds
    if (goal === 'installed') await (orders ? order(watched, machine, client, context) : followOrder(watched, machine))
    if (isThere[goal](machine, poweredAt) && watched.seconds === undefined) {
      watched.seconds = seconds
      context.note('lab.up.reached', { server: guest.name, seconds, code: machine.shortCode ?? '-' })
    }
  }
}

/**
 * Approves what is checked and fit.
 * @throws VmpError `lab.unfit`, or why the station refuses.
 */
async function order(
  watched: Watched,
  machine: SeenMachine,
  client: StationClient,
  { signal }: Context,
): Promise<void> {
  watched.failed = watched.approved && machine.state === 'failed'
  if (watched.approved || !isFit(watched, machine)) return
  await client.approve(machine.id, signal)
  watched.approved = true
}

/** A medium orders its own installation, once its machine is fit. @throws VmpError `lab.unfit` */
function followOrder(watched: Watched, machine: SeenMachine): void {
  watched.approved ||= ordered.has(machine.state)
  watched.failed = watched.approved && machine.state === 'failed'
  if (!watched.approved) isFit(watched, machine)
}

const ordered: ReadonlySet<string> = new Set(['approved', 'installing', 'installed'])

/** False while that is not known. @throws VmpError `lab.unfit` */
function isFit({ server }: Watched, { verdict, undecided }: SeenMachine): boolean {
  // What could not be read in time is read again by itself.
  if (verdict === null || (verdict === 'unfit' && undecided)) return false
  if (verdict === 'unfit') throw new VmpError('lab.unfit', { server: server.guest.name })
  return true
}

async function report(lab: string, watched: Watched, client: StationClient, context: Context): Promise<WatchedServer> {
  const { server, machine, seconds, states, retries } = watched
  const reached = seconds !== undefined
  return {
    ...startedServer(server),
    reached,
    seconds: seconds ?? null,
    states,
    retries,
    machine: machine?.name ?? null,
    state: machine?.state ?? null,
    verdict: machine?.verdict ?? null,
    address: machine?.address ?? null,
    shortCode: machine?.shortCode ?? null,
    screen: reached || !(await isOn(server)) ? null : await screen(server, labPaths(lab, server.guest.name).screen),
    doctor: reached || !machine ? [] : await client.doctor(machine.id, context.signal),
  }
}

/** A server of which no more is asked than that it runs. */
export function startedServer({ guest }: ServerRecord): WatchedServer {
  return {
    name: guest.name,
    uuid: guest.uuid,
    mac: guest.nics[0]!.mac,
    serial: guest.serial,
    reached: true,
    seconds: null,
    states: {},
    retries: 0,
    machine: null,
    state: null,
    verdict: null,
    address: null,
    shortCode: null,
    serialLog: guest.serialLog,
    screen: null,
    doctor: [],
  }
}

/**
 * Watches the servers until each is where it should be or the time is up.
 * @throws VmpError when a server's process ends, or its kernel crashes twice.
 */
export async function watch(
  lab: LabRecord,
  client: StationClient,
  context: Context,
  options: Watch,
): Promise<WatchedServer[]> {
  const { since, timeoutMs } = options
  const list: Watched[] = lab.servers.map((server) => ({
    server,
    states: {},
    approved: false,
    failed: false,
    retries: 0,
    switchedOn: false,
    lastEvent: '',
    serialRead: 0,
  }))
  const reached = (): number => list.filter(({ seconds }) => seconds !== undefined).length
  let silent = false
  while (
    list.some(({ seconds, failed }) => seconds === undefined && !failed) &&
    performance.now() - since < timeoutMs
  ) {
    context.signal.throwIfAborted()
    context.progress({ done: reached(), total: list.length, unit: 'items' })
    for (const watched of list.filter(({ seconds }) => seconds === undefined)) {
      await lookForCrash(watched, context.note)
      if (!(await isOn(watched.server))) await switchOnAgain(lab.name, watched, context.note)
    }
    try {
      await look(list, client, context, options)
      silent = false
    } catch (error) {
      // A station may be restarted while servers boot; the time limit ends a wait for one that does not return.
      context.signal.throwIfAborted()
      if (isVmpError(error) && !awayCodes.has(error.code)) throw error
      if (!silent)
        context.note('lab.up.stationSilent', { reason: error instanceof Error ? error.message : String(error) })
      silent = true
    }
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
  context.progress({ done: reached(), total: list.length, unit: 'items' })
  const reports: WatchedServer[] = []
  for (const watched of list) reports.push(await report(lab.name, watched, client, context))
  return reports
}
