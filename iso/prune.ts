/** Images that nobody needs any more. */
import { rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { exclusively } from './exclusive.ts'
import { places } from './places.ts'
import { listImages, OLD } from './store.ts'
import type { ListedImage } from './store.ts'

export interface Prunable {
  readonly id: string
  readonly current: boolean
  /** When it was built or imported, milliseconds since 1970. */
  readonly made: number
}

/** The images to remove: neither the current one, nor one in use, nor one of the `keep` newest. */
export function superfluous<Image extends Prunable>(
  images: readonly Image[],
  keep: number,
  isInUse: (id: string) => boolean,
): Image[] {
  const newest = images.toSorted((a, b) => b.made - a.made || a.id.localeCompare(b.id)).slice(0, keep)
  return images.filter((image) => !image.current && !newest.includes(image) && !isInUse(image.id))
}

export interface PruneRequest {
  readonly keep: number
  readonly isInUse: (id: string) => boolean
  /** Only says what it would remove. */
  readonly dryRun: boolean
}

/**
 * Not while one is being built. Each disappears in one step: what is killed in the middle leaves none that is half there.
 * @returns what was removed
 * @throws VmpError `image.busy`
 */
export async function pruneImages({ keep, isInUse, dryRun }: PruneRequest): Promise<ListedImage[]> {
  return exclusively(places.lock(), async () => {
    const folder = (id: string): string => join(places.images(), id)
    const images = await Promise.all(
      (await listImages()).map(async (image) => ({ ...image, made: (await stat(folder(image.id))).mtimeMs })),
    )
    const removed = superfluous(images, keep, isInUse)
    if (dryRun) return removed
    for (const { id } of removed) {
      const hidden = folder(`${OLD}${id}`)
      await rm(hidden, { recursive: true, force: true })
      await rename(folder(id), hidden)
      await rm(hidden, { recursive: true })
    }
    return removed
  })
}
