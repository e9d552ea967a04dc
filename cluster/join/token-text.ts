/**
 * A join token as people handle it: five characters a group, the last of each checks its group, so that a slip of the keyboard
 * is found before anything is asked, and its group named. It carries a secret and the pin of the cluster's CA; nothing else:
 * what it is worth is known to the cluster alone.
 */
import { createHash } from 'node:crypto'
import { VmpError } from '../../lib/errors.ts'

/** Crockford's base 32: no I, L, O, U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const version = 1
const secretLength = 16
/** Half of a SHA-256: still 128 bits against another CA with the same pin. */
const pinLength = 16
const checkLength = 2
const length = 1 + secretLength + pinLength + checkLength
/** Of a group without its check; 35 bytes are 14 groups. */
const groupLength = 4
const groups = (length * 8) / 5 / groupLength

export interface JoinTokenContent {
  readonly secret: Buffer
  /** The first 32 hexadecimal digits of the pin of the cluster's CA. */
  readonly pin: string
}

/** Whether the CA with this pin is the one that a token was made for. */
export const isPinned = ({ pin }: JoinTokenContent, whole: string): boolean =>
  whole.length === 64 && whole.startsWith(pin)

/** @param pin All of it, or its first 32 digits. */
export function formatToken(secret: Buffer, pin: string): string {
  const body = Buffer.concat([Buffer.from([version]), secret, Buffer.from(pin, 'hex').subarray(0, pinLength)])
  if (body.length !== length - checkLength) throw new TypeError('a secret of 16 bytes and a pin')
  const digits = toBase32(Buffer.concat([body, checksum(body)]))
  const parts = Array.from({ length: groups }, (_, index) =>
    digits.slice(index * groupLength, (index + 1) * groupLength),
  )
  return parts.map((part, index) => part + groupCheck(part, index)).join('-')
}

/**
 * Reads what was pasted or typed: any case, O for 0, I and L for 1, blanks, line ends, other dashes, and what Chinese keyboards
 * write in full width.
 * @throws VmpError `join.tokenMistyped` with the groups that are wrong, `join.tokenLength`, `join.tokenVersion`
 */
export function parseToken(text: string): JoinTokenContent {
  const digits = text
    .slice(0, 1000)
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
    .replaceAll(/[^0-9A-Z]/g, '')
  const size = groupLength + 1
  if (digits.length !== groups * size)
    throw new VmpError('join.tokenLength', { found: digits.length, expected: groups * size })
  const parts = Array.from({ length: groups }, (_, index) => digits.slice(index * size, (index + 1) * size))
  const wrong = parts.flatMap((part, index) =>
    groupCheck(part.slice(0, groupLength), index) === part[groupLength] ? [] : [`${index + 1} (${part})`],
  )
  if (wrong.length > 0) throw new VmpError('join.tokenMistyped', { groups: wrong.join(', ') })
  const bytes = fromBase32(parts.map((part) => part.slice(0, groupLength)).join(''))
  const body = bytes.subarray(0, length - checkLength)
  if (!checksum(body).equals(bytes.subarray(length - checkLength)))
    throw new VmpError('join.tokenMistyped', { groups: `1–${groups}` })
  if (body[0] !== version) throw new VmpError('join.tokenVersion')
  return {
    secret: Buffer.from(body.subarray(1, 1 + secretLength)),
    pin: body.subarray(1 + secretLength).toString('hex'),
  }
}

const checksum = (body: Buffer): Buffer => createHash('sha256').update(body).digest().subarray(0, checkLength)

/**
 * A weighted sum whose weights are odd: another character in one place is always found. The place of the group counts, so
 * that groups in another order are found, too.
 */
function groupCheck(part: string, place: number): string | undefined {
  const weights = [1, 3, 7, 11]
  const sum = part
    .split('')
    .reduce((total, digit, index) => total + alphabet.indexOf(digit) * weights[index]!, place * 5)
  return part.split('').every((digit) => alphabet.includes(digit)) ? alphabet[sum % 32] : undefined
}

function toBase32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return bits.replaceAll(/.{5}/g, (five) => alphabet[Number.parseInt(five, 2)]!)
}

function fromBase32(digits: string): Buffer {
  const bits = digits
    .split('')
    .map((digit) => alphabet.indexOf(digit).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)))
}
