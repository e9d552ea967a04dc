/** Where this boot has the files of the image it runs: they are what is installed. All of it is proven before a disk is touched. */
import { createHash, createPublicKey } from 'node:crypto'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mediumFiles, mediumFolder } from '../../answer/medium.ts'
import { download } from '../../lib/download.ts'
import type { DownloadErrors } from '../../lib/download.ts'
import { isSystemError, VmpError } from '../../lib/errors.ts'
import { parseManifest } from '../../lib/image/manifest.ts'
import type { Manifest } from '../../lib/image/manifest.ts'
import { judge } from '../../lib/image/signature.ts'

/** What a host keeps of an image. */
const imageFiles = ['vmlinuz', 'initrd', 'host.squashfs'] as const
type ImageFile = (typeof imageFiles)[number]

export interface ImageSource {
  readonly manifest: Manifest
  /** The files to copy: name in the image's folder, where it is, how long it is, its SHA-256. */
  readonly files: readonly SourceFile[]
}

export interface SourceFile {
  readonly name: string
  readonly path: string
  readonly size: number
  readonly sha256: string
}

export interface SourceOptions {
  /** The kernel's command line of this boot. */
  readonly commandLine: string
  /** Public keys (SPKI, PEM) of those whose images are taken. */
  readonly keys: readonly string[]
  readonly fetch: typeof globalThis.fetch
  readonly signal: AbortSignal
  /** A folder on a tmpfs for what has to be fetched. */
  readonly folder: string
  /** Where the boot script left things; another folder only in tests. */
  readonly places?: { readonly memory: string; readonly medium: string }
  /** How long a station that is away is waited for; less only in tests. */
  readonly patience?: Patience
}

/** The path of a file of the image; what a manifest says of has a size. */
type Reader = (name: string, size?: number) => Promise<string>

/** What the boot script (initramfs-tools/scripts/vmp) holds in memory when it fetched the image. */
const bootPlaces = { memory: '/run/vmp/ram', medium: mediumFolder }

/** @throws VmpError `install.noSource`, `install.imageMissing`, `install.imageUntrusted`, `install.imageAltered`, `install.imageOther` */
export async function imageSource(options: SourceOptions): Promise<ImageSource> {
  const words = wordsOf(options.commandLine)
  const read = readerFor(words, options)
  const content = await readFile(await read(mediumFiles.manifest))
  const signature = await readFile(await read(mediumFiles.signature), 'utf8')
  const keys = options.keys.map((pem) => createPublicKey(pem))
  const judgement = judge(content, signature, keys)
  if (judgement !== 'good') throw new VmpError('install.imageUntrusted', { key: signature.split(' ')[1] ?? '-' })
  const manifest = parseManifest(content)
  if (manifest === undefined) throw new VmpError('install.imageAltered', { file: mediumFiles.manifest })
  // What runs is what is installed: it has shown that it starts this machine.
  const running = words.get('vmp.sha256')
  const squashfs = manifest.files.find(({ name }) => name === 'host.squashfs')
  if (running !== undefined && squashfs?.sha256 !== running)
    throw new VmpError('install.imageOther', { image: manifest.id, booted: words.get('vmp.image') ?? '-' })
  const files: SourceFile[] = []
  for (const name of imageFiles) {
    const size = manifest.files.find((file) => file.name === name)?.size
    if (size === undefined) throw new VmpError('install.imageAltered', { file: name })
    files.push(await proven(manifest, name, await read(name, size)))
  }
  for (const [name, bytes] of [
    [mediumFiles.manifest, content],
    [mediumFiles.signature, Buffer.from(signature)],
  ] as const)
    files.push({ name, path: await read(name), size: bytes.length, sha256: sha256(bytes) })
  return { manifest, files }
}

function wordsOf(commandLine: string): Map<string, string> {
  return new Map(
    commandLine
      .trim()
      .split(/\s+/)
      .map((word): [string, string] => {
        const equals = word.indexOf('=')
        return equals < 0 ? [word, ''] : [word.slice(0, equals), word.slice(equals + 1)]
      }),
  )
}

