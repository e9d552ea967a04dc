/** What is done in the root of a host before anything else runs in it: the initrd calls it. When it fails the boot fails. */
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { run } from '../lib/exec.ts'
import { sshKeygenArgs } from '../lib/tools/ssh-keygen.ts'
import { readHostDocument } from '../installer/configuration/read.ts'
import { writeConfiguration } from '../installer/configuration/write.ts'
import type { SlotRecord } from '../installer/boot/record.ts'
import { readRecord, writeRecord } from '../installer/boot/record.ts'
import type { LoaderDisk } from '../installer/boot/target.ts'
import type { HostBoot } from './boot.ts'
import { documentOf } from './folders.ts'
import type { HostFolders } from './folders.ts'
import { syncLoaders } from './loaders.ts'
import type { LoaderResult } from './loaders.ts'
import { writable } from './writable.ts'

export interface PrepareOptions {
  readonly run: typeof run
  readonly boot: HostBoot
  readonly folders: HostFolders
  readonly disks: (installation: string) => Promise<readonly LoaderDisk[]>
  readonly log: (words: string, about: object) => void
}

export async function prepareHost({ run: runTool, boot, folders, disks, log }: PrepareOptions): Promise<void> {
  const document = await readHostDocument(documentOf(folders, boot.slot))
  const record = afterStart(readRecord(folders.system), boot)
  await writable(runTool, folders.system, () => writeRecord(folders.system, record))
  report(await syncLoaders(runTool, folders, await disks(document.installation), record), log)
  await writeConfiguration(folders.root, document, { trial: boot.trial })
  for (const type of ['ed25519', 'ecdsa'] as const) await hostKey(runTool, join(folders.root, 'etc/vmp/ssh'), type)
}

/**
 * The record once a slot has been started. A trial that has begun is not begun again, whatever becomes of it; one that is
 * found begun, or still wanted, while another slot runs has not ended well.
 */
export function afterStart(record: SlotRecord, { slot, trial }: HostBoot): SlotRecord {
  if (trial) return { ...record, wanted: null, trying: slot }
  const missed = record.trying ?? record.wanted
  if (missed === null || missed === slot) return { ...record, wanted: null, trying: null }
  return { ...record, wanted: null, trying: null, failed: record.images[missed] ?? record.failed }
}

/** Only for a boot loader that started what the mirror says is not to be started. @returns whether something was mended. */
export async function repairLoaders({
  run: runTool,
  folders,
  disks,
  log,
}: Omit<PrepareOptions, 'boot'>): Promise<boolean> {
  const record = readRecord(folders.system)
  const { installation } = await readHostDocument(documentOf(folders, record.committed))
  const results = await syncLoaders(runTool, folders, await disks(installation), record)
  report(results, log)
  return results.some(({ changed }) => changed)
}

function report(results: readonly LoaderResult[], log: PrepareOptions['log']): void {
  for (const { disk, changed, problem } of results) {
    if (problem !== null) log('the boot loader of a disk could not be brought up to date', { disk, problem })
    else if (changed) log('brought the boot loader of a disk up to date', { disk })
  }
}

/** Made at the first start, and kept: the host is known by it. Half a key, after a power cut, is never taken for one. */
async function hostKey(runTool: typeof run, folder: string, type: 'ed25519' | 'ecdsa'): Promise<void> {
  const file = join(folder, `ssh_host_${type}_key`)
  if (existsSync(file)) return
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const fresh = `${file}.new`
  for (const leftover of [fresh, `${fresh}.pub`]) await rm(leftover, { force: true })
  await runTool('ssh-keygen', sshKeygenArgs(type, fresh), { timeout: 60_000 })
  await runTool('sync', ['--file-system', folder], { timeout: 60_000 })
  await rename(`${fresh}.pub`, `${file}.pub`)
  await rename(fresh, file)
}
