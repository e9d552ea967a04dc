/** Tells webhooks what happens: in order, signed, again and again with longer pauses until it arrives or is too old. */
import { createHmac, randomUUID } from 'node:crypto'
import { VmpError } from '../../lib/errors.ts'
import { log } from '../../lib/log.ts'
import type { Machine } from '../contract/machines.ts'
import type { Webhook, WebhookBody, WebhookEvent } from '../contract/webhooks.ts'
import type { WebhookRepository } from './repository.ts'

/** Sends one; throws why it did not arrive. */
export type Post = (url: string, body: string, headers: Readonly<Record<string, string>>) => Promise<void>

export interface Webhooks {
  list(): Webhook[]
  /** @throws VmpError `webhook.badUrl`, `webhook.tooMany` */
  add(url: string, events: readonly WebhookEvent[], who: string): { webhook: Webhook; secret: string }
  remove(number: number): void
  /** Sends a test past the queue; null: it arrived. */
  test(number: number): Promise<string | null>
  /** Takes notice of a machine; a new state is told. */
  machine(machine: Machine): void
  tell(event: WebhookEvent, machine: Machine): void
  /** Sends what is due. Call every few seconds. */
  sweep(): Promise<void>
}

/** Milliseconds: the first pause, doubled each time, and the longest. */
const firstPause = 5000
const longestPause = 3_600_000
/** Some fourteen hours, all in all. */
const tries = 20

export function webhooks(options: {
  readonly repository: WebhookRepository
  readonly post: Post
  readonly now: () => Date
}): Webhooks {
  const { repository, post, now } = options
  /** States as they were told last; the first that is seen of each machine is no news. */
  const states = new Map<string, string>()
  const busy = new Set<number>()

  const bodyOf = (event: WebhookEvent, machine: Machine | null): WebhookBody => ({
    id: randomUUID(),
    event,
    at: now().toISOString(),
    machine: machine && {
      id: machine.id,
      name: machine.name,
      serial: machine.evidence.serial,
      state: machine.state,
      host: machine.installation?.name || null,
      problem: machine.installation?.failure?.problem.code ?? null,
    },
  })
  const send = async (number: number, body: string): Promise<void> => {
    const { url, secret } = repository.get(number)
    const seconds = Math.floor(now().getTime() / 1000)
    const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
    await post(url, body, { 'content-type': 'application/json', 'x-vmp-signature': `t=${seconds},v1=${signature}` })
  }
  /** One after another: what happened later must not arrive earlier. */
  const drain = async (number: number): Promise<void> => {
    if (busy.has(number)) return
    busy.add(number)
    try {
      for (let next = repository.next(number); next; next = repository.next(number)) {
        if (Date.parse(next.dueAt) > now().getTime()) return
        try {
          await send(number, next.body)
          repository.delivered(number, next.id, now().toISOString())
        } catch (error) {
          if (error instanceof VmpError) return
          const pause = Math.min(longestPause, firstPause * 2 ** next.tries)
          const isOver = next.tries + 1 >= tries
          const dueAt = isOver ? null : new Date(now().getTime() + pause).toISOString()
          repository.failed(number, next.id, reasonOf(error), dueAt)
          if (isOver) log('webhooks').warn({ webhook: number, delivery: next.id }, 'given up')
        }
      }
    } finally {
      busy.delete(number)
    }
  }

  const tell = (event: WebhookEvent, machine: Machine): void => repository.enqueue(bodyOf(event, machine))
  return {
    list: repository.list,
    add(url, events, who) {
      const protocol = URL.canParse(url) ? new URL(url).protocol : ''
      if (protocol !== 'https:' && protocol !== 'http:') throw new VmpError('webhook.badUrl', { url })
      return repository.add(url, events, now().toISOString(), who)
    },
    remove: repository.remove,
    async test(number) {
      repository.get(number)
      try {
        await send(number, JSON.stringify(bodyOf('test', null)))
        return null
      } catch (error) {
        return reasonOf(error)
      }
    },
    machine(machine) {
      const before = states.get(machine.id)
      states.set(machine.id, machine.state)
      if (before !== undefined && before !== machine.state) tell(`machine.${machine.state}`, machine)
    },
    tell,
    async sweep() {
      const waiting = repository.list().filter((webhook) => webhook.waiting > 0)
      await Promise.all(waiting.map(({ number }) => drain(number)))
    },
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}

/** Milliseconds that an address may take to answer. */
const answerWithin = 10_000

/** By HTTP; what does not answer with 2xx has not got it, and a redirect could lead anywhere. */
export const postByHttp: Post = async (url, body, headers) => {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers,
    redirect: 'manual',
    signal: AbortSignal.timeout(answerWithin),
  })
  await response.body?.cancel()
  if (!response.ok) throw new Error(`it answered ${response.status}`)
}
