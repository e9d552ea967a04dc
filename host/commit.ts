/** The slot that was tried is healthy: it becomes the host's own. */
import { rm, rename, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { asVmpError, toProblem } from '../lib/errors.ts'
import { syncFolder } from '../lib/files.ts'
import { otherSlot, slotState } from '../installer/layout.ts'
import { readHostDocument } from '../installer/configuration/read.ts'
import { readRecord, writeRecord } from '../installer/boot/record.ts'
import { documentOf } from './folders.ts'
import { renewMaster, syncLoaders } from './loaders.ts'
import type { LoaderResult } from './loaders.ts'
import type { PrepareOptions } from './prepare.ts'
import { writable } from './writable.ts'

/** In /run: tells vmp-return.service that there is nothing to go back from. */
const committedFile = 'committed'

/** Keeps the watchdog out of the hands that need it later; systemd had it only for the trial. */
const letGoOfWatchdog =
  'set-property org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager RuntimeWatchdogUSec t 0'

/**
 * The record first: from then on the slot is kept, whatever happens. An ESP that still says otherwise is found out by the
 * initrd, and mended.
 */
export async function commitSlot(options: PrepareOptions): Promise<LoaderResult[]> {
  const { run: runTool, boot, folders, disks } = options
  const record = { ...readRecord(folders.system), committed: boot.slot, wanted: null, trying: null, failed: null }
  await writable(runTool, folders.system, async () => {
    writeRecord(folders.system, record)
    try {
      await renewMaster({ run: runTool, folders, boot })
    } catch (error) {
      // The loader that started this slot goes on doing so.
      options.log('the boot loader stays as it was', { problem: toProblem(asVmpError(error)) })
    }
  })
  await writeFile(join(folders.run, committedFile), '')
  const { installation } = await readHostDocument(documentOf(folders, boot.slot))
  const results = await syncLoaders(runTool, folders, await disks(installation), record)
  await forgetState(join(folders.state, slotState(otherSlot(boot.slot))))
  await runTool('systemctl', ['stop', 'vmp-trial.timer'], { timeout: 30_000 })
  await runTool('busctl', letGoOfWatchdog.split(' '), { timeout: 30_000 })
  return results
}

/** The state of the slot before: whoever goes back by hand gets a copy of what is now. */
async function forgetState(folder: string): Promise<void> {
  if (!existsSync(folder)) return
  const away = join(folder, '..', '.old')
  await rm(away, { recursive: true, force: true })
  await rename(folder, away)
  syncFolder(join(folder, '..'))
  await rm(away, { recursive: true, force: true })
}
