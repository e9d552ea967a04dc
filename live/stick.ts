/**
 * The report on a stick that somebody prepared for it: a FAT file system with the label VMP-REPORTS, on a disk that can be
 * taken out. Nothing else is ever mounted for writing. A stick with our ISO has one when `vmp usb write --reports` wrote it.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { toProblem } from '../lib/errors.ts'
import { writeFileSafely } from '../lib/files.ts'
import type { run } from '../lib/exec.ts'
import { lsblkArgs, parseLsblk } from '../lib/tools/lsblk.ts'
import type { Report } from '../preflight/report.ts'
import { namedReport, reportFileName, reportJson, reportPage } from './report.ts'
import type { StatusBoard } from './status.ts'

const stickLabel = 'VMP-REPORTS'

export interface StickOptions {
  readonly run: typeof run
  /** Where a stick is mounted for the moment. */
  readonly folder: string
  readonly signal: AbortSignal
}

/** Keeps the sticks up to date with the report on the board. */
export interface Saver {
  /** Saves now, and says so also when there is no stick. */
  save: () => void
}

/** Saves each new report; one at a time, the newest wins. */
export function reportSaver(board: StatusBoard, now: () => Date, options: StickOptions): Saver {
  let last: Report | null = null
  let wanted = false
  let asked = false
  let saving = false
  const work = async (): Promise<void> => {
    saving = true
    while (wanted) {
      const [report, byHand] = [namedReport(board.current()), asked]
      wanted = false
      asked = false
      if (report === null) continue
      try {
        const devices = await saveOnSticks(report, options)
        if (devices.length > 0 || byHand) board.update({ saved: { at: now(), devices, problem: null } })
      } catch (error) {
        board.update({ saved: { at: now(), devices: [], problem: toProblem(error) } })
      }
    }
    saving = false
  }
  const start = (): void => {
    wanted = true
    if (!saving) void work()
  }
  board.watch(({ preflight: { running, report } }) => {
    if (running || report === null || report === last) return
    last = report
    start()
  })
  return {
    save() {
      asked = true
      start()
    },
  }
}

/** Writing to a slow stick; a dead one must not hold anything else up. Milliseconds. */
const limit = 60_000

/** Nothing on it is a program, a device, or anybody's but root's. */
const mountOptions = 'rw,nosuid,nodev,noexec,umask=0077'

/**
 * Writes the report as JSON and as a page in both languages to every such stick.
 * @returns the devices written to; none when there is no such stick.
 */
export async function saveOnSticks(report: Report, options: StickOptions): Promise<string[]> {
  const name = reportFileName(report)
  const files = {
    [`${name}.json`]: reportJson(report),
    [`${name}-zh.html`]: reportPage(report, 'zh'),
    [`${name}-en.html`]: reportPage(report, 'en'),
  }
  return saveTextOnSticks(files, options)
}

/**
 * Writes files, by their names, to every such stick.
 * @returns the devices written to.
 */
export async function saveTextOnSticks(
  files: Readonly<Record<string, string>>,
  { run: runTool, folder, signal }: StickOptions,
): Promise<string[]> {
  const { stdout } = await runTool('lsblk', lsblkArgs, { timeout: 10_000, signal })
  const sticks = parseLsblk(stdout).filter(
    ({ label, fsType, portable, readOnly }) => label === stickLabel && fsType === 'vfat' && portable && !readOnly,
  )
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const { path } of sticks) {
    await runTool('mount', ['-t', 'vfat', '-o', mountOptions, path, folder], { timeout: limit, signal })
    try {
      for (const [file, content] of Object.entries(files)) writeFileSafely(join(folder, file), content)
    } finally {
      // Also when the live system ends meanwhile: only what is unmounted is whole.
      await runTool('umount', [folder], { timeout: limit })
    }
  }
  return sticks.map(({ path }) => path)
}
