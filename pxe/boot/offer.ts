/** What hosts are offered for an upgrade: the image that machines get which start now. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isSystemError, VmpError } from '../../lib/errors.ts'
import type { OfferedImage } from '../contract/install.ts'
import type { Images } from './images.ts'

/** @param bootUrl Where its files are served. @throws VmpError `upgrade.stationEmpty` */
export async function offeredImage(images: Images, bootUrl: string): Promise<OfferedImage> {
  const { image } = images.current()
  if (image === null) throw new VmpError('upgrade.stationEmpty')
  const manifest = await textOf(join(image.folder, 'manifest.json'))
  if (manifest === null) throw new VmpError('upgrade.stationEmpty')
  const signature = await textOf(join(image.folder, 'manifest.json.sig'))
  return { manifest, signature, files: `${bootUrl}/images/${image.id}/` }
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return null
    throw error
  }
}
