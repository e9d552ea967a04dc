import koffi from 'koffi'

// Linux's numbers (<bits/socket.h>, <linux/udp.h>, <sys/epoll.h>), the same on every 64-bit architecture we run on.
const AF_INET = 2
const SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0o4000 | 0o2000000
const SOL_SOCKET = 1
const SO_SNDBUF = 7
const SO_BINDTODEVICE = 25
const SOL_UDP = 17
const UDP_SEGMENT = 103
const CLOEXEC_NONBLOCK = 0o2000000 | 0o4000
const EPOLL_CTL_ADD = 1
const EPOLL_CTL_DEL = 2
const EPOLLIN = 1

const library = koffi.load('libc.so.6')
const c = {
  socket: library.func('int socket(int, int, int)'),
  setsockopt: library.func('int setsockopt(int, int, int, const void *, uint)'),
  bind: library.func('int bind(int, const void *, uint)'),
  connect: library.func('int connect(int, const void *, uint)'),
  send: library.func('int64_t send(int, const void *, size_t, int)'),
  recv: library.func('int64_t recv(int, void *, size_t, int)'),
  close: library.func('int close(int)'),
  eventfd: library.func('int eventfd(uint, int)'),
  read: library.func('int64_t read(int, void *, size_t)'),
  epollCreate: library.func('int epoll_create1(int)'),
  epollControl: library.func('int epoll_ctl(int, int, int, const void *)'),
  epollWait: library.func('int epoll_wait(int, void *, int, int)'),
}
const names = new Map(Object.entries(koffi.os.errno).map(([name, value]) => [value, name]))

/** The errno of the last call, as a name: EAGAIN, ECONNREFUSED. */
export function errno(): string {
  return names.get(koffi.errno()) ?? `errno ${koffi.errno()}`
}

export interface Peer {
  readonly address: string
  readonly port: number
}

/**
 * A UDP socket with one peer: the kernel drops what others send to it, and reports a peer whose port is closed.
 * @param from local IPv4 address and, when given, the one interface it uses
 * @throws Error naming the call and its errno
 */
export function connectedSocket(from: { address: string; interface: string | undefined }, to: Peer): number {
  const fd = c.socket(AF_INET, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0)
  if (fd < 0) throw new Error(`socket: ${errno()}`)
  const steps: [string, () => number][] = [
    ['bind', () => c.bind(fd, sockaddr({ address: from.address, port: 0 }), 16)],
    ['connect', () => c.connect(fd, sockaddr(to), 16)],
    // A whole window fits; the kernel may give less (net.core.wmem_max), and what does not fit is sent again later.
    ['SO_SNDBUF', () => setOption(fd, SOL_SOCKET, SO_SNDBUF, 1 << 20)],
  ]
  if (from.interface !== undefined) {
    const device = Buffer.from(`${from.interface}\0`)
    steps.unshift(['SO_BINDTODEVICE', () => c.setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device, device.length)])
  }
  for (const [call, step] of steps) {
    if (step() >= 0) continue
    const problem = `${call}: ${errno()}`
    c.close(fd)
    throw new Error(problem)
  }
  return fd
}

/** UDP segmentation offload (Linux 4.18): one `send` of many packets of `size` bytes. @returns false when the kernel has it not. */
export function segment(fd: number, size: number): boolean {
  return setOption(fd, SOL_UDP, UDP_SEGMENT, size) === 0
}

/** @returns bytes sent, or -1 and `errno()` */
export function send(fd: number, bytes: Buffer): number {
  return c.send(fd, bytes, bytes.length, 0)
}

/** @returns bytes received, or -1 and `errno()` */
export function receive(fd: number, into: Buffer): number {
  return c.recv(fd, into, into.length, 0)
}

export function close(fd: number): void {
  c.close(fd)
}

/** A counter that wakes a `Poll`; any thread wakes it with `fs.writeSync(fd, WAKE)`. */
export function openWaker(): number {
  const fd = c.eventfd(0, CLOEXEC_NONBLOCK)
  if (fd < 0) throw new Error(`eventfd: ${errno()}`)
  return fd
}

const counter = Buffer.alloc(8)

export function clearWaker(fd: number): void {
  c.read(fd, counter, counter.length)
}

/** epoll: which of many descriptors can be read. */
export class Poll {
  static readonly #max = 64
  // struct epoll_event is packed on x86-64 alone.
  static readonly #size = process.arch === 'x64' ? 12 : 16
  static readonly #data = process.arch === 'x64' ? 4 : 8
  readonly #fd = c.epollCreate(0o2000000)
  readonly #events = Buffer.alloc(Poll.#max * Poll.#size)

  add(fd: number): void {
    const event = Buffer.alloc(Poll.#size)
    event.writeUInt32LE(EPOLLIN, 0)
    event.writeInt32LE(fd, Poll.#data)
    if (c.epollControl(this.#fd, EPOLL_CTL_ADD, fd, event) < 0) throw new Error(`epoll_ctl: ${errno()}`)
  }

  remove(fd: number): void {
    c.epollControl(this.#fd, EPOLL_CTL_DEL, fd, this.#events)
  }

  /** Waits at most `timeout` ms. @returns how many are readable; `at` names them */
  wait(timeout: number): number {
    return c.epollWait(this.#fd, this.#events, Poll.#max, timeout)
  }

  at(index: number): number {
    return this.#events.readInt32LE(index * Poll.#size + Poll.#data)
  }

  close(): void {
    c.close(this.#fd)
  }
}

function setOption(fd: number, level: number, name: number, value: number): number {
  const bytes = new Uint8Array(new Int32Array([value]).buffer)
  return c.setsockopt(fd, level, name, bytes, bytes.length)
}

/** struct sockaddr_in: family in host order, port and address in network order, eight bytes of padding. */
function sockaddr({ address, port }: Peer): Buffer {
  const bytes = Buffer.alloc(16)
  bytes.set(new Uint8Array(new Uint16Array([AF_INET]).buffer), 0)
  bytes.writeUInt16BE(port, 2)
  bytes.set(address.split('.').map(Number), 4)
  return bytes
}
