/** What SMBIOS says when nobody filled it in; such a value finds nothing. Seen on boards of many makers. */
const blanks = new Set([
  '',
  '0',
  'none',
  'n/a',
  'default string',
  'system serial number',
  'to be filled by o.e.m.',
  'not specified',
  'unknown',
  '123456789',
])

/** A UUID as text in lower case, or undefined when it is blank or the same on whole series of boards. */
export function usableUuid(uuid: string | null | undefined): string | undefined {
  const text = uuid?.toLowerCase()
  if (!text || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return undefined
  const digits = text.replaceAll('-', '')
  // All zeros, all ones, and the board makers' 03000200-0400-0500-0006-000700080009 (its bytes count up).
  return new Set(digits).size === 1 ||
    digits === '03000200040005000006000700080009' ||
    digits === '00020003000400050006000700080009'
    ? undefined
    : text
}

/**
 * The same 16 bytes with the first three fields read in the other byte order: SMBIOS says little-endian since 2.6,
 * older firmware and some PXE ROMs send them as they stand.
 */
export function swappedUuid(uuid: string): string {
  const [a = '', b = '', c = '', ...rest] = uuid.split('-')
  const swap = (field: string): string => (field.match(/../g) ?? []).reverse().join('')
  return [swap(a), swap(b), swap(c), ...rest].join('-')
}

export function usableSerial(serial: string | null | undefined): string | undefined {
  const text = serial?.trim()
  // One character again and again ("00000000", "........") is how boards say nothing, too.
  return text && !blanks.has(text.toLowerCase()) && !/^(.)\1+$/.test(text) ? text : undefined
}

/** An Ethernet address as six lower-case pairs with colons; accepts dashes, and the `01-` of BOOTIF. */
export function normalMac(text: string): string | undefined {
  const digits = text.toLowerCase().replaceAll(/[:-]/g, '')
  const mac = digits.length === 14 && digits.startsWith('01') ? digits.slice(2) : digits
  return /^[0-9a-f]{12}$/.test(mac) ? mac.match(/../g)!.join(':') : undefined
}
