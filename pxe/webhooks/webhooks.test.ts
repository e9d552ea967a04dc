import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../lib/sqlite.ts'
import type { WebhookBody } from '../contract/webhooks.ts'
import { core } from '../machines/__fixtures__/core.ts'
import { stationMigrations } from '../migrations.ts'
import { webhookRepository } from './repository.ts'
import { postByHttp, webhooks } from './webhooks.ts'

function station({ database = openDatabase(':memory:', stationMigrations) } = {}) {
  const at = core()
  const { id } = at.who.sight({ mac: '02:00:00:00:00:01' })
  const sent: { url: string; body: WebhookBody; signature: string; raw: string }[] = []
  let problem: string | null = null
  const hooks = webhooks({
    repository: webhookRepository(database),
    now: at.now,
    async post(url, body, headers) {
      if (problem !== null) throw new Error(problem)
      sent.push({ url, body: JSON.parse(body) as WebhookBody, signature: headers['x-vmp-signature']!, raw: body })
    },
  })
  const become = (state: 'checked' | 'approved' | 'installed'): void => {
    at.machines.update(id, { state })
    hooks.machine(at.view.show(at.machines.get(id)!))
  }
  return { at, database, hooks, sent, become, fail: (why: string | null) => void (problem = why) }
}

describe('a webhook', () => {
  test('is told each new state once, in order, signed with the secret that was shown when it was made', async () => {
    const { hooks, sent, become } = station()
    const { secret, webhook } = hooks.add('https://example.com/hook', [], 'root')
    expect(JSON.stringify(hooks.list())).not.toContain(secret)
    for (const state of ['checked', 'approved', 'approved', 'installed'] as const) become(state)
    await hooks.sweep()
    // How a machine is when it is first seen is no news.
    expect(sent.map(({ body }) => body.event)).toEqual(['machine.approved', 'machine.installed'])
    expect(sent[0]!.body.machine).toMatchObject({ name: 'm1', state: 'approved' })
    const [, seconds, hex] = /^t=(\d+),v1=(\w+)$/.exec(sent[0]!.signature)!
    expect(hex).toBe(createHmac('sha256', secret).update(`${seconds}.${sent[0]!.raw}`).digest('hex'))
    expect(hooks.list()).toMatchObject([{ number: webhook.number, waiting: 0, problem: null }])
  })

  test('is told only what it asked for', async () => {
    const { hooks, sent, become } = station()
    hooks.add('https://example.com/', ['machine.installed'], 'root')
    for (const state of ['checked', 'approved', 'installed'] as const) become(state)
    await hooks.sweep()
    expect(sent.map(({ body }) => body.event)).toEqual(['machine.installed'])
  })

  test('that does not answer is tried again with longer pauses, also by a station that was restarted', async () => {
    const first = station()
    first.hooks.add('https://example.com/', [], 'root')
    for (const state of ['checked', 'approved', 'installed'] as const) first.become(state)
    first.fail('connection refused')
    await first.hooks.sweep()
    expect(first.hooks.list()).toMatchObject([{ waiting: 2, problem: 'connection refused' }])
    first.fail(null)
    first.at.pass(4)
    await first.hooks.sweep()
    expect(first.sent).toEqual([])
    const restarted = station({ database: first.database })
    restarted.at.pass(5)
    await restarted.hooks.sweep()
    expect(restarted.sent.map(({ body }) => body.event)).toEqual(['machine.approved', 'machine.installed'])
    expect(restarted.hooks.list()).toMatchObject([{ waiting: 0, problem: null }])
  })

  test('is given up for a delivery after some hours, and never keeps more than a thousand', async () => {
    const { hooks, become, fail, at, sent } = station()
    hooks.add('https://example.com/', [], 'root')
    become('checked')
    for (let count = 0; count < 1100; count += 1) become(count % 2 === 0 ? 'approved' : 'checked')
    expect(hooks.list()[0]!.waiting).toBe(1000)
    fail('gone')
    for (let count = 0; count < 20; count += 1) {
      await hooks.sweep()
      at.pass(3600)
    }
    expect(hooks.list()[0]!.waiting).toBe(999)
    expect(sent).toEqual([])
  })

  test('can be tried at once, and says why not', async () => {
    const { hooks, sent, fail } = station()
    const { webhook } = hooks.add('https://example.com/', ['machine.failed'], 'root')
    expect(await hooks.test(webhook.number)).toBeNull()
    expect(sent).toMatchObject([{ body: { event: 'test', machine: null } }])
    fail('no route')
    expect(await hooks.test(webhook.number)).toBe('no route')
    await expect(hooks.test(99)).rejects.toMatchObject({ code: 'webhook.unknown' })
  })

  test.each(['ftp://example.com/', 'example.com', 'file:///etc/passwd'])('at %s does not come about', (url) => {
    const { hooks } = station()
    expect(() => hooks.add(url, [], 'root')).toThrow(expect.objectContaining({ code: 'webhook.badUrl' }))
  })

  test('has not got what it did not answer with success, and is not followed elsewhere', async () => {
    const seen: string[] = []
    let status = 200
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      seen.push(`${request.url} ${await text(request)}`)
      response.writeHead(status, { location: '/elsewhere' }).end('ok')
    }
    const server = createServer((request, response) => void answer(request, response))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
    await postByHttp(url, '{}', {})
    for (status of [302, 500]) await expect(postByHttp(url, '{}', {})).rejects.toThrow(`it answered ${status}`)
    expect(seen).toEqual(['/hook {}', '/hook {}', '/hook {}'])
    server.closeAllConnections()
    server.close()
  })
})
