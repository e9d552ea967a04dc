/** What of a live system goes into a support bundle, besides what any machine can be asked. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isSystemError } from '../lib/errors.ts'
import { filePart, valuePart } from '../lib/bundle/part.ts'
import type { Part } from '../lib/bundle/part.ts'
import { clockFile } from './clock.ts'
import { journalFiles, journalFolder } from './installation/journal.ts'
import type { Standing } from './installation/journal.ts'
import type { LiveStatus } from './status.ts'

/** Makes the whole of it, as a compressed archive; `cli/live.ts` passes it in. */
export type SupportMaker = (
  status: LiveStatus,
) => Promise<{ /** Without its ending. */ readonly name: string; readonly archive: Buffer }>

/** @param folder of the live program, on a tmpfs */
export function liveParts(folder: string): Part[] {
  const { standing, events } = journalFiles(join(folder, journalFolder))
  return [
    filePart('live/clocks.json', join(folder, clockFile)),
    valuePart('installation/standing.json', standing, async () => ({ ...(await readStanding(folder)), bundle: null })),
    filePart('installation/events.jsonl', events),
    {
      name: 'installation/log-bundle.txt',
      title: 'what was kept when it failed',
      read: async () => (await readStanding(folder)).bundle ?? '',
    },
  ]
}

/** Reading the disks while they are written would be in the way. */
export async function isInstalling(folder: string): Promise<boolean> {
  try {
    return (await readStanding(folder)).end === null
  } catch (error) {
    // None was begun.
    if (isSystemError(error) && error.code === 'ENOENT') return false
    throw error
  }
}

async function readStanding(folder: string): Promise<Standing> {
  return JSON.parse(await readFile(journalFiles(join(folder, journalFolder)).standing, 'utf8')) as Standing
}
