import { normalisePath } from '../boot/path.ts'

/**
 * The request target (RFC 9112 3.2; origin or absolute form) as path and query.
 * @returns undefined when it is malformed or its path could climb
 */
export function parseTarget(target: string): { path: string; query: URLSearchParams } | undefined {
  const origin = target.replace(/^https?:\/\/[^/?#]*/i, '')
  const [beforeFragment = ''] = origin.split('#', 1)
  const at = beforeFragment.indexOf('?')
  const raw = at < 0 ? beforeFragment : beforeFragment.slice(0, at)
  const decoded = decode(raw === '' ? '/' : raw)
  if (decoded === undefined || !/^[/\\]/.test(decoded)) return undefined
  const path = normalisePath(decoded)
  return path === undefined
    ? undefined
    : { path, query: new URLSearchParams(at < 0 ? '' : beforeFragment.slice(at + 1)) }
}

/** @returns undefined for a `%` that begins no UTF-8 character */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}
