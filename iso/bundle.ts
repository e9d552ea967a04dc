import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { assetFolders } from '../lib/assets.ts'
import { VmpError } from '../lib/errors.ts'
import { copyTree } from './copy-tree.ts'
import { filesBelow } from './digest.ts'
import { sources } from './places.ts'

const launcher = `#!/bin/sh
exec /usr/lib/vmp/node --disable-warning=ExperimentalWarning /usr/lib/vmp/bin/vmp.mjs "$@"
`

/** Some packages that are bundled still call `require` for what Node itself has. */
const banner = `import { createRequire as vmpCreateRequire } from 'node:module'
const require = vmpCreateRequire(import.meta.url)`

/**
 * Puts our program into a folder: the bundle (bin/), templates, and the one package with native code.
 * @throws VmpError `image.noSources` when this is itself a bundle.
 */
export async function bundle(folder: string): Promise<void> {
  const entry = join(sources, 'cli/vmp.ts')
  if (!existsSync(entry)) throw new VmpError('image.noSources')
  const { build } = await import('esbuild')
  await build({
    // The TFTP thread is a program of its own, found beside the one that starts it.
    entryPoints: { vmp: entry, 'tftp-worker': join(sources, 'pxe/tftp/worker.ts') },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node26',
    outdir: join(folder, 'bin'),
    outExtension: { '.js': '.mjs' },
    entryNames: '[name]',
    chunkNames: 'chunk-[hash]',
    // koffi finds its native part beside itself; esbuild is only for building images.
    external: ['koffi', 'esbuild'],
    banner: { js: banner },
    absWorkingDir: sources,
    logLevel: 'silent',
  })
  await writeFile(join(folder, 'bin/vmp'), launcher)
  const { name, version, type } = JSON.parse(await readFile(join(sources, 'package.json'), 'utf8')) as Record<
    string,
    string
  >
  await writeFile(join(folder, 'package.json'), `${JSON.stringify({ name, version, type })}\n`)
  for (const assets of assetFolders) await copyTree(join(sources, assets), join(folder, assets))
  const native = ['koffi', '@koromix/koffi-linux-x64']
  for (const name of native) {
    const wanted = (file: string): boolean => !/^(vendor|doc)\//.test(file)
    await copyTree(join(sources, 'node_modules', name), join(folder, 'node_modules', name), wanted)
  }
  await mkdir(join(folder, 'bin'), { recursive: true })
  for (const file of await filesBelow(join(folder, 'bin')))
    await chmod(join(folder, 'bin', file), file === 'vmp' ? 0o755 : 0o644)
  await chmod(join(folder, 'package.json'), 0o644)
  await chmod(join(folder, 'bin'), 0o755)
}
