/** One part of a file, both ends included, in bytes. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * Reads a `Range` header (RFC 9110 14.2). One range is answered; a header that is malformed, in another unit or of
 * several ranges is left aside, as the RFC allows: the answer is then the whole file.
 * @param size bytes of the whole
 * @returns the range, `unsatisfiable` when it lies beyond the end, undefined for "the whole"
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=\s*(\d{0,16})-(\d{0,16})\s*$/i.exec(header ?? '')
  if (!match) return undefined
  const [, from = '', to = ''] = match
  if (from === '' && to === '') return undefined
  if (from === '') {
    const length = Math.min(Number(to), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 }
  }
  const start = Number(from)
  if (to !== '' && Number(to) < start) return undefined
  if (start >= size) return 'unsatisfiable'
  return { start, end: to === '' ? size - 1 : Math.min(Number(to), size - 1) }
}

/** Whether `If-None-Match` names `etag` (RFC 9110 13.1.2: compared weakly). */
export function matchesNone(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  const strip = (tag: string): string => tag.trim().replace(/^W\//, '')
  return header.trim() === '*' || header.split(',').some((tag) => strip(tag) === strip(etag))
}

/** Whether `If-Range` lets a range through: absent, or the very same strong validator (RFC 9110 13.1.5). Dates never do: we send none. */
export function allowsRange(header: string | undefined, etag: string | undefined): boolean {
  return header === undefined || (header.trim() === etag && !header.includes('W/'))
}