/** Gives the path of a file of the image, which is fetched when it is nowhere yet. */
function readerFor(words: ReadonlyMap<string, string>, options: SourceOptions): Reader {
  const { memory, medium } = options.places ?? bootPlaces
  const source = words.get('vmp.source')
  if (source === 'iso') return async (name) => join(medium, name)
  const url = words.get('vmp.url')
  if (source !== 'http' || url === undefined) throw new VmpError('install.noSource', { source: source ?? '-' })
  const fetched = new Map<string, Promise<string>>([['host.squashfs', Promise.resolve(join(memory, 'host.squashfs'))]])
  return (name, size) => {
    const [from, target] = [new URL(name, url), join(options.folder, name)]
    const known =
      fetched.get(name) ??
      (size === undefined ? fetchSmall(from, target, options) : fetchFile(from, target, size, options))
    fetched.set(name, known)
    return known
  }
}

/** A manifest of a thousand packages has a tenth of it, bytes; and its milliseconds. */
const longestSmall = 2 ** 20
const smallWithin = 30_000
/** Bytes; a kernel or an initrd is smaller, whatever its manifest says. */
const longest = 512 * 2 ** 20
/** A station that is away for ten minutes costs nothing but the wait: no disk was touched yet. Milliseconds, and times. */
const usualPatience = { stalled: 30_000, pause: 1000, longestPause: 5000, fruitless: 120, attempts: 1000 }
type Patience = typeof usualPatience

const errors: DownloadErrors = {
  missing: ({ href }) => new VmpError('install.imageUnreachable', { url: href, reason: 'HTTP 404' }),
  longer: ({ pathname }) => new VmpError('install.imageAltered', { file: pathname.split('/').at(-1)! }),
  interrupted: ({ href }, reason, cause) => new VmpError('install.imageUnreachable', { url: href, reason }, { cause }),
}

/** What broke off goes on where it was: a station may be restarted in the middle. */
async function fetchFile(
  url: URL,
  target: string,
  size: number,
  { fetch, signal, folder, patience = usualPatience }: SourceOptions,
): Promise<string> {
  if (size > longest) throw new VmpError('install.imageUnreachable', { url: url.href, reason: '> 512 MiB' })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await rm(target, { force: true })
  await download(url, target, { fetch, signal, size, errors, limits: patience, onBytes: () => {} })
  return target
}

async function fetchSmall(
  url: URL,
  target: string,
  { fetch, signal, folder, patience = usualPatience }: SourceOptions,
): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(smallWithin)]) })
      if (!response.ok) throw new Error(`HTTP ${response.status}`)
      await writeFile(target, await contentOf(response), { mode: 0o600 })
      return target
    } catch (error) {
      if (signal.aborted) throw new VmpError('cancelled', {}, { cause: error })
      if (attempt >= patience.fruitless) throw errors.interrupted(url, reasonOf(error), error)
      await pause(Math.min(patience.longestPause, patience.pause * 2 ** attempt), signal)
    }
  }
}

async function contentOf(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > longestSmall) throw new Error('> 1 MiB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error)

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}

/**
 * The squashfs is only measured here: the boot script has computed its digest, the system runs from it, and what reaches the
 * disk is checked there.
 */
async function proven(manifest: Manifest, name: ImageFile, path: string): Promise<SourceFile> {
  const entry = manifest.files.find((file) => file.name === name)
  if (entry === undefined) throw new VmpError('install.imageAltered', { file: name })
  const { size, sha256: digest } = entry
  try {
    const { size: found } = await stat(path)
    const right = found === size && (name === 'host.squashfs' || sha256(await readFile(path)) === digest)
    if (!right) throw new VmpError('install.imageAltered', { file: name })
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT')
      throw new VmpError('install.imageMissing', { file: path }, { cause: error })
    throw error
  }
  return { name, path, size, sha256: digest }
}

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex')
