import { mkdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { VmpError } from '../lib/errors.ts'
import { start } from '../lib/exec.ts'
import { execArgs, parseNetwork4 } from '../lib/tools/ip.ts'
import { addressIn, bridge, labNamespace, stationHost } from './network.ts'
import { identify } from './process.ts'
import type { ProcessIdentity } from './process.ts'
import { labPaths } from './state.ts'
import type { LabRecord } from './state.ts'

/** What the lab wants to know of its station. */
export interface StationInfo {
  url: string
  pin: string
  /** The image it serves; null without one. */
  image: string | null
}

/** A machine as the station sees it, as far as it matters here. */
export interface SeenMachine {
  id: string
  name: string
  uuid: string | null
  macs: string[]
  state: string
  address: string | null
  shortCode: string | null
  /** Its live system has enrolled and sent its hardware. */
  discovered: boolean
  /** The verdict of its last report, while it is not being checked again. */
  verdict: 'fit' | 'unfit' | null
  /** It is unfit only because something could not be read. */
  undecided: boolean
  /** Its installation is whole on its disks; the host on them has not started yet. */
  written: boolean
  /** When the host on its disk last said that it is well. */
  hostAt: Date | null
  /** The last thing that happened to it, in words. */
  lastEvent: { at: string; text: string } | null
}

/** How the lab talks to its station; whoever composes the program knows the API and passes this in. */
export interface StationClient {
  info(signal?: AbortSignal): Promise<StationInfo>
  machines(signal?: AbortSignal): Promise<SeenMachine[]>
  /** Keeps an answer file, which `approve` then names. */
  putAnswer(document: string, signal?: AbortSignal): Promise<void>
  /** Orders its installation. @throws VmpError why the station refuses */
  approve(machineId: string, signal?: AbortSignal): Promise<void>
  /** Why a machine does not boot, in lines for people. */
  doctor(machineId: string, signal?: AbortSignal): Promise<string[]>
}

export interface StationPorts {
  /** The command line that runs `vmp` as this program was run. */
  readonly vmp: readonly string[]
  /** The folder of images, as the station's `--images`. */
  readonly images: string
  connect(socket: string): StationClient
}

/** A folder of images in which another one is the current one than in the machine's own. */
export async function chooseImage(lab: string, images: string, id: string): Promise<string> {
  const folder = join(labPaths(lab).run, 'images')
  await mkdir(folder, { mode: 0o700 })
  await symlink(join(images, id), join(folder, id))
  await symlink(id, join(folder, 'current'))
  return folder
}

/** Starts the lab's own station: the real one, on the lab's network alone. */
export async function startStation(
  lab: Pick<LabRecord, 'name' | 'subnet' | 'dhcp'>,
  ports: StationPorts,
): Promise<ProcessIdentity> {
  const { stationSocket, stationState, stationLog } = labPaths(lab.name)
  const [program = '', ...first] = ports.vmp
  const options = [
    ['--interface', bridge],
    ['--dhcp', lab.dhcp],
    ['--state', stationState],
    ['--socket', stationSocket],
    ['--images', ports.images],
  ]
  const args = execArgs(labNamespace(lab.name), program, [...first, 'serve', ...options.flat()])
  const child = await start('ip', args, { detached: true, logFile: stationLog })
  const identity = await identify(child.pid)
  if (!identity) throw await stationFailure(stationLog)
  return identity
}

/** The station's address in a lab's network. */
export function stationAddress(subnet: string): string {
  return addressIn(parseNetwork4(subnet), stationHost)
}

async function stationFailure(log: string, cause?: unknown): Promise<VmpError> {
  const tail = (await readFile(log, 'utf8')).trim().split('\n').slice(-5).join('\n')
  return new VmpError('lab.stationFailed', { log, tail: tail || '-' }, { cause })
}

const readyWithinMs = 30_000
const retryMs = 100

/**
 * Waits until the station answers on its socket.
 * @throws VmpError `lab.stationFailed` with the end of its log, when it ended or stays silent.
 */
export async function stationReady(
  lab: string,
  client: StationClient,
  alive: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<StationInfo> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(readyWithinMs)])
  for (;;) {
    try {
      return await client.info(deadline)
    } catch (error) {
      signal.throwIfAborted()
      // Its socket appears only once it serves; until then only its end or the time limit is a failure.
      if (deadline.aborted || !(await alive())) throw await stationFailure(labPaths(lab).stationLog, error)
    }
    await new Promise((resolve) => setTimeout(resolve, retryMs))
  }
}
