/** Pulls a disk out of a server, and plugs it in again, as a hand does: without asking the server. */
import { VmpError } from '../lib/errors.ts'
import { diskDevice, diskName } from '../lib/tools/qemu.ts'
import { qmpCommand } from '../lib/tools/qmp.ts'
import { parseCount, parseOne } from './parse.ts'
import { findServer, isOn, requireLab } from './power.ts'
import { writeLab } from './state.ts'

const diskActions = ['pull', 'plug'] as const
type DiskAction = (typeof diskActions)[number]

/** @throws VmpError `lab.badOption` */
export function parseDiskAction(text: string): DiskAction {
  return parseOne('disk', text, diskActions)
}

/**
 * Disks are counted from 1. What is so already stays so; a server that is off has it so at its next start.
 * @throws VmpError `lab.unknownServer`, `lab.badOption`
 */
export async function moveDisk(lab: string, name: string, action: DiskAction, number: string): Promise<void> {
  const record = await requireLab(lab)
  const server = findServer(record, name)
  const { disks, qmpSocket } = server.guest
  const index = parseCount('disk', number, disks.length) - 1
  const disk = disks[index]!
  const pulled = action === 'pull'
  if ((disk.pulled ?? false) === pulled) return
  if (await isOn(server)) {
    const command = pulled ? `device_del ${diskName(index)}` : `device_add ${diskDevice(disk, index)}`
    // The monitor's own command: a WWN does not fit into a number of JSON.
    const words = String(await qmpCommand(qmpSocket, 'human-monitor-command', { 'command-line': command })).trim()
    if (words !== '') throw new VmpError('lab.qmp', { reason: words })
  }
  disk.pulled = pulled
  await writeLab(record)
}
