/**
 * Has a host report to a station that did not install it, or that has a new CA. Whom a host believes is said by root on the
 * host alone; whether the station believes the host, by its adoption of the machine.
 */
import { freemem, uptime } from 'node:os'
import { isVmpError } from '../lib/errors.ts'
import type { run } from '../lib/exec.ts'
import { writeFileSafely } from '../lib/files.ts'
import { restartArgs } from '../lib/tools/systemctl.ts'
import type { HostDocument } from '../installer/configuration/document.ts'
import { readHostDocument } from '../installer/configuration/read.ts'
import { connectStation } from './station.ts'
import type { StationOptions } from './station.ts'

export interface EnrolOptions extends Omit<StationOptions, 'takeTime'> {
  readonly documentFile: string
  readonly run: typeof run
  readonly signal: AbortSignal
}

/**
 * Nothing is changed unless the station at that address has that pin.
 * @returns whether it knows this host already.
 */
export async function enrolHost(options: EnrolOptions): Promise<{ known: boolean }> {
  const { station, documentFile, run: runTool, signal } = options
  const document = await readHostDocument(documentFile)
  const known = await isKnown(options)
  const next = withStation(document, { url: station.url.origin, pin: station.pin })
  writeFileSafely(documentFile, `${JSON.stringify(next, undefined, 2)}\n`, 0o600)
  await runTool('systemctl', restartArgs(['vmp-host.service']), { timeout: 60_000, signal })
  return { known }
}

async function isKnown(options: EnrolOptions): Promise<boolean> {
  const { signal } = options
  const { api, close } = await connectStation(options, signal)
  try {
    const beat = { uptime: uptime(), memoryFree: freemem(), addresses: [] }
    await api.hostBeat({ body: beat }, { signal })
    return true
  } catch (error) {
    if (isVmpError(error) && error.code === 'host.unknown') return false
    throw error
  } finally {
    close()
  }
}

/** Where the station before kept the clock, or nobody did, this one does from the next start on. */
function withStation(document: HostDocument, station: NonNullable<HostDocument['station']>): HostDocument {
  const before = document.station === null ? [] : [new URL(document.station.url).hostname]
  const { servers } = document.time
  const isOurs = servers.length === before.length && servers.every((server, index) => server === before[index])
  const time = servers.length === 0 || isOurs ? { servers: [new URL(station.url).hostname] } : document.time
  return { ...document, station, time }
}
