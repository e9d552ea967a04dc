import { writeSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { log } from '../../lib/log.ts'
import type { SenderOptions } from './sender.ts'
import type { Peer } from './libc.ts'

/** One transfer, as the sending thread gets it. */
export interface Job {
  readonly id: number
  readonly client: Peer
  readonly sender: SenderOptions
  /**
   * A descriptor that stays open until the transfer ended; or bytes in memory of their own, which move to the thread
   * (sent as they are, a view would take its whole buffer along). Sizes in bytes.
   */
  readonly content:
    | { readonly kind: 'file'; readonly fd: number; readonly size: number }
    | { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer> }
}

export interface Ended {
  readonly id: number
  readonly outcome: 'done' | 'probed' | 'failed'
  readonly reason?: string | undefined
  /** Bytes of file the client confirmed. */
  readonly bytes: number
}

export interface WorkerData {
  readonly from: { readonly address: string; readonly interface: string | undefined }
}
export type ToWorker =
  | { readonly kind: 'start'; readonly job: Job }
  | { readonly kind: 'cancel'; readonly id: number; readonly reason: string }
  | { readonly kind: 'close' }
export type FromWorker =
  | { readonly kind: 'ready'; readonly waker: number }
  | { readonly kind: 'started'; readonly id: number }
  | (Ended & { readonly kind: 'ended' })

export interface EngineEvents {
  started(id: number): void
  ended(ended: Ended): void
}

export interface Engine {
  start(job: Job): void
  /** Ends a transfer with an ERROR packet; `ended` follows. */
  cancel(id: number, reason: string): void
  /** Ends all transfers and the thread, within `CLOSE_LIMIT` ms. */
  close(): Promise<void>
}

const CLOSE_LIMIT = 2000
/** What an eventfd takes: a number of 64 bits. */
const WAKE = Buffer.from(new BigUint64Array([1n]).buffer)

/** Starts the sending thread (`worker.ts`). A thread that dies of a fault is replaced; its transfers have failed. */
export async function startEngine(from: WorkerData['from'], events: EngineEvents): Promise<Engine> {
  const running = new Set<number>()
  let closing = false
  let thread = await startThread()

  async function startThread(): Promise<{ worker: Worker; waker: number }> {
    const worker = new Worker(workerFile(), { workerData: { from } satisfies WorkerData })
    const waker = await new Promise<number>((resolve, reject) => {
      worker.once('error', reject)
      worker.on('message', (message: FromWorker) => {
        if (message.kind === 'ready') resolve(message.waker)
        else heard(message)
      })
    })
    worker.removeAllListeners('error')
    worker.on('error', (error) => void replace(error))
    return { worker, waker }
  }

  function heard(message: Exclude<FromWorker, { kind: 'ready' }>): void {
    if (message.kind === 'started') return events.started(message.id)
    running.delete(message.id)
    events.ended(message)
  }

  async function replace(error: unknown): Promise<void> {
    log('tftp').error({ err: error }, 'the sending thread failed')
    for (const id of running) events.ended({ id, outcome: 'failed', reason: 'internal error', bytes: 0 })
    running.clear()
    if (closing) return
    try {
      thread = await startThread()
    } catch (cause) {
      log('tftp').error({ err: cause }, 'the sending thread does not start again')
    }
  }

  function order(message: ToWorker, moved: ArrayBuffer[] = []): void {
    thread.worker.postMessage(message, moved)
    writeSync(thread.waker, WAKE)
  }

  return {
    start(job) {
      running.add(job.id)
      order({ kind: 'start', job }, job.content.kind === 'bytes' ? [job.content.bytes.buffer] : [])
    },
    cancel(id, reason) {
      if (running.has(id)) order({ kind: 'cancel', id, reason })
    },
    async close() {
      closing = true
      const exited = new Promise<void>((resolve) => thread.worker.once('exit', () => resolve()))
      order({ kind: 'close' })
      const late = setTimeout(() => void thread.worker.terminate(), CLOSE_LIMIT)
      await exited
      clearTimeout(late)
    },
  }
}

/** Beside this file: the source in a checkout, `tftp-worker.mjs` in the bundle. */
function workerFile(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('./worker.ts', import.meta.url)
    : new URL('./tftp-worker.mjs', import.meta.url)
}
