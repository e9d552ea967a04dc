import { mkdir, readFile } from 'node:fs/promises'
import { VmpError } from '../lib/errors.ts'
import { steps } from '../lib/steps.ts'
import type { RunStepsOptions, StepEvent } from '../lib/steps.ts'
import { formatAddress4, parseNetwork4, usedNetworks } from '../lib/tools/ip.ts'
import type { Accelerator, Firmware } from '../lib/tools/qemu.ts'
import { accelerator } from './accelerator.ts'
import { allLabs, down } from './down.ts'
import type { ServerChange } from './changes.ts'
import { disksOf, makeGuest, memoryOf, nicsOf } from './guest.ts'
import { labNamePattern } from './identity.ts'
import { labNamespace, makeNetwork, startSite } from './network.ts'
import { identify, isRunning } from './process.ts'
import type { ProcessIdentity } from './process.ts'
import { asset } from '../lib/assets.ts'
import * as require from './requirements.ts'
import { readSaved, restore } from './save.ts'
import { makeServer, startServer } from './server.ts'
import { labPaths, readLab, writeLab } from './state.ts'
import type { DhcpMode, LabRecord, Medium } from './state.ts'
import { chooseImage, startStation, stationAddress, stationReady } from './station.ts'
import type { StationInfo, StationPorts } from './station.ts'
import { pickSubnet } from './subnet.ts'
import { startedServer, watch } from './watch.ts'
import type { SeenGoal, WatchedServer } from './watch.ts'

export type Goal = 'started' | SeenGoal

export interface LabRequest {
  lab: string
  servers: number
  firmware: Firmware
  medium: Medium
  dhcp: DhcpMode
  memoryMiB: number
  /** Sizes in bytes, one a disk of each server. */
  disks: number[]
  /** Id of the image to boot; the current one without it. */
  image?: string
  rtc?: string
  cpuModel?: string
  cpus?: number
  nic: string
  /** The lab whose servers these are, when they were saved from another one. */
  identityOf?: string
  /** The answer file by which `installed` installs; the lab's own without it. */
  answerFile?: string
  /** An answer file that the medium carries: it installs by itself, and the lab orders nothing. */
  embeddedAnswer?: string
  /** A folder of `vmp lab save` to begin from. */
  from?: string
  /** How single servers differ, by their number (from 1). */
  changes: ReadonlyMap<number, ServerChange>
  until: Goal
  timeoutMs: number
}

/** What a medium carries: this station's address and pin, and where it installs by itself the answer file. */
interface MediumContent extends StationInfo {
  answer?: string
}

export interface LabPorts extends StationPorts {
  makeMedium(
    content: MediumContent,
    file: string,
    options: { signal: AbortSignal; sink: (event: StepEvent) => void },
  ): Promise<void>
}

export interface LabUp {
  lab: string
  accelerator: Accelerator
  subnet: string
  station: { address: string; url: string; image: string | null; socket: string; log: string }
  until: Goal
  /** False when the time ran out first. */
  reached: boolean
  servers: WatchedServer[]
}

/** @throws VmpError for input that no lab can be made of, and for a lab of that name that is up already. */
async function check(request: LabRequest, ports: LabPorts): Promise<{ image: string; subnet: string }> {
  if (!labNamePattern.test(request.lab)) throw new VmpError('lab.badName', { name: request.lab })
  require.requireRoot()
  await require.requirePrograms(request)
  if ((await allLabs()).includes(request.lab)) throw new VmpError('lab.alreadyUp', { lab: request.lab })
  const image = await require.requireImage(ports.images, request.image)
  await require.requireMemory(numbers(request).map((number) => memoryOf(request, number)))
  await require.requireDisk(request.servers)
  const others = await Promise.all((await allLabs()).map(readLab))
  const ofLabs = others.flatMap((lab) => (lab ? [parseNetwork4(lab.subnet)] : []))
  const used = [...(await usedNetworks()), ...ofLabs]
  // What was saved knows its station by its address.
  const subnet = request.from === undefined ? pickSubnet(used) : parseNetwork4((await readSaved(request.from)).subnet)
  if (!subnet) throw new VmpError('lab.noSubnet')
  return { image, subnet: `${formatAddress4(subnet.base)}/${subnet.prefix}` }
}

/** The text of the answer file by which its servers are installed. */
async function answerOf({ answerFile }: LabRequest): Promise<string> {
  return answerFile === undefined ? asset('templates', 'lab/answer.yaml') : readFile(answerFile, 'utf8')
}

/** The servers that were saved, with what may be chosen anew. */
async function ofSaved(request: LabRequest): Promise<LabRequest> {
  if (request.from === undefined) return request
  const { name, servers, identityOf = name } = await readSaved(request.from)
  const [first] = servers
  if (first === undefined) throw new VmpError('lab.notSaved', { folder: request.from })
  const { firmware, disks, memoryMiB, cpus } = first.guest
  return { ...request, identityOf, servers: servers.length, firmware, disks: disks.map(() => 0), memoryMiB, cpus }
}

const numbers = ({ servers }: LabRequest): number[] => Array.from({ length: servers }, (_, index) => index + 1)

