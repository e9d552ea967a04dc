import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isSystemError } from '../../lib/errors.ts'
import { normalMac } from '../../lib/identity.ts'
import { decideBoot } from './decision.ts'
import type { BootDecision, BootPlaces, KnownMachine } from './decision.ts'
import type { BootFile, BootRequest, ResolveBootFile } from './files.ts'
import type { Images, ServedImage } from './images.ts'
import { renderGrub, renderGrubEntry, renderIpxe } from './scripts.ts'

const bootNotes = ['memory-too-small', 'image-unreachable', 'image-digest-mismatch', 'image-mount-failed'] as const
export type BootNote = (typeof bootNotes)[number]

export interface ResolverOptions {
  readonly images: Images
  readonly places: BootPlaces
  readonly mintNonce: (mac: string) => string
  /** The NIC behind an address, when DHCP or the neighbour table knows it. */
  readonly macOf: (address: string) => string | undefined
  /** What is known of the machine of a NIC; it asks for its script now. */
  readonly machineOf: (mac: string) => KnownMachine | null
  readonly onScript: (
    mac: string | null,
    client: string,
    script: 'ipxe' | 'grub',
    action: BootDecision['action'],
  ) => void
  /** The initrd says on its way why it cannot go on. */
  readonly onNote: (mac: string | null, client: string, note: BootNote) => void
}

/** Which file a path of the boot tree is: the same tree by TFTP and by HTTP. */
export function bootResolver(options: ResolverOptions): ResolveBootFile {
  const { images, places, mintNonce, macOf, machineOf, onScript, onNote } = options

  const decide = (request: BootRequest, said: string | undefined) => {
    const mac = normalMac(said ?? '') ?? macOf(request.client) ?? null
    const machine = mac === null ? null : machineOf(mac)
    return { mac, decision: decideBoot({ image: images.current().image, mac, machine }, places, mintNonce) }
  }

  return async (request) => {
    const { path, query, client } = request
    if (path === '/boot/script.ipxe') {
      const { mac, decision } = decide(request, query.get('mac') ?? undefined)
      onScript(mac, client, 'ipxe', decision.action)
      return text(renderIpxe(decision, places.bootUrl))
    }
    if (path === '/grub/grub.cfg') return text(renderGrubEntry())
    const own = /^\/boot\/grub\/([0-9a-f:]*)\.cfg$/i.exec(path)
    if (own) {
      const { mac, decision } = decide(request, own[1])
      onScript(mac, client, 'grub', decision.action)
      return text(renderGrub(decision))
    }
    const note = bootNotes.find((code) => path === `/boot/note/${code}`)
    if (note) {
      onNote(normalMac(query.get('mac') ?? '') ?? macOf(client) ?? null, client, note)
      return text('noted\n')
    }
    return imageFile(path, images)
  }
}

function text(content: string): BootFile {
  return { kind: 'bytes', bytes: Buffer.from(content), type: 'text/plain; charset=utf-8' }
}

/** The names that firmware and shim ask for at the root, and where the image has them. */
const atRoot: ReadonlyMap<string, string> = new Map([
  ['/bootx64.efi', 'loaders/bootx64.efi'],
  ['/grubx64.efi', 'loaders/grubx64.efi'],
  ['/mmx64.efi', 'loaders/mmx64.efi'],
  // shim asks below the prefix of the TFTP server when it was loaded by HTTP, and some firmware keeps it in TFTP too.
  ['/tftp/grubx64.efi', 'loaders/grubx64.efi'],
])

/** Loaders come from the image that machines get now; `/images/ID/…` from the one that it names. */
function locate(path: string, images: Images): { image: ServedImage | null; name: string } | undefined {
  const loader = atRoot.get(path) ?? (path.startsWith('/loaders/') ? path.slice(1) : undefined)
  if (loader !== undefined) return { image: images.current().image, name: loader }
  const [, id, name] = /^\/images\/([^/]+)\/(.+)$/.exec(path) ?? []
  return id === undefined || name === undefined ? undefined : { image: images.byId(id), name }
}

const manifests: readonly string[] = ['manifest.json', 'manifest.json.sig']

async function imageFile(path: string, images: Images): Promise<BootFile | undefined> {
  const { image, name } = locate(path, images) ?? {}
  if (!image || name === undefined || !(image.files.has(name) || manifests.includes(name))) return undefined
  const file = join(image.folder, name)
  try {
    const { size, mtimeMs, ino } = await stat(file)
    return {
      kind: 'file',
      path: file,
      size,
      etag: `"${ino.toString(36)}-${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`,
    }
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined
    throw error
  }
}
