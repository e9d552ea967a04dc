import { readFileSync } from 'node:fs'

export interface Datagram {
  readonly from: { readonly address: string; readonly port: number }
  readonly to: { readonly address: string; readonly port: number }
  readonly payload: Buffer
}

const MAGIC = 0xa1b2c3d4
const ETHERNET = 14

/** The UDP datagrams of a capture file (classic pcap, Ethernet, IPv4, this machine's byte order). */
export function readCapture(name: string): Datagram[] {
  const bytes = readFileSync(new URL(`../__captures__/${name}.pcap`, import.meta.url))
  if (bytes.readUInt32LE(0) !== MAGIC) throw new Error(`${name} is not a little-endian pcap file`)
  const datagrams: Datagram[] = []
  for (let at = 24; at + 16 <= bytes.length;) {
    const length = bytes.readUInt32LE(at + 8)
    const frame = bytes.subarray(at + 16, at + 16 + length)
    at += 16 + length
    const udp = ETHERNET + (frame[ETHERNET]! & 15) * 4
    datagrams.push({
      from: { address: address(frame, ETHERNET + 12), port: frame.readUInt16BE(udp) },
      to: { address: address(frame, ETHERNET + 16), port: frame.readUInt16BE(udp + 2) },
      payload: frame.subarray(udp + 8, udp + frame.readUInt16BE(udp + 4)),
    })
  }
  return datagrams
}

function address(frame: Buffer, at: number): string {
  return [...frame.subarray(at, at + 4)].join('.')
}
