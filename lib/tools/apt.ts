import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../exec.ts'
import { runContained } from './contained.ts'

/** A package as apt would fetch it. */
export interface AptFile {
  readonly name: string
  readonly version: string
  readonly architecture: string
  readonly uri: string
  /** Bytes. */
  readonly size: number
  readonly sha256: string
}

export interface AptArchive {
  readonly uri: string
  readonly suite: string
  readonly components: readonly string[]
}

export interface AptRootOptions {
  readonly folder: string
  readonly keyring: string
  readonly architecture: string
  readonly archives: readonly AptArchive[]
}

type Limits = { readonly signal?: AbortSignal | undefined }

/**
 * A configuration file that makes apt look at `folder`, and of the machine's own configuration only at `dump`
 * (`apt-config dump`) for how to reach servers: proxies, certificates, time limits.
 */
export function aptConfiguration(folder: string, architecture: string, dump: string): string {
  const settings: [string, string][] = [
    ['Dir::Etc', join(folder, 'etc')],
    ['Dir::Etc::sourceparts', '/dev/null'],
    ['Dir::State', join(folder, 'state')],
    ['Dir::State::status', join(folder, 'status')],
    ['Dir::Cache', join(folder, 'cache')],
    ['APT::Architecture', architecture],
    ['APT::Architectures', architecture],
    ['APT::Install-Recommends', 'false'],
    ['Acquire::Languages', 'none'],
    ['Acquire::ForceHash', 'SHA256'],
    ['Acquire::Retries', '3'],
    ['APT::Sandbox::User', 'root'],
  ]
  const network = dump.split('\n').filter((line) => /^Acquire::https?(::| )/.test(line))
  return [...settings.map(([name, value]) => `${name} "${value}";`), ...network, ''].join('\n')
}

/** An apt of its own, with no package installed: finds out what an empty system would need. */
export async function aptRoot({ folder, keyring, architecture, archives }: AptRootOptions) {
  for (const part of ['etc/apt.conf.d', 'etc/preferences.d', 'state/lists/partial', 'cache/archives/partial'])
    await mkdir(join(folder, part), { recursive: true })
  const sources = archives.map(
    ({ uri, suite, components }) => `deb [signed-by=${keyring}] ${uri} ${suite} ${components.join(' ')}\n`,
  )
  const configuration = join(folder, 'apt.conf')
  await writeFile(join(folder, 'etc/sources.list'), sources.join(''))
  await writeFile(join(folder, 'status'), '')
  const { stdout: dump } = await run('apt-config', ['dump'], { timeout: 10_000 })
  await writeFile(configuration, aptConfiguration(folder, architecture, dump))
  const env = { ...process.env, LC_ALL: 'C', APT_CONFIG: configuration }
  return {
    /** Fetches the indexes and checks their signatures. */
    update: ({ signal }: Limits) =>
      run('apt-get', ['update', '--error-on=any', '-q'], { env, signal, timeout: 300_000 }),
    /** What `packages` and the essential packages need, with all dependencies. */
    async resolve(packages: readonly string[], { signal }: Limits): Promise<AptFile[]> {
      const args = ['install', '--print-uris', '-qq', '-y', '?essential', '?priority(required)', ...packages]
      return parseUris((await run('apt-get', args, { env, signal, timeout: 120_000 })).stdout)
    },
  }
}

/** Output of `apt-get --print-uris`: `'URI' file size SHA256:hash` a line. */
export function parseUris(text: string): AptFile[] {
  return text.split('\n').flatMap((line) => {
    const match = /^'(?<uri>[^']+)' (?<file>\S+) (?<size>\d+) SHA256:(?<sha256>[0-9a-f]{64})$/.exec(line)
    if (!match) return []
    const { uri, file, size, sha256 } = match.groups as { uri: string; file: string; size: string; sha256: string }
    const [name, version, architecture] = file
      .replace(/\.deb$/, '')
      .split('_')
      .map(decodeURIComponent)
    return [{ name: name!, version: version!, architecture: architecture!, uri, size: Number(size), sha256 }]
  })
}

export interface Download {
  readonly uri: string
  readonly file: string
  /** What must come; without it anything is taken. */
  readonly sha256?: string
}

/** Downloads by apt's own means (proxies, `mirror+file:`, retries), so that whatever its sources reach is reached. */
export async function download(files: readonly Download[], { signal }: Limits): Promise<void> {
  const args = files.flatMap(({ uri, file, sha256 }) => [uri, file, ...(sha256 ? [`SHA256:${sha256}`] : [])])
  await runContained(
    '/usr/lib/apt/apt-helper',
    ['-oAcquire::Retries=3', '-oAPT::Sandbox::User=root', 'download-file', ...args],
    {
      env: { ...process.env, LC_ALL: 'C' },
      signal,
      timeout: 900_000,
    },
  )
}
