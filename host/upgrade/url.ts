/** An image whose files a web server has in one folder, as a station does. */
import { VmpError } from '../../lib/errors.ts'
import { download } from '../../lib/download.ts'
import type { DownloadErrors, DownloadOptions } from '../../lib/download.ts'
import type { UpgradeSource } from './source.ts'

/** Milliseconds for a manifest, and bytes: one of a thousand packages has a tenth of it. */
const limit = 30_000
const largest = 2 ** 20

const errors: DownloadErrors = {
  missing: ({ href }) => new VmpError('upgrade.sourceMissing', { source: href }),
  longer: ({ pathname }) => new VmpError('upgrade.altered', { file: pathname.split('/').at(-1)! }),
  interrupted: ({ href }, problem, cause) => new VmpError('upgrade.interrupted', { url: href, problem }, { cause }),
}

/** @param folder Its address. */
export function urlSource(folder: string, { fetch, limits }: Pick<DownloadOptions, 'fetch' | 'limits'>): UpgradeSource {
  const base = new URL(folder.endsWith('/') ? folder : `${folder}/`)
  return {
    async read(name) {
      const url = new URL(name, base)
      try {
        const response = await fetch(url, { signal: AbortSignal.timeout(limit) })
        if (response.ok) return await contentOf(response)
        await response.body?.cancel()
        if (response.status !== 404) throw new Error(`HTTP ${response.status}`)
      } catch (error) {
        const problem = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
        throw new VmpError('upgrade.interrupted', { url: url.href, problem }, { cause: error })
      }
      throw new VmpError('upgrade.sourceMissing', { source: url.href })
    },
    fetch: (name, target, options) =>
      download(new URL(name, base), target, { ...options, fetch, errors, ...(limits ? { limits } : {}) }),
  }
}

async function contentOf(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > largest) throw new Error(`it is longer than ${largest} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
