/** Takes secrets out of text that leaves the machine or is kept: logs, output of scripts, bundles. */

const hidden = '[hidden]'

const patterns: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, hidden],
  // crypt(5): of the hashes an answer may hold, and of /etc/shadow.
  [/\$argon2(?:id|i|d)\$[./0-9A-Za-z+$=,]{8,}/g, hidden],
  [/\$(?:y|gy|7|2[abxy]|6|5|1)\$[./0-9A-Za-z$=,]{8,}/g, hidden],
  [/\b(Bearer|Basic|VMP-Proof)\s+[A-Za-z0-9._~+/=-]{8,}/g, `$1 ${hidden}`],
  // JSON Web Tokens, which proofs and tokens are.
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, hidden],
  [
    /((?:pass(?:word|phrase|wd)?|secret|token|nonce|api[-_]?key)["']?\s*[=:]\s*)(?:"[^"\n]*"|'[^'\n]*'|[^\s,;&]+)/gi,
    `$1${hidden}`,
  ],
  // User and password of an address.
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]+:[^\s/@]+@/gi, `$1${hidden}@`],
]

/** @param secrets Texts that are known to be secret, wherever they stand. */
export function redact(text: string, secrets: readonly string[] = []): string {
  const known = secrets.filter((secret) => secret.length > 0).toSorted((a, b) => b.length - a.length)
  const without = known.reduce((rest, secret) => rest.replaceAll(secret, hidden), text)
  return patterns.reduce((rest, [pattern, by]) => rest.replace(pattern, by), without)
}
