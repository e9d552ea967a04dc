/** A support bundle: what a technician sends when something is wrong, as one archive, without secrets. */
import { readFile } from 'node:fs/promises'
import type { HostFolders } from '../../host/folders.ts'
import { documentOf } from '../../host/folders.ts'
import { parseHostBoot } from '../../host/boot.ts'
import type { HostBoot } from '../../host/boot.ts'
import { hostParts } from '../../host/support.ts'
import { textArchive } from '../../lib/bundle/archive.ts'
import { machineParts } from '../../lib/bundle/machine.ts'
import type { JournalLines } from '../../lib/bundle/machine.ts'
import { readPart, valuePart } from '../../lib/bundle/part.ts'
import type { Part, ReadPart } from '../../lib/bundle/part.ts'
import { isVmpError } from '../../lib/errors.ts'
import type { run } from '../../lib/exec.ts'
import { steps } from '../../lib/steps.ts'
import { say } from '../../lib/text/say.ts'
import { isInstalling, liveParts } from '../../live/support.ts'
import type { Report } from '../../preflight/report.ts'
import type { StationClient } from '../station-client.ts'
import type { Watched } from '../watched.ts'
import { stationFiles, stationParts, stationSecrets } from './station.ts'

/** Some megabytes at the most, compressed: it has to go through an e-mail. */
const journal: JournalLines = { thisBoot: 20_000, bootBefore: 2000 }
/** Characters of one part; of what is longer the end is kept. */
const longest = 4_000_000

export interface StationThere {
  /** The lab that it belongs to. */
  readonly lab: string | null
  /** It runs on this machine. */
  readonly isHere: boolean
  readonly client: StationClient
}

/** The machine and what runs on it, as they come in. */
export interface SupportWorld {
  readonly run: typeof run
  readonly now: () => Date
  readonly version: string
  readonly machine: string
  readonly commandLine: string
  /** Of programs that run. */
  readonly folder: string
  readonly hostFolders: HostFolders
  readonly report: (watched: Watched) => Promise<Report>
  readonly stations: readonly StationThere[]
}

export interface SupportBundle {
  /** What it unpacks to; without an ending. */
  readonly name: string
  readonly archive: Buffer
  readonly parts: readonly ReadPart[]
}

/** What this system is; a station's machine is neither. */
type Role = { readonly host: HostBoot } | 'live' | 'other'

export const supportSteps = steps<SupportWorld>('support')
  .step('report', async ({ input, signal, note }) => {
    const role = roleOf(input.commandLine)
    if (role === 'other') return null
    if (role === 'live' && (await isInstalling(input.folder))) {
      note('support.installing')
      return null
    }
    return valuePart('report.json', 'vmp preflight run', await kept(() => input.report({ signal, sink: () => {} })))
  })
  .step('collect', async ({ input, results, signal, progress }) => {
    const parts = [...(await partsOf(input, signal)), ...(results.report === null ? [] : [results.report])]
    const secrets = await knownSecrets(input, signal)
    const read: ReadPart[] = []
    for (const part of parts) {
      read.push(await readPart(part, { secrets, longest, signal }))
      progress({ done: read.length, total: parts.length, unit: 'items' })
    }
    return read
  })
  .step('pack', ({ input, results }): SupportBundle => {
    const at = input.now()
    const name = nameOf(input.machine, at)
    const missing = results.collect.filter(({ problem }) => problem !== null)
    const params = { machine: input.machine, at: at.toISOString(), version: input.version }
    const readme = [
      say('en', 'support.readme', params),
      say('zh', 'support.readme', params),
      ...missing.map(({ name, title, text }) => `- ${name} (${title}) ${text}`),
    ]
    const texts = results.collect.map(({ name, title, text }) => ({
      name,
      // What a program reads has no line of ours in it.
      text: `${name.endsWith('.txt') ? `# ${title}\n` : ''}${text}\n`,
    }))
    const archive = textArchive(name, [{ name: 'README.txt', text: `${readme.join('\n\n')}\n` }, ...texts], at)
    return { name, archive, parts: results.collect }
  })

/** A failure of it belongs into its part: the rest is wanted all the more. */
async function kept<Value>(work: () => Promise<Value>): Promise<() => Value> {
  try {
    const value = await work()
    return () => value
  } catch (error) {
    if (isVmpError(error) && error.code === 'cancelled') throw error
    return () => {
      throw error
    }
  }
}

function roleOf(commandLine: string): Role {
  try {
    return { host: parseHostBoot(commandLine) }
  } catch (error) {
    if (!isVmpError(error) || error.code !== 'host.notInstalled') throw error
    return /(^|\s)vmp\.source=/.test(commandLine) ? 'live' : 'other'
  }
}

async function partsOf(world: SupportWorld, signal: AbortSignal): Promise<Part[]> {
  const { run: runTool, commandLine, folder, hostFolders, stations, version, now } = world
  const role = roleOf(commandLine)
  const about = {
    version,
    at: now().toISOString(),
    node: process.version,
    machine: world.machine,
    is: typeof role === 'string' ? role : 'host',
    image: /(?:^|\s)vmp\.image=(\S+)/.exec(commandLine)?.[1] ?? null,
    stations: stations.length,
  }
  const parts = [valuePart('vmp.json', 'vmp', () => about), ...machineParts(runTool, journal)]
  if (role === 'live') parts.push(...liveParts(folder))
  else if (role !== 'other') parts.push(...hostParts({ run: runTool, boot: role.host, folders: hostFolders }))
  for (const { lab, isHere, client } of stations) {
    const place = lab === null ? 'station' : `station-${lab}`
    parts.push(...(await stationParts(place, client, signal)))
    if (isHere) parts.push(...stationFiles(place, lab))
  }
  return parts
}

/** Which a journal might hold, whatever they look like. */
async function knownSecrets({ commandLine, hostFolders, stations }: SupportWorld, signal: AbortSignal) {
  const role = roleOf(commandLine)
  const ofStations = await Promise.all(stations.map(({ client }) => stationSecrets(client, signal)))
  return [...(typeof role === 'string' ? [] : await hostSecrets(hostFolders, role.host)), ...ofStations.flat()]
}

async function hostSecrets(folders: HostFolders, { slot }: HostBoot): Promise<string[]> {
  try {
    const document: unknown = JSON.parse(await readFile(documentOf(folders, slot), 'utf8'))
    const { rootPasswordHash } = document as { rootPasswordHash?: unknown }
    return typeof rootPasswordHash === 'string' ? [rootPasswordHash] : []
  } catch {
    // Its own part says why it cannot be read.
    return []
  }
}

function nameOf(machine: string, at: Date): string {
  const time = at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  return `vmp-support-${machine.replaceAll(/[^\w.-]+/g, '-').slice(0, 32)}-${time}`
}
