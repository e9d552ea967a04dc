import { createHash, generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { signatureOf } from '../../lib/image/signature.ts'
import { imageSource } from './source.ts'
import type { SourceOptions } from './source.ts'

const files = { vmlinuz: 'a kernel', initrd: 'an initrd', 'host.squashfs': 'a root' }
const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex')
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const key = publicKey.export({ type: 'spki', format: 'pem' })
const manifest = Buffer.from(
  JSON.stringify({
    format: 1,
    id: '1.0-abc',
    version: '1.0',
    createdAt: '',
    suite: 'trixie',
    architecture: 'amd64',
    kernel: '6',
    files: Object.entries(files).map(([name, text]) => ({ name, size: text.length, sha256: sha256(text) })),
    packages: [],
    firmware: [],
  }),
)
const signature = signatureOf(manifest, privateKey)
const commandLine = `vmp.source=iso vmp.image=1.0-abc vmp.sha256=${sha256(files['host.squashfs'])}`

let top: string
let medium: string
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'vmp-source-'))
  medium = join(top, 'medium')
  mkdirSync(medium)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(medium, name), text)
  writeFileSync(join(medium, 'manifest.json'), manifest)
  writeFileSync(join(medium, 'manifest.json.sig'), signature)
})
afterEach(() => rmSync(top, { recursive: true }))

const options = (more: Partial<SourceOptions> = {}): SourceOptions => ({
  commandLine,
  keys: [key],
  fetch: () => Promise.reject(new Error('not asked for')),
  signal: new AbortController().signal,
  folder: join(top, 'fetched'),
  places: { memory: medium, medium },
  ...more,
})

describe('the image of this boot', () => {
  it('is on the medium, with all that a host keeps', async () => {
    const { manifest: found, files: sources } = await imageSource(options())
    expect(found.id).toBe('1.0-abc')
    expect(sources.map(({ name }) => name)).toEqual([...Object.keys(files), 'manifest.json', 'manifest.json.sig'])
    expect(sources[0]).toEqual({ name: 'vmlinuz', path: join(medium, 'vmlinuz'), size: 8, sha256: sha256('a kernel') })
  })

  it('is fetched where the boot fetched it: but for what is in memory', async () => {
    const asked: string[] = []
    const served: Record<string, string | Buffer> = {
      ...files,
      'manifest.json': manifest,
      'manifest.json.sig': signature,
    }
    const fetch = (url: URL): Promise<Response> => {
      asked.push(url.href)
      return Promise.resolve(new Response(served[url.pathname.split('/').at(-1)!] as string))
    }
    const http = commandLine.replace(
      'vmp.source=iso',
      'vmp.source=http vmp.url=http://192.0.2.1/images/x/host.squashfs',
    )
    const { files: sources } = await imageSource(
      options({ commandLine: http, fetch: fetch as typeof globalThis.fetch }),
    )
    expect(asked.toSorted()).toEqual(
      ['initrd', 'manifest.json', 'manifest.json.sig', 'vmlinuz'].map((name) => `http://192.0.2.1/images/x/${name}`),
    )
    expect(sources.find(({ name }) => name === 'host.squashfs')?.path).toBe(join(medium, 'host.squashfs'))
  })

  const stranger = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' })
  it.each<[string, string, () => Partial<SourceOptions> | void]>([
    ['signed by a stranger', 'install.imageUntrusted', () => ({ keys: [stranger] })],
    ['signed by nobody that is believed', 'install.imageUntrusted', () => ({ keys: [] })],
    [
      'with an altered manifest',
      'install.imageUntrusted',
      () => writeFileSync(join(medium, 'manifest.json'), manifest.toString().replace('trixie', 'sid')),
    ],
    ['cut off', 'install.imageAltered', () => truncateSync(join(medium, 'host.squashfs'), 3)],
    [
      'with another initrd of the same size',
      'install.imageAltered',
      () => writeFileSync(join(medium, 'initrd'), 'AN INITRD'),
    ],
    ['without a kernel', 'install.imageMissing', () => rmSync(join(medium, 'vmlinuz'))],
    [
      'another than the one that runs',
      'install.imageOther',
      () => ({ commandLine: `vmp.source=iso vmp.image=old vmp.sha256=${sha256('another')}` }),
    ],
    ['of an installed host', 'install.noSource', () => ({ commandLine: 'vmp.source=disk' })],
  ])('%s: %s', async (_title, code, change) => {
    const changed = change() ?? {}
    await expect(imageSource(options(changed))).rejects.toMatchObject({ code })
  })
})
