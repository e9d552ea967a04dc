import { createHash } from 'node:crypto'

/** What a rehearsal server's firmware says of itself; the same lab and number always give the same server. */
export interface ServerIdentity {
  name: string
  uuid: string
  serial: string
  mac: string
}

/** Lab names become part of namespace and socket names: short, lower case, no dots. */
export const labNamePattern = /^[a-z][a-z0-9-]{0,19}$/

/** The address of a server's second, third, … NIC. */
export function furtherMac(lab: string, number: number, nic: number): string {
  const digest = createHash('sha256').update(`vmp-lab\n${lab}\n${number}\nnic ${nic}`).digest()
  return macOf(digest.subarray(0, 3))
}

const macOf = (bytes: Buffer): string => `52:54:00:${bytes.toString('hex').replaceAll(/..(?=.)/g, '$&:')}`

/**
 * Derives a server's identity from its lab's name and its number (from 1): SMBIOS UUID (RFC 9562 version 8, made from
 * a digest), serial number, and a MAC of QEMU's own range (52:54:00).
 */
export function serverIdentity(lab: string, number: number): ServerIdentity {
  const digest = createHash('sha256').update(`vmp-lab\n${lab}\n${number}`).digest()
  const bytes = Buffer.from(digest.subarray(0, 16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return {
    name: `${lab}-${number}`,
    uuid: [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-'),
    serial: `VMPLAB-${digest.subarray(16, 20).toString('hex').toUpperCase()}`,
    mac: macOf(digest.subarray(20, 23)),
  }
}
