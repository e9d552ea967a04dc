/** What tells machines apart: UUID, serial, Ethernet address; and what firmwares write there when nobody filled it in. */

/** Serials that are nobody's, in lower case. Seen on boards of many makers. */
const blanks = new Set([
  '',
  '0',
  '1',
  'none',
  'null',
  'n/a',
  'na',
  'empty',
  'oem',
  'o.e.m.',
  'default',
  'default string',
  'default_string',
  'invalid',
  'chassis serial number',
  'base board serial number',
  'board serial number',
  'serial number',
  'serialnumber',
  'system serial number',
  'sernum',
  'sys-1234567890',
  'to be filled by o.e.m.',
  'to be filled by o.e.m',
  'to be filled by oem',
  'not applicable',
  'not available',
  'not settable',
  'not set',
  'not present',
  'not specified',
  'undefined',
  'unknown',
  'unspecified',
  '123456',
  '1234567',
  '12345678',
  '123456789',
  '1234567890',
  '0123456789',
  '01234567890',
  '01234567890123456789',
  '0123456789abcdef',
])

/** UUIDs, without dashes, that whole series of boards share. */
const sharedBySeries = new Set([
  // Its bytes count up; in both byte orders.
  '03000200040005000006000700080009',
  '00020003000400050006000700080009',
  // Examples that board makers left in.
  '12345678123456789012345678901234',
  '12345678123456781234567812345678',
  '0123456789abcdef0123456789abcdef',
])

/** A UUID as text in lower case, or undefined when it is blank or the same on whole series of boards. */
export function usableUuid(uuid: string | null | undefined): string | undefined {
  const text = uuid?.toLowerCase()
  if (!text || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return undefined
  const digits = text.replaceAll('-', '')
  // All zeros and all ones are how SMBIOS says "not set" (DSP0134, 7.2.1).
  return new Set(digits).size === 1 || sharedBySeries.has(digits) ? undefined : text
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
