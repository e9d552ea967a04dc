/** The image that the station of this host serves now. */
import { isVmpError, VmpError } from '../../lib/errors.ts'
import type { OfferedImage } from '../../pxe/contract/install.ts'
import { connectStation } from '../station.ts'
import type { StationOptions } from '../station.ts'
import type { DownloadOptions } from '../../lib/download.ts'
import type { UpgradeSource } from './source.ts'
import { urlSource } from './url.ts'

/**
 * Its manifest comes over the connection that the host trusts, its files by plain HTTP: their digests are in the manifest.
 * @throws VmpError `upgrade.stationGone`, `upgrade.stationEmpty`, `host.unknown`
 */
export async function stationSource(
  options: StationOptions & Pick<DownloadOptions, 'fetch' | 'limits'>,
  signal: AbortSignal,
): Promise<UpgradeSource> {
  const offer = await ask(options, signal)
  const documents = new Map([
    ['manifest.json', offer.manifest],
    ['manifest.json.sig', offer.signature],
  ])
  const files = urlSource(offer.files, options)
  return {
    async read(name) {
      const text = documents.get(name)
      if (text === undefined || text === null)
        throw new VmpError('upgrade.sourceMissing', { source: `${offer.files}${name}` })
      return Buffer.from(text)
    },
    fetch: files.fetch,
  }
}

const gone: readonly string[] = ['live.stationUnreachable', 'live.stationTimeout']

async function ask(options: StationOptions, signal: AbortSignal): Promise<OfferedImage> {
  try {
    const { api, close } = await connectStation(options, signal)
    try {
      return await api.hostImage({}, { signal })
    } finally {
      close()
    }
  } catch (error) {
    if (!isVmpError(error) || !gone.includes(error.code)) throw error
    throw new VmpError('upgrade.stationGone', { url: options.station.url.origin }, { cause: error })
  }
}
