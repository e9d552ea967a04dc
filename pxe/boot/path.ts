/** Longer than any path we serve, shorter than anything that costs. In characters. */
const MAX_PATH = 1024

/**
 * A path as a client wrote it, made fit for `BootRequest.path`: begins with one slash, double slashes merged (shim asks
 * for `//grubx64.efi`), backslashes taken as slashes (Windows-born firmware writes them), `.` dropped.
 * @returns undefined for what could climb or confuse: `..`, control characters, an empty or overlong path.
 */
export function normalisePath(raw: string): string | undefined {
  if (raw.length === 0 || raw.length > MAX_PATH || hasControl(raw)) return undefined
  const segments = raw.split(/[/\\]+/).filter((segment) => segment !== '' && segment !== '.')
  if (segments.length === 0) return '/'
  if (segments.includes('..')) return undefined
  return `/${segments.join('/')}`
}

function hasControl(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x20 || code === 0x7f) return true
  }
  return false
}
