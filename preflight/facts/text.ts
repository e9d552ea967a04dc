/** Text and numbers from firmware, made safe to keep and show. */

const longest = 256

/**
 * Firmware text without control characters and surrounding blanks, at most 256 characters; null when nothing is left or
 * when the tool says that the field is not there.
 */
export function known(value: string | undefined): string | null {
  if (value === undefined) return null
  // U+FFFD stands where bytes were not UTF-8: SMBIOS strings of some boards are plain binary.
  const clean = value
    .replaceAll(/[\p{Cc}\p{Cf}\uFFFD]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, longest)
  return clean === '' || /^(?:not specified|not present|<bad index>|<out of spec>)$/i.test(clean) ? null : clean
}

/** A decimal number of zero or more; null for anything else, -1 (sysfs for "unknown") and absurd sizes included. */
export function count(value: string | undefined): number | null {
  if (value === undefined || !/^\d+$/.test(value)) return null
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : null
}
