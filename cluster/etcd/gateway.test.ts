import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { gateway, isRefused } from './gateway.ts'
import type { Gateway } from './gateway.ts'

let folder: string
let server: Server
let member: Gateway
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-gateway-'))
})
afterEach(() => {
  member.close()
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})

/** A member on a socket that answers so. */
async function answering(listener: RequestListener): Promise<void> {
  const socket = join(folder, 'socket')
  server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  member = gateway(`unix://${socket}`)
}

async function messages(): Promise<unknown[]> {
  const all: unknown[] = []
  for await (const message of member.stream('/v3/maintenance/snapshot', {})) all.push(message)
  return all
}

test('asks on a socket, and also a member that knows no leader', async () => {
  await answering((request, response) => response.end(JSON.stringify([request.url, request.headers])))
  const [path, headers] = (await member.call('/v3/maintenance/status', {})) as [string, Record<string, string>]
  expect(path).toBe('/v3/maintenance/status')
  expect(headers).not.toHaveProperty('grpc-metadata-hasleader')
})

test('a refusal has the words of etcd', async () => {
  await answering((_, response) =>
    response.writeHead(503).end(JSON.stringify({ code: 14, message: 'etcdserver: unhealthy cluster' })),
  )
  const failure: unknown = await member.call('/v3/cluster/member/add', {}).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'etcd.refused', params: { detail: 'etcdserver: unhealthy cluster' } })
  expect([isRefused(failure, 'unhealthy'), isRefused(failure, 'noSpace')]).toEqual([true, false])
})

test('who is not there, or silent, or not wanted any more, is told apart', async () => {
  await answering(() => undefined)
  await expect(member.call('/', {}, { timeout: 50 })).rejects.toMatchObject({ code: 'etcd.unreachable' })
  const asking = new AbortController()
  const call = member.call('/', {}, { signal: asking.signal })
  asking.abort()
  await expect(call).rejects.toMatchObject({ code: 'cancelled' })
  await expect(gateway(`unix://${folder}/nobody`).call('/', {})).rejects.toMatchObject({ code: 'etcd.unreachable' })
})

test('a stream goes to its end; one that breaks off has failed', async () => {
  await answering((_, response) => response.end('{"result":1}\n{"result":2}\n'))
  expect(await messages()).toEqual([1, 2])
  server.removeAllListeners('request').on('request', (_, response) => {
    response.write('{"result":1}\n', () => response.destroy())
  })
  await expect(messages()).rejects.toMatchObject({ code: 'etcd.unreachable' })
})
