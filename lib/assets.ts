/** Files that are data, not code: templates, policies, remedies. In a checkout and in the image they are files beside the code. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A program that is one single file carries them in itself, by their path in the repository. */
const carried = (): Readonly<Record<string, string>> | undefined =>
  (globalThis as { vmpAssets?: Readonly<Record<string, string>> }).vmpAssets

/** The folders of assets; whoever packs the program takes them along. */
export const assetFolders = ['templates', 'preflight/policies', 'preflight/remedies'] as const
type Folder = (typeof assetFolders)[number]

/** The folder `lib` lies beside them in a checkout; `bin` does in the image. */
const fileOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** The text of an asset, e.g. `asset('templates', 'live/page.html.hbs')`. */
export function asset(folder: Folder, name: string): string {
  return carried()?.[`${folder}/${name}`] ?? readFileSync(fileOf(`${folder}/${name}`), 'utf8')
}

/** The names of the files directly in a folder of assets, sorted. */
export function assetNames(folder: Folder): string[] {
  const inside = carried()
  if (inside === undefined) return readdirSync(fileOf(folder)).sort()
  const names = Object.keys(inside).filter((path) => path.startsWith(`${folder}/`))
  return names.map((path) => path.slice(folder.length + 1)).sort()
}
