import { VmpError } from '../lib/errors.ts'
import { qmpCommand } from '../lib/tools/qmp.ts'
import { endProcess, isRunning } from './process.ts'
import { startServer } from './server.ts'
import { parseOne } from './parse.ts'
import { readLab, writeLab } from './state.ts'
import type { LabRecord, ServerRecord } from './state.ts'

const powerActions = ['on', 'off', 'reset', 'cycle'] as const
export type PowerAction = (typeof powerActions)[number]

/** @throws VmpError `lab.badOption` */
export function parseAction(text: string): PowerAction {
  return parseOne('power', text, powerActions)
}

/** @throws VmpError `lab.unknown` */
export async function requireLab(lab: string): Promise<LabRecord> {
  const record = await readLab(lab)
  if (!record) throw new VmpError('lab.unknown', { lab })
  return record
}

/**
 * Finds a server by its name, or by its number in the lab.
 * @throws VmpError `lab.unknownServer`
 */
export function findServer(record: LabRecord, name: string): ServerRecord {
  const server = record.servers.find(({ guest }, index) => guest.name === name || String(index + 1) === name)
  if (server) return server
  const servers = record.servers.map(({ guest }) => guest.name).join(', ')
  throw new VmpError('lab.unknownServer', { server: name, servers: servers || '-' })
}

export async function isOn(server: ServerRecord): Promise<boolean> {
  return server.process !== undefined && (await isRunning(server.process))
}

/** @throws VmpError `lab.serverOff` */
export async function requireOn(server: ServerRecord): Promise<void> {
  if (!(await isOn(server))) throw new VmpError('lab.serverOff', { server: server.guest.name })
}

/**
 * A hand on the power button. Off is at once, as when the plug is pulled: what the server has not flushed is lost.
 * On for a server that is on, and off for one that is off, do nothing.
 */
export async function power(lab: string, name: string, action: PowerAction): Promise<void> {
  const record = await requireLab(lab)
  const server = findServer(record, name)
  if (action === 'reset') {
    await requireOn(server)
    await qmpCommand(server.guest.qmpSocket, 'system_reset')
    return
  }
  if (action !== 'on' && server.process) {
    await endProcess(server.process, 0)
    delete server.process
  }
  if (action !== 'off' && !(await isOn(server))) server.process = await startServer(record.name, server.guest)
  await writeLab(record)
}
