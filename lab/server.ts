import { copyFile, mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { VmpError } from '../lib/errors.ts'
import { start } from '../lib/exec.ts'
import { execArgs } from '../lib/tools/ip.ts'
import { args as qemuArgs, linkName } from '../lib/tools/qemu.ts'
import type { Guest } from '../lib/tools/qemu.ts'
import { connectQmp, qmpCommand } from '../lib/tools/qmp.ts'
import { makeStick, putOnDisk } from './contents.ts'
import type { ContentKind } from './contents.ts'
import { labNamespace } from './network.ts'
import { identify, isRunning } from './process.ts'
import type { ProcessIdentity } from './process.ts'
import { labPaths } from './state.ts'

/** OVMF's read-only code and the fresh variables that a new server starts with. */
export interface UefiFiles {
  code: string
  variables: string
}

interface Parts {
  /** Sizes in bytes. */
  disks: readonly number[]
  contents: readonly { disk: number; kind: ContentKind }[]
  uefi: UefiFiles | undefined
  /** Its disks and variables are there already. */
  kept: boolean
}

/** Makes what a server stands on: its folders, its (sparse) disks with what is on them, and its firmware's variables. */
export async function makeServer(lab: string, guest: Guest, { disks, contents, uefi, kept }: Parts): Promise<void> {
  const { serverRun, serverState } = labPaths(lab, guest.name)
  await mkdir(serverRun, { recursive: true, mode: 0o700 })
  await mkdir(serverState, { recursive: true, mode: 0o700 })
  if (kept) return
  for (const [index, disk] of guest.disks.entries()) {
    const file = await open(disk.file, 'wx', 0o600)
    await file.truncate(disks[index] ?? 0)
    await file.close()
  }
  for (const { disk, kind } of contents) {
    const file = guest.disks[disk - 1]?.file
    if (file !== undefined) await putOnDisk(file, kind)
  }
  if (guest.stick !== undefined) await makeStick(guest.stick)
  if (guest.uefi && uefi) await copyFile(uefi.variables, guest.uefi.variables)
}

/** Where a server's disk or its firmware's variables are. */
export function serverFile(lab: string, server: string, name: string): string {
  return join(labPaths(lab, server).serverState, name)
}

const startWithinMs = 20_000
const lookMs = 50

/**
 * Switches a server on and waits until its QEMU answers.
 * @throws VmpError `lab.serverFailed` with QEMU's own words.
 */
export async function startServer(lab: string, guest: Guest, signal?: AbortSignal): Promise<ProcessIdentity> {
  const { qemuLog } = labPaths(lab, guest.name)
  // A QEMU that was killed leaves its sockets, and would not be told apart from one that serves them.
  await Promise.all([guest.qmpSocket, guest.serialSocket, qemuLog].map((file) => rm(file, { force: true })))
  const child = await start('ip', execArgs(labNamespace(lab), 'qemu-system-x86_64', qemuArgs(guest)), {
    detached: true,
    logFile: qemuLog,
  })
  const identity = await identify(child.pid)
  const deadline = performance.now() + startWithinMs
  while (identity && (await isRunning(identity)) && performance.now() < deadline) {
    signal?.throwIfAborted()
    if (await answers(guest.qmpSocket)) {
      await pullCables(guest)
      return identity
    }
    await new Promise((resolve) => setTimeout(resolve, lookMs))
  }
  await child.stop()
  const words = (await readFile(qemuLog, 'utf8')).trim().split('\n').slice(-5).join('\n')
  throw new VmpError('lab.serverFailed', { server: guest.name, words: words || '-' })
}

/** Firmware takes a second to look at a cable; these are out before. */
async function pullCables({ qmpSocket, nics }: Guest): Promise<void> {
  for (const [index, { link }] of nics.entries())
    if (!link) await qmpCommand(qmpSocket, 'set_link', { name: linkName(index), up: false })
}

/** Whether a QEMU listens there yet. */
async function answers(socket: string): Promise<boolean> {
  try {
    const qmp = await connectQmp(socket)
    qmp.close()
    return true
  } catch (error) {
    if (error instanceof VmpError && error.code === 'lab.qmp') return false
    throw error
  }
}
