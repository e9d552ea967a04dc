/** What of a station goes into a support bundle: what its API tells administrators, which holds no secrets, and names of files. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { filePart, valuePart } from '../../lib/bundle/part.ts'
import type { Part } from '../../lib/bundle/part.ts'
import { paths } from '../../lib/paths.ts'
import type { AuditEntry } from '../../pxe/contract/approval.ts'
import type { Machine } from '../../pxe/contract/machines.ts'
import type { Webhook } from '../../pxe/contract/webhooks.ts'
import type { StationClient } from '../station-client.ts'

/** The newest entries. */
const auditEntries = 2000
/** Machines of whom more than a summary is told: those heard last. */
const mostMachines = 50

/** @param place folder in the archive */
export async function stationParts(place: string, station: StationClient, signal: AbortSignal): Promise<Part[]> {
  const api = (name: string, value: () => unknown): Part => valuePart(`${place}/${name}`, name, value)
  const call = { signal }
  const machines = await machinesOf(station, signal)
  return [
    api('station.json', () => station.station({}, call)),
    {
      name: `${place}/dhcp-lines.txt`,
      title: "lines for the site's own DHCP server",
      read: async () => (await station.fallback({}, call)).text,
    },
    api('machines.json', async () => (await station.machines({}, call)).machines.map(summary)),
    api('answers.json', () => station.answers({}, call)),
    api('rules.json', () => station.rules({}, call)),
    api('policies.json', () => station.policies({}, call)),
    api('webhooks.json', async () => (await station.webhooks({}, call)).webhooks.map(withoutPath)),
    api('audit.json', async () => {
      const { entries } = await station.audit({ query: { limit: auditEntries } }, call)
      return entries.map((entry) => ({ ...entry, details: withoutPaths(entry.details) }))
    }),
    ...machines.flatMap((machine) => machineParts(machine, api, station, signal)),
  ]
}

/** What stands beside a station on its machine. @param lab that it belongs to */
export function stationFiles(place: string, lab: string | null): Part[] {
  const state = lab === null ? paths.state() : paths.state('lab', lab, 'station')
  return [
    valuePart(`${place}/state-files.json`, state, () => sizesIn(state)),
    valuePart(`${place}/images.json`, paths.state('images'), () => readdirSync(paths.state('images')).toSorted()),
    // A lab keeps what its station says; one that runs by itself says it to the journal, or to whoever started it.
    ...(lab === null ? [] : [filePart(`${place}/station.log`, paths.run('lab', lab, 'station.log'))]),
  ]
}

/** A station that does not answer says so in each of its parts. */
async function machinesOf(station: StationClient, signal: AbortSignal): Promise<readonly Machine[]> {
  try {
    const { machines } = await station.machines({}, { signal })
    return machines.toSorted((a, b) => b.lastSeenAt.localeCompare(a.lastSeenAt)).slice(0, mostMachines)
  } catch (error) {
    if (signal.aborted) throw error
    return []
  }
}

type Api = (name: string, value: () => unknown) => Part

function machineParts({ id, name, installation }: Machine, api: Api, station: StationClient, signal: AbortSignal) {
  const folder = `machines/${name.replaceAll(/[^\w.-]+/g, '-').slice(0, 40)}`
  const params = { machine: id }
  const parts = [
    api(`${folder}/doctor.json`, async () => {
      const { timeline, diagnoses } = await station.doctor({ params }, { signal })
      return { timeline, diagnoses }
    }),
  ]
  if (installation === null) return parts
  const one = { params: { ...params, installation: installation.id } }
  parts.push(api(`${folder}/installation.json`, () => station.installationEvents(one, { signal })))
  if (installation.failure?.bundle)
    parts.push({
      ...api(`${folder}/log-bundle.txt`, () => undefined),
      read: async () => (await station.installationBundle(one, { signal })).text,
    })
  return parts
}

/** Its facts are in its report. */
const summary = ({ facts: _facts, ...machine }: Machine): Omit<Machine, 'facts'> => machine

/** Also of those that are there no longer, in the audit. */
const withoutPaths = (details: AuditEntry['details']): AuditEntry['details'] =>
  Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      typeof value === 'string' && /^https?:/i.test(value) ? originOf(value) : value,
    ]),
  )

/** The path of a webhook's address is often all that keeps others from using it. */
const withoutPath = (webhook: Webhook): Webhook => ({ ...webhook, url: originOf(webhook.url) })
const originOf = (url: string): string => (URL.canParse(url) ? `${new URL(url).origin}/…` : '…')

/** Those addresses also stand in what the station logs of them. */
export async function stationSecrets(station: StationClient, signal: AbortSignal): Promise<string[]> {
  try {
    const { webhooks } = await station.webhooks({}, { signal })
    return webhooks.flatMap(({ url }) => (URL.canParse(url) ? [url, secretPartOf(new URL(url))] : [url]))
  } catch (error) {
    if (signal.aborted) throw error
    // Its parts say that it does not answer.
    return []
  }
}

/** A path of one or two letters would be taken out of every text. */
const secretPartOf = ({ pathname, search }: URL): string => {
  const part = `${pathname}${search}`
  return part.length < 6 ? '' : part
}

const sizesIn = (folder: string): Record<string, number> =>
  Object.fromEntries(
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => [name, statSync(join(folder, name)).size]),
  )
