import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { paths } from '../lib/paths.ts'

/** The folder of the sources that the image's program is made from. */
export const sources = fileURLToPath(new URL('..', import.meta.url))

/** Where a build keeps its things. */
export const places = {
  debs: (): string => paths.cache('debs'),
  layers: (): string => paths.cache('layers'),
  /** Which layer was made last for a list of packages, a mirror and settings. */
  requests: (): string => paths.cache('requests'),
  initrds: (): string => paths.cache('initrds'),
  /** Emptied at the start of each build. */
  work: (...parts: string[]): string => paths.cache('work', ...parts),
  lock: (): string => paths.cache('image-build.lock'),
  images: (): string => paths.state('images'),
  keys: (): string => paths.state('keys'),
  overlay: (): string => join(sources, 'templates/image/overlay'),
  node: (): string => join(sources, 'node_modules/node/bin/node'),
} as const
