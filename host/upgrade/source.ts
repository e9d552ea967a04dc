/** Where a new image comes from: a folder as `vmp image build` makes it, its address, or a tar file of one. */
import { createReadStream, createWriteStream } from 'node:fs'
import { readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { DownloadOptions } from '../../lib/download.ts'
import { isSystemError, VmpError } from '../../lib/errors.ts'
import { sizeOf } from '../../lib/files.ts'
import { CommandError } from '../../lib/exec.ts'
import type { run } from '../../lib/exec.ts'
import { extractArgs, printArgs } from '../../lib/tools/tar.ts'

type FetchOptions = Pick<DownloadOptions, 'signal' | 'size' | 'onBytes'>

export interface UpgradeSource {
  /** @throws VmpError `upgrade.sourceMissing` when the source has no such file. */
  readonly read: (name: string) => Promise<Buffer>
  /** Puts a file there; what an earlier attempt left of it is taken up again. */
  readonly fetch: (name: string, target: string, options: FetchOptions) => Promise<void>
}

/** @throws VmpError `upgrade.sourceMissing` */
export async function openSource(path: string, runTool: typeof run): Promise<UpgradeSource> {
  try {
    return (await stat(path)).isDirectory() ? folderSource(path) : tarSource(path, runTool)
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT')
      throw new VmpError('upgrade.sourceMissing', { source: path }, { cause: error })
    throw error
  }
}

function folderSource(folder: string): UpgradeSource {
  return {
    async read(name) {
      try {
        return await readFile(join(folder, name))
      } catch (error) {
        if (isSystemError(error) && error.code === 'ENOENT')
          throw new VmpError('upgrade.sourceMissing', { source: join(folder, name) }, { cause: error })
        throw error
      }
    },
    async fetch(name, target, { signal, onBytes }) {
      let have = await sizeOf(target)
      const source = createReadStream(join(folder, name), { start: have, highWaterMark: 1 << 20 })
      source.on('data', (chunk) => onBytes((have += chunk.length)))
      await pipeline(source, createWriteStream(target, { flags: have > 0 ? 'a' : 'w' }), { signal })
    },
  }
}

/** Milliseconds: a tar file is read from its beginning for each of its members. */
const tarLimit = 1_800_000

/** One stream: what is left of an earlier attempt is written over. */
function tarSource(file: string, runTool: typeof run): UpgradeSource {
  const tar = async (args: readonly string[], name: string, signal?: AbortSignal): Promise<string> => {
    try {
      return (await runTool('tar', args, { timeout: tarLimit, signal })).stdout
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      throw new VmpError('upgrade.sourceMissing', { source: `${file}: ${name}` }, { cause: error })
    }
  }
  return {
    read: async (name) => Buffer.from(await tar(printArgs(file, name), name)),
    async fetch(name, target, { signal, onBytes }) {
      await rm(target, { force: true })
      await tar(extractArgs(file, name, dirname(target)), name, signal)
      onBytes(await sizeOf(target))
    },
  }
}
