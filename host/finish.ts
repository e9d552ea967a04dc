/**
 * Ends what a power cut left of the last step of an installation. Once one disk starts, all of the host is on the disks: what
 * can be missing are the boot loaders of the others, and markers that say so. A disk that is still marked unfinished could be
 * overwritten by an installation that goes on.
 */
import { asVmpError } from '../lib/errors.ts'
import type { run } from '../lib/exec.ts'
import type { log } from '../lib/log.ts'
import { enableLoader } from '../installer/boot/loader.ts'
import type { HostDocument } from '../installer/configuration/document.ts'
import { putMarker } from '../installer/disks/raw.ts'
import type { HostDisk } from '../installer/disks/installed.ts'
import type { HostFolders } from './folders.ts'

export interface FinishOptions {
  readonly run: typeof run
  readonly logger: ReturnType<typeof log>
  readonly folders: Pick<HostFolders, 'system' | 'esps'>
  readonly document: Pick<HostDocument, 'name'>
  /** Thumbprint of the machine key. */
  readonly hostKey: string | undefined
  readonly signal: AbortSignal
}

/** Each by itself: a disk that fails keeps neither the others nor the host. At the next start it is tried again. */
export async function finishDisks(disks: readonly HostDisk[], options: FinishOptions): Promise<void> {
  const { run: runTool, logger, folders, document, signal } = options
  const hostKey = options.hostKey === undefined ? {} : { hostKey: options.hostKey }
  const loader = { run: runTool, signal, system: folders.system, mountAt: folders.esps }
  for (const { path, esp, marker } of disks.filter((disk) => disk.marker.state === 'unfinished')) {
    try {
      if (esp !== null) await enableLoader(loader, { path, esp })
      await putMarker({ run: runTool, signal }, path, {
        ...marker,
        state: 'installed',
        host: document.name,
        ...hostKey,
      })
      logger.info({ disk: path }, 'finished what a power cut had left of the installation')
    } catch (error) {
      logger.warn({ err: asVmpError(error), disk: path }, 'a disk of this host is not finished')
    }
  }
}
