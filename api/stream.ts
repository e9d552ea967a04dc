/** Server-sent events. */
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { asVmpError, isVmpError } from '../lib/errors.ts'
import { log } from '../lib/log.ts'

/** Seconds between comments on a quiet stream, so that both ends notice when the other is gone. */
const KEEPALIVE = 5

export interface StreamOptions {
  /** The property of each event that is sent as its id. */
  readonly eventId: string | undefined
  /** Aborted when the caller goes away. */
  readonly gone: AbortController
  /** Aborts when the caller may hear no more. */
  readonly ended: AbortSignal | undefined
}

export function sendStream(
  reply: FastifyReply,
  events: AsyncIterable<unknown>,
  { eventId, gone, ended }: StreamOptions,
): FastifyReply {
  let wanted: () => void = () => undefined
  let over = false
  const body = new Readable({ read: () => wanted() })
  const keepalive = setInterval(() => {
    // Who does not read what waits for it already gets no comments on top.
    if (!over && body.readableLength < body.readableHighWaterMark) body.push(':\n\n')
  }, KEEPALIVE * 1000)
  const end = (): void => {
    if (!over) body.push(null)
    over = true
  }
  body.push(':\n\n')
  const pump = async (): Promise<void> => {
    try {
      for await (const event of events) {
        if (over) break
        if (body.push(`${idOf(event, eventId)}data: ${JSON.stringify(event)}\n\n`)) continue
        // A slow caller holds its own events up (and loses the oldest), never the station's memory.
        await new Promise<void>((resolve) => {
          wanted = resolve
          if (body.destroyed || over) resolve()
        })
      }
      end()
    } catch (error) {
      if (!isVmpError(error)) log('api').error({ err: error })
      body.destroy(asVmpError(error))
    } finally {
      clearInterval(keepalive)
    }
  }
  const cut = (): void => {
    end()
    gone.abort()
    wanted()
    // What is sent already may arrive; who does not read it is not waited for.
    setTimeout(() => body.destroy(), KEEPALIVE * 1000).unref()
  }
  if (ended?.aborted) cut()
  ended?.addEventListener('abort', cut, { once: true })
  body.once('close', () => {
    ended?.removeEventListener('abort', cut)
    gone.abort()
    wanted()
  })
  void pump()
  return reply
    .type('text/event-stream')
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .send(body)
}

/** An id with a line break would become another field. */
function idOf(event: unknown, eventId: string | undefined): string {
  if (eventId === undefined) return ''
  const id = (event as Readonly<Record<string, unknown>>)[eventId]
  return typeof id === 'number' || (typeof id === 'string' && !/[\r\n\0]/.test(id)) ? `id: ${id}\n` : ''
}
