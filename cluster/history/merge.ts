/** Records of several hosts as one history. */
import { toProblem, VmpError } from '../../lib/errors.ts'
import type { Problem } from '../../lib/errors.ts'
import { readCursor, writeCursor } from './cursor.ts'
import type { Cursor, Place } from './cursor.ts'
import type { HistoryPage, Kept, Search } from './record.ts'

/** One host's records, wherever that host is. */
export interface HistorySource<Body> {
  readonly host: string
  page(
    search: Search,
    options: { readonly before?: number | undefined; readonly limit: number },
  ): Promise<HistoryPage<Body>> | HistoryPage<Body>
  follow(search: Search, after: number | null, signal: AbortSignal): AsyncIterable<Kept<Body>>
}

export interface FromHost<Body> extends Kept<Body> {
  readonly host: string
}

/** A host whose records are missing, and why. */
interface Missing {
  readonly host: string
  readonly problem: Problem
}

export interface MergedPage<Body> {
  readonly records: readonly FromHost<Body>[]
  /** `after` of the next page; null when there is nothing older. */
  readonly next: string | null
  readonly missing: readonly Missing[]
}

/** A page of one host, as it goes into a merge. */
export interface HostPage<Body> extends HistoryPage<Body> {
  readonly host: string
}

/**
 * The newest of all pages. A host's own order is kept, whatever its clock did; between hosts time decides. It ends where one
 * page is used up and its host has more: what comes next there is not known, and may be newer than all that is left.
 */
export function mergePages<Body>(
  pages: readonly HostPage<Body>[],
  limit: number,
): { readonly records: readonly FromHost<Body>[]; readonly cursor: Cursor } {
  const heads = pages.map((page) => ({ page, used: 0 }))
  const records: FromHost<Body>[] = []
  const open = heads.filter(({ page }) => page.records.length > 0)
  const usedUp = ({ page, used }: (typeof heads)[number]): boolean => used === page.records.length
  // A page without records that is not its host's last says nothing of what comes next.
  let blocked = heads.some((head) => usedUp(head) && head.page.next !== null)
  while (records.length < limit && !blocked) {
    const left = open.filter((head) => !usedUp(head))
    if (left.length === 0) break
    const newest = left.reduce((best, head) => (later(head, best) ? head : best))
    records.push({ ...newest.page.records[newest.used]!, host: newest.page.host })
    newest.used += 1
    blocked = usedUp(newest) && newest.page.next !== null
  }
  const places = heads.map(({ page, used }): [string, number | null] => [page.host, placeOf(page, used)])
  return { records, cursor: Object.fromEntries(places) }
}

interface Head {
  readonly page: HostPage<unknown>
  readonly used: number
}

/** At the same moment the name decides, so that pages of the same records are the same. */
function later(one: Head, other: Head): boolean {
  const [a, b] = [one.page.records[one.used]!.at, other.page.records[other.used]!.at]
  return a === b ? one.page.host < other.page.host : a > b
}

/** Before which record its host goes on: the next one that is known, else where its page said. */
function placeOf({ records, next }: HistoryPage<unknown>, used: number): number | null {
  return used < records.length ? records[used]!.seq + 1 : next
}

/**
 * A page across hosts. A host that does not answer in time is named as missing, and stays so on the pages after this one:
 * coming back in the middle, its records would stand among older ones.
 */
export async function mergedPage<Body>(
  sources: readonly HistorySource<Body>[],
  search: Search,
  { after, limit, within }: { readonly after?: string | undefined; readonly limit: number; readonly within: number },
): Promise<MergedPage<Body>> {
  const cursor = after === undefined ? undefined : readCursor(after)
  // A host that came in the meantime has nothing older than what was shown.
  const known = sources.filter(({ host }) => cursor === undefined || cursor[host] !== undefined)
  const pages = await Promise.all(known.map((source) => hostPage(source, search, cursor?.[source.host], limit, within)))
  const { records, cursor: read } = mergePages(
    pages.filter((page) => 'records' in page),
    limit,
  )
  const failed = pages.filter((page) => 'problem' in page)
  const places: Cursor = { ...read, ...Object.fromEntries(failed.map(({ host, problem }) => [host, problem])) }
  const unread = Object.values(places).some((place) => typeof place === 'number')
  return { records, next: unread ? writeCursor(places) : null, missing: failed }
}

async function hostPage<Body>(
  { host, page }: HistorySource<Body>,
  search: Search,
  place: Place | undefined,
  limit: number,
  within: number,
): Promise<HostPage<Body> | Missing> {
  if (place === null) return { host, records: [], next: null }
  if (typeof place === 'object') return { host, problem: place }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new VmpError('history.late', { seconds: within / 1000 })), within)
  })
  try {
    return { host, ...(await Promise.race([page(search, { before: place, limit }), late])) }
  } catch (error) {
    return { host, problem: toProblem(error) }
  } finally {
    clearTimeout(timer)
  }
}
