import { extname } from 'node:path'

const OCTETS = 'application/octet-stream'
const TEXT = 'text/plain; charset=utf-8'

/** What EDK2's HTTP boot takes for an image is judged by these types first, then by the extension (HttpBootSupport.c). */
const BY_EXTENSION: Readonly<Record<string, string>> = {
  '.efi': 'application/efi',
  '.iso': 'application/vnd.efi-iso',
  '.img': 'application/vnd.efi-img',
  '.cfg': TEXT,
  '.ipxe': TEXT,
  '.json': 'application/json',
  '.txt': TEXT,
}

export function contentType(path: string): string {
  return BY_EXTENSION[extname(path).toLowerCase()] ?? OCTETS
}