async function makeLab(request: LabRequest, subnet: string): Promise<LabRecord> {
  const record: LabRecord = {
    name: request.lab,
    createdAt: new Date().toISOString(),
    medium: request.medium,
    dhcp: request.dhcp,
    subnet,
    stationAddress: stationAddress(subnet),
    ...(request.identityOf === undefined ? {} : { identityOf: request.identityOf }),
    servers: [],
  }
  // The record first: whatever is made after it is found by `lab down`.
  await writeLab(record)
  await mkdir(labPaths(request.lab).stationState, { recursive: true, mode: 0o700 })
  if (request.from !== undefined) await restore(request.lab, request.from)
  const taps = numbers(request).flatMap((number) => nicsOf(request, number).map(({ tap }) => tap))
  await makeNetwork(request.lab, parseNetwork4(subnet), taps)
  record.site = await startSiteServer(request, subnet)
  await writeLab(record)
  return record
}

/** How soon dnsmasq would end that finds something wrong. */
const siteSettlesMs = 200

async function startSiteServer({ lab, dhcp }: LabRequest, subnet: string): Promise<ProcessIdentity> {
  const child = await startSite(lab, parseNetwork4(subnet), dhcp)
  const identity = await identify(child.pid)
  const ended = await Promise.race([child.exited, new Promise<void>((resolve) => setTimeout(resolve, siteSettlesMs))])
  if (identity && !ended) return identity
  const words = (await readFile(labPaths(lab).siteLog, 'utf8')).trim()
  throw new VmpError('lab.siteFailed', { words: words || '-' })
}

const labUp = steps<{ request: LabRequest; ports: LabPorts; sink: (event: StepEvent) => void }>('lab.up')
  .step('check', ({ input: { request, ports } }) => check(request, ports))
  .step('accelerator', async ({ signal, note }) => {
    const found = await accelerator(signal)
    if (found === 'tcg') note('lab.up.tcg')
    return found
  })
  .step('network', async ({ input: { request }, results, note }) => {
    const record = await makeLab(request, results.check.subnet)
    note('lab.up.namespace', { namespace: labNamespace(request.lab), subnet: record.subnet })
    return record
  })
  .step('station', async ({ input: { request, ports }, results, signal, note }) => {
    const record = results.network
    const images = request.image ? await chooseImage(request.lab, ports.images, request.image) : ports.images
    const station = await startStation(record, { ...ports, images })
    record.station = station
    await writeLab(record)
    const client = ports.connect(labPaths(request.lab).stationSocket)
    const info = await stationReady(request.lab, client, () => isRunning(station), signal)
    if (request.until === 'installed' && request.embeddedAnswer === undefined)
      await client.putAnswer(await answerOf(request), signal)
    note('lab.up.stationAt', { url: info.url, image: info.image ?? '-' })
    return { client, info }
  })
  .step('medium', async ({ input: { request, ports, sink }, results, signal }) => {
    if (request.medium === 'pxe') return undefined
    const { medium } = labPaths(request.lab)
    const { embeddedAnswer: answer } = request
    const content = { ...results.station.info, ...(answer === undefined ? {} : { answer }) }
    await ports.makeMedium(content, medium, { signal, sink })
    return medium
  })
  .step('servers', async ({ input: { request }, results, signal, progress }) => {
    const record = results.network
    const since = performance.now()
    const poweredAt = new Date()
    for (const number of numbers(request)) {
      const guest = makeGuest(request, results.accelerator, number, results.medium)
      const { contents = [] } = request.changes.get(number) ?? {}
      const uefi = require.uefiFiles(request.firmware)
      await makeServer(request.lab, guest, {
        disks: disksOf(request, number),
        contents,
        uefi,
        kept: request.from !== undefined,
      })
      record.servers.push({ guest, process: await startServer(request.lab, guest, signal) })
      await writeLab(record)
      progress({ done: number, total: request.servers, unit: 'items' })
    }
    return { since, poweredAt }
  })

const labUpWatched = labUp.step('watch', ({ input: { request }, results, ...context }) =>
  watch(results.network, results.station.client, context, {
    goal: request.until as SeenGoal,
    orders: request.embeddedAnswer === undefined,
    since: results.servers.since,
    poweredAt: results.servers.poweredAt,
    timeoutMs: request.timeoutMs,
  }),
)

/**
 * Makes a lab: its network, its station, its servers; and waits until they are where they should be. Servers and
 * station run on afterwards. What fails before the servers run leaves nothing; later the lab stays for a look at it.
 * @throws VmpError of the step that failed. A time that ran out is not thrown: see `reached`.
 */
export async function up(wanted: LabRequest, ports: LabPorts, options: RunStepsOptions = {}): Promise<LabUp> {
  const request = await ofSaved(wanted)
  let made = false
  let serversRun = false
  const sink = (event: StepEvent): void => {
    if (event.task === 'lab.up' && event.step === 'network') made = true
    if (event.task === 'lab.up' && event.step === 'servers' && event.type === 'done') serversRun = true
    options.sink?.(event)
  }
  try {
    const input = { request, ports, sink }
    if (request.until === 'started') {
      const results = await labUp.run(input, { ...options, sink })
      return summary(request, results, results.network.servers.map(startedServer))
    }
    const results = await labUpWatched.run(input, { ...options, sink })
    return summary(request, results, results.watch)
  } catch (error) {
    if (made && !serversRun && (await allLabs()).includes(request.lab)) await down(request.lab)
    throw error
  }
}

type Made = Awaited<ReturnType<typeof labUp.run>>

function summary(request: LabRequest, { accelerator, network, station }: Made, servers: WatchedServer[]): LabUp {
  const { stationSocket, stationLog } = labPaths(request.lab)
  return {
    lab: request.lab,
    accelerator,
    subnet: network.subnet,
    station: {
      address: network.stationAddress,
      url: station.info.url,
      image: station.info.image,
      socket: stationSocket,
      log: stationLog,
    },
    until: request.until,
    reached: servers.every(({ reached }) => reached),
    servers,
  }
}
