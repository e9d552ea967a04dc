/** Images to upgrade to, made of the one that a host runs: only what differs is sent to it. */
import { readFile, mkdir, writeFile } from 'node:fs/promises'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { dirname, join } from 'node:path'
import { imageFolder } from '../../iso/store.ts'
import { signingKey } from '../../iso/signing.ts'
import { run } from '../../lib/exec.ts'
import { signatureOf } from '../../lib/image/signature.ts'
import { parseManifest } from '../../lib/image/manifest.ts'
import type { Manifest } from '../../lib/image/manifest.ts'
import type { LiveShell } from './live-shell.ts'

export interface HostImage {
  readonly manifest: Manifest
  readonly initrd: Buffer
}

/** One of this site's own. */
export async function builtImage(id: string): Promise<HostImage> {
  const folder = await imageFolder(id)
  const manifest = parseManifest(await readFile(join(folder, 'manifest.json')))
  if (manifest === undefined) throw new Error(`${folder} has no manifest`)
  return { manifest, initrd: await readFile(join(folder, 'initrd')) }
}

interface Changes {
  readonly version: string
  readonly signedBy: 'site' | 'nobody' | 'stranger'
  /** Files that are in the initrd instead of those of the same path. */
  readonly initrd?: Readonly<Record<string, string>>
}

/** The kernel takes archives one after the other, each at a multiple of 4 (Documentation/driver-api/early-userspace/buffer-format.rst). */
const boundary = 512

/** Puts an image into a folder of the host. @param running What the host runs, and it is made of. */
export async function offer(
  host: LiveShell,
  scratch: string,
  running: HostImage,
  { version, signedBy, initrd = {} }: Changes,
): Promise<{ image: HostImage; folder: string }> {
  const id = `${version}-upgrade`
  const added = await archiveOf(join(scratch, id), { 'vmp-version': version, ...initrd })
  const gap = Buffer.alloc((boundary - (running.initrd.length % boundary)) % boundary)
  const whole = Buffer.concat([running.initrd, gap, added])
  const sha256 = createHash('sha256').update(whole).digest('hex')
  const files = running.manifest.files.map((file) =>
    file.name === 'initrd' ? { ...file, size: whole.length, sha256 } : file,
  )
  const manifest = { ...running.manifest, id, version, files }
  const content = Buffer.from(JSON.stringify(manifest))

  const folder = `/run/${id}`
  const source = `/run/vmp/system/images/${running.manifest.id}`
  await host.give(
    `mkdir -p ${folder} && cd ${folder} && ln -sf ${source}/vmlinuz ${source}/host.squashfs . &&
     cp ${source}/initrd initrd && truncate --size=%${boundary} initrd && cat >>initrd`,
    { input: added },
  )
  await host.give(`cat >${folder}/manifest.json`, { input: content })
  if (signedBy !== 'nobody') {
    const key = signedBy === 'site' ? await signingKey() : generateKeyPairSync('ed25519').privateKey
    await host.give(`cat >${folder}/manifest.json.sig`, { input: signatureOf(content, key) })
  }
  return { image: { manifest, initrd: whole }, folder }
}

async function archiveOf(tree: string, files: Readonly<Record<string, string>>): Promise<Buffer> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(tree, path)), { recursive: true })
    await writeFile(join(tree, path), text)
  }
  const archive = `${tree}.cpio`
  const args = ['--create', '--format=newc', '--owner=0:0', '--quiet', '--file', archive]
  await run('cpio', args, { timeout: 20_000, input: Object.keys(files).join('\n'), cwd: tree })
  return readFile(archive)
}
