/**
 * Makes what a machine says of itself harmless to look at: control characters and characters that turn or hide text
 * (direction marks, zero widths: Unicode's Cf) are shown as U+FFFD, so that a serial cannot look like another one.
 */
function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\uFFFD')
}

/** Every string inside `value`. */
export function allVisible<T>(value: T): T {
  if (typeof value === 'string') return visible(value) as T
  if (Array.isArray(value)) return value.map((item: unknown) => allVisible(item)) as T
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]: [string, unknown]) => [key, allVisible(item)])) as T
}
