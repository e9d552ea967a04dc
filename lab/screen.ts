import { resolve } from 'node:path'
import type { ServerRecord } from './state.ts'
import { qmpCommand } from '../lib/tools/qmp.ts'
import { requireOn } from './power.ts'

/**
 * Writes what a server's monitor shows to a PNG file.
 * @returns the absolute path of the file.
 * @throws VmpError `lab.serverOff`, `lab.qmp`
 */
export async function screen(server: ServerRecord, file: string): Promise<string> {
  await requireOn(server)
  const filename = resolve(file)
  await qmpCommand(server.guest.qmpSocket, 'screendump', { filename, format: 'png' })
  return filename
}
