/** Takes secrets out of text that leaves the machine or is kept: logs, output of scripts, bundles. */

const hidden = '[hidden]'

/** A quotation mark, also inside of a text that is quoted itself (JSON in a line of JSON). */
const quote = String.raw`\\*["']`
const name = String.raw`(?:pass(?:word|phrase|wd)?(?:[-_]?hash)?|secret|token|nonce|api[-_]?key)`

const notNothing = String.raw`(?!(?:null|true|false)\s*(?:[,}\]\n]|$))`
const value = String.raw`(?:(\\*["'])(?:(?!\2)(?:\\.|[^\\\n]))*(?:\2)?|[^\s,;&]+)`

const patterns: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, hidden],
  // Of one whose beginning was cut off; nobody knows where it began.
  [/^[\s\S]*-----END [A-Z ]*PRIVATE KEY-----/g, hidden],
  // The private half of a JWK (RFC 7517, RFC 8037).
  [new RegExp(`(${quote}d${quote}\\s*:\\s*${quote})[A-Za-z0-9_-]{32,}`, 'g'), `$1${hidden}`],
  // crypt(5): of the hashes an answer may hold, and of /etc/shadow.
  [/\$argon2(?:id|i|d)\$[./0-9A-Za-z+$=,]{8,}/g, hidden],
  [/\$(?:y|gy|7|2[abxy]|6|5|1)\$[./0-9A-Za-z$=,]{8,}/g, hidden],
  [/\b(Bearer|Basic|VMP-Proof)\s+[A-Za-z0-9._~+/=-]{8,}/g, `$1 ${hidden}`],
  // Tokens of a station's administrators (pxe/trust/tokens.ts).
  [/\bvmp_[A-Za-z0-9_-]{20,}/g, hidden],
  // JSON Web Tokens, which proofs and tokens are.
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, hidden],
  // Quotation marks stay, so that what was JSON is JSON; what JSON has instead of a text is none.
  [new RegExp(String.raw`(${name}(?:${quote})?\s*[=:]\s*)${notNothing}${value}`, 'gi'), `$1$2${hidden}$2`],
  // User and password of an address.
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]+:[^\s/@]+@/gi, `$1${hidden}@`],
]

/** @param secrets Texts that are known to be secret, wherever they stand. */
export function redact(text: string, secrets: readonly string[] = []): string {
  const known = secrets.filter((secret) => secret.length > 0).toSorted((a, b) => b.length - a.length)
  const without = known.reduce((rest, secret) => rest.replaceAll(secret, hidden), text)
  return patterns.reduce((rest, [pattern, by]) => rest.replace(pattern, by), without)
}
