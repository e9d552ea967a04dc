import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { VmpError } from '../lib/errors.ts'
import { ipv4ToNumber } from './dhcp/ipv4.ts'

export interface UdpSocketOptions {
  /** The one interface it receives from and sends to, broadcasts included. */
  readonly interface: string
  /** Local IPv4 address; all addresses of the interface (and broadcasts) when left out. */
  readonly address?: string
  /** Local port; 0 lets the kernel choose. */
  readonly port: number
  /** May send to 255.255.255.255. */
  readonly broadcast?: boolean
  /** May share the port with another socket, as a probe beside a server must. */
  readonly reuse?: boolean
}

// Linux's numbers, the same on every 64-bit architecture we run on (<asm-generic/socket.h>, <linux/fcntl.h>).
const AF_INET = 2
const SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0o4000 | 0o2000000
const SOL_SOCKET = 1
const SO_REUSEADDR = 2
const SO_BROADCAST = 6
const SO_RCVBUF = 8
const SO_BINDTODEVICE = 25
const SO_RCVBUFFORCE = 33

/** A burst of a few thousand DHCP packets waits in the kernel while a commit reaches the disk. */
const RECEIVE_BUFFER = 8 * 1024 * 1024

/**
 * A UDP socket bound to one interface by SO_BINDTODEVICE: it hears nothing of the others, and a limited broadcast
 * leaves by it alone. `dgram` can do neither, so the socket is made by libc and handed over as a file descriptor.
 * @throws VmpError `socket.interfaceMissing`, `socket.denied` (not root), `socket.portInUse`, `socket.failed`.
 */
export async function openUdpSocket(options: UdpSocketOptions): Promise<Socket> {
  const libc = await loadLibc()
  const fd = libc.socket(AF_INET, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0)
  if (fd < 0) throw refused(options, 'socket', libc.errno())
  try {
    const set = (option: number, value: Uint8Array, call: string): void => {
      if (libc.setsockopt(fd, SOL_SOCKET, option, value, value.length) < 0) throw refused(options, call, libc.errno())
    }
    set(SO_BINDTODEVICE, Buffer.from(`${options.interface}\0`), 'SO_BINDTODEVICE')
    if (options.broadcast) set(SO_BROADCAST, int32(1), 'SO_BROADCAST')
    if (options.reuse) set(SO_REUSEADDR, int32(1), 'SO_REUSEADDR')
    // Beyond net.core.rmem_max needs CAP_NET_ADMIN; without it the kernel's own maximum is what we get.
    const size = int32(RECEIVE_BUFFER)
    if (libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, size, size.length) < 0) set(SO_RCVBUF, size, 'SO_RCVBUF')
    const address = sockaddr(options.address ?? '0.0.0.0', options.port)
    if (libc.bind(fd, address, address.length) < 0) throw refused(options, 'bind', libc.errno())
    return await adopt(fd)
  } catch (error) {
    libc.close(fd)
    throw error
  }
}

/** Hands the descriptor to dgram, which owns and closes it from then on. */
function adopt(fd: number): Promise<Socket> {
  // Destinations are always addresses: answering at once keeps the resolver, and a turn of the loop, out of each send.
  const socket = createSocket({
    type: 'udp4',
    lookup: (hostname, _options, callback) => callback(null, hostname, 4),
  })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind({ fd }, () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })
}

interface Libc {
  socket(domain: number, type: number, protocol: number): number
  setsockopt(fd: number, level: number, name: number, value: Uint8Array, length: number): number
  bind(fd: number, address: Buffer, length: number): number
  close(fd: number): number
  /** The errno of the last call, as a name: EPERM, EADDRINUSE. */
  errno(): string
}

let loaded: Libc | undefined

/** Loaded at the first use: commands that open no socket do not pay for it. */
async function loadLibc(): Promise<Libc> {
  if (loaded) return loaded
  const { default: koffi } = await import('koffi')
  const library = koffi.load('libc.so.6')
  const names = new Map(Object.entries(koffi.os.errno).map(([name, value]) => [value, name]))
  loaded = {
    socket: library.func('int socket(int, int, int)'),
    setsockopt: library.func('int setsockopt(int, int, int, const void *, uint)'),
    bind: library.func('int bind(int, const void *, uint)'),
    close: library.func('int close(int)'),
    errno: () => names.get(koffi.errno()) ?? `errno ${koffi.errno()}`,
  }
  return loaded
}

function int32(value: number): Uint8Array {
  return new Uint8Array(new Int32Array([value]).buffer)
}

/** struct sockaddr_in: family in host order, port and address in network order, eight bytes of padding. */
function sockaddr(address: string, port: number): Buffer {
  const bytes = Buffer.alloc(16)
  bytes.set(new Uint8Array(new Uint16Array([AF_INET]).buffer), 0)
  bytes.writeUInt16BE(port, 2)
  bytes.writeUInt32BE(ipv4ToNumber(address), 4)
  return bytes
}

function refused({ interface: name, port }: UdpSocketOptions, call: string, errno: string): VmpError {
  if (errno === 'ENODEV') return new VmpError('socket.interfaceMissing', { interface: name })
  if (errno === 'EADDRINUSE') return new VmpError('socket.portInUse', { interface: name, port })
  if (errno === 'EPERM' || errno === 'EACCES') return new VmpError('socket.denied', { interface: name, port })
  return new VmpError('socket.failed', { interface: name, port, problem: errno, call })
}
