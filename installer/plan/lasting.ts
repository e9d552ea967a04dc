/** Disks and contents without what a boot may change: the names that the kernel gave. */
import type { Content, Disk } from '../../preflight/facts/schema/disks.ts'
import { canonical } from '../../lib/canonical.ts'
import type { Candidate } from './candidate.ts'

export function lastingId({ disk, id, lasting }: Candidate): string {
  return lasting ? id : `${disk.model ?? '?'} ${disk.serial ?? '?'} ${disk.wwn ?? '?'} ${disk.size}`
}

/** Null stays what it is: not known. */
export function lastingContents({ path, contents }: Pick<Disk, 'path' | 'contents'>): unknown {
  return contents?.map((content) => lastingContent(content, path)).toSorted(byText) ?? null
}

/** A partition by its number, a mapping by its name; `md127` and `dm-3` are counted anew at each boot. */
function lastingContent(content: Content, disk: string): Content {
  const { path } = content
  if (path.startsWith(disk)) return { ...content, path: path.slice(disk.length).replace(/^p(?=\d)/, '') }
  return { ...content, path: path.startsWith('/dev/mapper/') ? path : '' }
}

const byText = (a: unknown, b: unknown): number => (canonical(a) < canonical(b) ? -1 : 1)
