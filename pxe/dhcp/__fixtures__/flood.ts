import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { message, option } from '../codes.ts'
import { ipv4ToNumber } from '../ipv4.ts'
import { encodePacket } from '../packet.ts'
import { readCapture } from './pcap.ts'

/**
 * Sends a server random and mutated packets, and after each few hundred a proper DISCOVER whose OFFER it waits for: the
 * server answers in order, so it has read everything before it, and nothing was dropped by a full socket.
 */

const { server, local, packets, seed } = JSON.parse(process.argv[2] ?? '{}') as {
  server: string
  local: string
  packets: number
  seed: number
}
const BATCH = 1000

/** xorshift32: the same flood for the same seed. */
let state = seed || 1
function random(below: number): number {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return (state >>> 0) % below
}

const real = ['bios-full', 'bios-proxy3-chain', 'efi-norom-full', 'efi-http-shim', 'sb-pp-binl'].flatMap((name) =>
  readCapture(name).map(({ payload }) => payload),
)

function hostile(): Buffer {
  if (random(4) === 0) {
    const bytes = Buffer.allocUnsafe(random(700))
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = random(256)
    return bytes
  }
  const bytes = Buffer.from(real[random(real.length)]!)
  // A few bytes anywhere, and often another message type (the first option of every captured packet).
  for (let change = random(6); change >= 0; change -= 1) bytes[random(bytes.length)] = random(256)
  if (random(2) === 0) bytes[242] = 1 + random(8)
  return random(8) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes
}

const socket = createSocket({ type: 'udp4', lookup: (hostname, _options, callback) => callback(null, hostname, 4) })
const listening = once(socket, 'listening')
socket.bind(67, local)
await listening

const waiting = new Map<number, () => void>()
socket.on('message', (bytes) => {
  if (bytes.length > 8) waiting.get(bytes.readUInt32BE(4))?.()
})

function discover(xid: number): Buffer {
  return encodePacket({
    op: 1,
    htype: 1,
    hops: 0,
    xid,
    secs: 0,
    flags: 0,
    ciaddr: 0,
    yiaddr: 0,
    siaddr: 0,
    giaddr: ipv4ToNumber(local),
    chaddr: Buffer.from('020000000001', 'hex'),
    sname: '',
    file: '',
    options: new Map([[option.messageType, Buffer.from([message.discover])]]),
  })
}

/** Sends a batch and resolves when the server has read it. */
function flood(xid: number): Promise<void> {
  for (let count = 0; count < BATCH; count += 1) socket.send(hostile(), 67, server)
  socket.send(discover(xid), 67, server)
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no answer after ${xid} packets`)), 10_000)
    waiting.set(xid, () => {
      clearTimeout(late)
      waiting.delete(xid)
      resolve()
    })
  })
}

// The next batch is on its way while the server works on this one; two fit into its socket.
let before = Promise.resolve()
for (let sent = BATCH; sent <= packets; sent += BATCH) {
  const batch = flood(sent)
  await before
  before = batch
}
await before
socket.close()
