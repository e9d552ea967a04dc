/**
 * The thread that sends. It waits in epoll itself instead of in Node's event loop: a transfer with a window of one packet
 * is one wake-up, one read and one write per block, and Node's own datagram path costs about as much again
 * (docs/file-transfer.md has the figures). The main thread listens, decides and hands over transfers; see `engine.ts`.
 */
import { readSync } from 'node:fs'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { FromWorker, Job, ToWorker, WorkerData } from './engine.ts'
import { Poll, clearWaker, close, connectedSocket, errno, openWaker, receive, segment, send } from './libc.ts'
import { ERROR, errorPacket } from './packet.ts'
import { Sender } from './sender.ts'
import type { SendPackets, Source } from './sender.ts'

interface Transfer {
  readonly job: Job
  readonly fd: number
  readonly sender: Sender
  told: boolean
}

/** A frame of 1500 bytes less IPv4 and UDP headers: larger packets are fragmented, and cannot be segmented. */
const MAX_SEGMENT = 1472
/** Bytes in one `send` of segments: the largest IPv4 packet, less headers. */
const MAX_BATCH = 65_507
/** The kernel's limit, UDP_MAX_SEGMENTS, was 64 before Linux 6.9. */
const MAX_SEGMENTS = 64
const IDLE_WAIT = 1000

const { from } = workerData as WorkerData
const port = parentPort!
const poll = new Poll()
const waker = openWaker()
const transfers = new Map<number, Transfer>()
const incoming = Buffer.allocUnsafe(2048)
let wakeAt = Infinity
let closing = false

function tell(message: FromWorker): void {
  port.postMessage(message)
}

function begin(job: Job): void {
  try {
    const fd = connectedSocket(from, job.client)
    const sender = new Sender(sourceOf(job), job.sender, packetsTo(fd, job))
    const transfer = { job, fd, sender, told: false }
    poll.add(fd)
    transfers.set(fd, transfer)
    sender.start(performance.now())
    settle(transfer)
  } catch (error) {
    tell({ kind: 'ended', id: job.id, outcome: 'failed', reason: String(error), bytes: 0 })
  }
}

function sourceOf({ content }: Job): Source {
  if (content.kind === 'file')
    return {
      size: content.size,
      read: (into, length, position) => readSync(content.fd, into, 0, length, position),
    }
  const bytes = Buffer.from(content.bytes.buffer, content.bytes.byteOffset, content.bytes.length)
  return { size: bytes.length, read: (into, length, position) => bytes.copy(into, 0, position, position + length) }
}

/** Sends packets one by one, or segmented by the kernel where a window holds several that fit a frame. */
function packetsTo(fd: number, { sender: { window, blksize } }: Job): SendPackets {
  const each = blksize + 4
  let segmented = window > 1 && each <= MAX_SEGMENT && segment(fd, each)
  const batch = Math.min(MAX_SEGMENTS, Math.floor(MAX_BATCH / each)) * each
  return (packets, start, end, size) => {
    const step = segmented ? batch : size
    for (let at = start; at < end; at += step) {
      if (send(fd, packets.subarray(at, Math.min(at + step, end))) >= 0) continue
      const problem = errno()
      if (problem === 'ECONNREFUSED') return transfers.get(fd)?.sender.refused()
      // A route with a smaller MTU or a kernel that cannot: packets one by one from now on. All else is a lost packet.
      if (segmented && (problem === 'EINVAL' || problem === 'EIO' || problem === 'EMSGSIZE'))
        segmented = !segment(fd, 0)
    }
  }
}

/** After anything happened to a transfer: tells what changed, and ends it when it is over. */
function settle(transfer: Transfer): void {
  const { job, sender, fd } = transfer
  if (!transfer.told && sender.started) {
    transfer.told = true
    tell({ kind: 'started', id: job.id })
  }
  if (sender.state.kind === 'running') {
    wakeAt = Math.min(wakeAt, sender.deadline)
    return
  }
  poll.remove(fd)
  if (sender.state.kind === 'failed') send(fd, errorPacket(ERROR.undefined, sender.state.reason))
  close(fd)
  transfers.delete(fd)
  const reason = sender.state.kind === 'failed' ? sender.state.reason : undefined
  tell({ kind: 'ended', id: job.id, outcome: sender.state.kind, reason, bytes: sender.confirmed })
}

function readable(fd: number, now: number): void {
  if (fd === waker) {
    clearWaker(waker)
    return takeOrders()
  }
  const transfer = transfers.get(fd)
  if (!transfer) return
  const length = receive(fd, incoming)
  if (length >= 0) transfer.sender.receive(incoming.subarray(0, length), now)
  else if (errno() === 'ECONNREFUSED') transfer.sender.refused()
  settle(transfer)
}

function takeOrders(): void {
  for (let order = receiveMessageOnPort(port); order; order = receiveMessageOnPort(port)) {
    const message = order.message as ToWorker
    if (message.kind === 'start') begin(message.job)
    else if (message.kind === 'cancel') cancel(message.id, message.reason)
    else closing = true
  }
}

function cancel(id: number, reason: string): void {
  for (const transfer of transfers.values()) {
    if (transfer.job.id !== id) continue
    transfer.sender.cancel(reason)
    settle(transfer)
  }
}

function tick(now: number): void {
  wakeAt = Infinity
  for (const transfer of transfers.values()) {
    transfer.sender.tick(now)
    settle(transfer)
  }
}

poll.add(waker)
tell({ kind: 'ready', waker })
while (!closing) {
  const ready = poll.wait(Math.min(IDLE_WAIT, Math.max(0, Math.ceil(wakeAt - performance.now()))))
  const now = performance.now()
  for (let index = 0; index < ready; index++) readable(poll.at(index), now)
  if (now >= wakeAt) tick(now)
}
for (const transfer of transfers.values()) {
  transfer.sender.cancel('the server is stopping')
  settle(transfer)
}
poll.close()
close(waker)
