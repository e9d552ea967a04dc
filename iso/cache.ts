import { readdir, rm, stat } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { debName, readLock } from './lock.ts'
import { places } from './places.ts'

/** Layers and initrds kept, the most recently used: enough to go back and forth between two sets of packages. */
const KEPT = 3

/** Removes old layers and initrds, and packages that no layer is made of any more. */
export async function pruneCache(): Promise<void> {
  const layers = await newestFirst(places.layers())
  for (const layer of layers.slice(KEPT)) await rm(layer, { recursive: true })
  for (const file of (await newestFirst(places.initrds())).slice(KEPT)) await rm(file)
  const used = new Set<string>()
  for (const layer of layers.slice(0, KEPT)) {
    const { packages } = await readLock(join(layer, 'lock.json'))
    for (const item of packages) used.add(debName(item))
  }
  const debs = existsSync(places.debs()) ? await readdir(places.debs()) : []
  for (const name of debs) if (!used.has(name)) await rm(join(places.debs(), name))
}

async function newestFirst(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return []
  const files = (await readdir(folder)).map((name) => join(folder, name))
  const dated = await Promise.all(files.map(async (file) => ({ file, at: (await stat(file)).mtimeMs })))
  return dated.sort((a, b) => b.at - a.at).map(({ file }) => file)
}
