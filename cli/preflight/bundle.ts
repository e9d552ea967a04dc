import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { VmpError } from '../../lib/errors.ts'
import { output, version } from '../context.ts'
import { writeNamed } from './files.ts'

/** The oldest Node that the file runs with: what Debian 13 and Ubuntu 26.04 bring, and what is still on many servers. */
const oldestNode = 'node20'

const sources = fileURLToPath(new URL('../..', import.meta.url))

/** `vmp preflight bundle`: preflight as one file that runs with a Node binary and nothing else. */
export function bundleCommand(): Command {
  return new Command('bundle')
    .description(output('cli.preflight.bundle'))
    .argument('[file]', output('cli.preflight.bundleFile'), 'dist/vmp-preflight.mjs')
    .action(async (file: string) => {
      writeNamed(file, await bundlePreflight(), 0o755)
      process.stdout.write(`${output('preflight.bundle.written', { file })}\n`)
    })
}

/** Some packages that are bundled still call `require` for what Node itself has. */
const prelude = `import { createRequire as vmpCreateRequire } from 'node:module'
const require = vmpCreateRequire(import.meta.url)`

/** @throws VmpError `preflight.noSources` when this is itself a bundle. */
async function bundlePreflight(): Promise<string> {
  const entry = join(sources, 'cli/vmp-preflight.ts')
  if (!existsSync(entry)) throw new VmpError('preflight.noSources')
  const { build } = await import('esbuild')
  const carried = { vmpAssets: assets(), vmpVersion: version() }
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: oldestNode,
    // Only a checkout has the sources that it would bundle.
    external: ['esbuild'],
    banner: { js: `#!/usr/bin/env node\n${prelude}\nObject.assign(globalThis, ${JSON.stringify(carried)})` },
    absWorkingDir: sources,
    logLevel: 'silent',
  })
  return outputFiles[0]!.text
}

/** The data that preflight reads, by its path in the repository. */
function assets(): Record<string, string> {
  const folders = ['templates/preflight', 'preflight/policies', 'preflight/remedies']
  const paths = folders.flatMap((folder) => readdirSync(join(sources, folder)).map((name) => `${folder}/${name}`))
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(sources, path), 'utf8')]))
}
