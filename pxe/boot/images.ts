import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Value } from 'typebox/value'
import { isSystemError } from '../../lib/errors.ts'
import type { Sentence } from '../contract/machines.ts'

/** The part of an image's manifest that booting needs. */
const Manifest = Type.Object({
  // Stands in addresses, scripts and kernel command lines.
  id: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._+~-]*$' }),
  files: Type.Array(
    Type.Object({ name: Type.String(), size: Type.Integer(), sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }) }),
  ),
})

export interface ServedImage {
  readonly id: string
  readonly folder: string
  /** Of `host.squashfs`. */
  readonly size: number
  readonly sha256: string
  readonly files: ReadonlyMap<string, number>
}

export type ImageState =
  | { readonly image: ServedImage; readonly problem: null }
  | { readonly image: null; readonly problem: Sentence }

/** The images that a station can serve. */
export interface Images {
  /** The one that `current` names: what machines that start now get. */
  current(): ImageState
  /** Any other that is still there: a machine that began with it before `current` changed must be able to go on. */
  byId(id: string): ServedImage | null
}

/**
 * The images in a folder, looked at anew when the link or a manifest changed, so that a new image is served without a
 * restart. Sizes are compared with the manifest; digests are the machine's to check.
 */
export function servedImages(images: string): Images {
  const seen = new Map<string, ImageState>()
  const look = (name: string): ImageState => {
    try {
      const folder = realpathSync(join(images, name))
      const manifest = join(folder, 'manifest.json')
      const key = `${folder} ${statSync(manifest).mtimeMs}`
      const known = seen.get(key)
      if (known) return known
      const state = read(folder, manifest)
      // A damaged image is looked at each time: what is missing may come back without a new manifest.
      if (state.image) seen.set(key, state)
      return state
    } catch (error) {
      if (isSystemError(error)) return { image: null, problem: { key: 'station.noImage', params: { folder: images } } }
      throw error
    }
  }
  return {
    current: () => look('current'),
    byId: (id) => (/^\w[\w.+-]*$/.test(id) ? look(id).image : null),
  }
}

function read(folder: string, file: string): ImageState {
  const damaged = (name: string): ImageState => ({
    image: null,
    problem: { key: 'station.damagedImage', params: { image: basename(folder), file: name } },
  })
  const manifest = parse(readFileSync(file, 'utf8'))
  if (!manifest) return damaged('manifest.json')
  const files = new Map(manifest.files.map(({ name, size }) => [name, size]))
  for (const name of ['vmlinuz', 'initrd', 'host.squashfs']) {
    const path = join(folder, name)
    if (!existsSync(path) || statSync(path).size !== files.get(name)) return damaged(name)
  }
  const { size, sha256 } = manifest.files.find(({ name }) => name === 'host.squashfs')!
  return { image: { id: manifest.id, folder, size, sha256, files }, problem: null }
}

function parse(text: string): Static<typeof Manifest> | undefined {
  try {
    const document: unknown = JSON.parse(text)
    return Value.Check(Manifest, document) ? document : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
