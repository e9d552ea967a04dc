import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Type } from 'typebox'
import { afterEach, describe, expect, test } from 'vitest'
import { contract } from '../contract.ts'
import { VmpError } from '../errors.ts'
import { client, pathOf } from './client.ts'
import { httpTransport } from './transport.ts'

const things = contract({
  get: {
    method: 'GET',
    path: '/things/:name',
    summary: '',
    access: 'public',
    params: Type.Object({ name: Type.String() }),
    query: Type.Object({ deep: Type.Optional(Type.Boolean()) }),
    response: Type.Object({ name: Type.String() }),
  },
  put: {
    method: 'PUT',
    path: '/things',
    summary: '',
    access: 'public',
    body: Type.Object({ name: Type.String() }),
    response: Type.Object({ name: Type.String() }),
  },
  events: {
    method: 'GET',
    path: '/events',
    summary: '',
    access: 'public',
    response: Type.Object({ n: Type.Number() }),
    stream: true,
  },
})

let server: Server | undefined
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)))
  server = undefined
})

async function serve(listener: (request: IncomingMessage, response: ServerResponse) => unknown, timeout = 5000) {
  server = createServer((request, response) => void listener(request, response))
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return client(
    things,
    httpTransport({
      scheme: 'http',
      to: { host: '127.0.0.1', port },
      authorize: (method, path) => `Test ${method} ${path}`,
      timeout,
      failure: (error) => new VmpError('api.unreachable', { where: 'here', problem: error.message }, { cause: error }),
    }),
  )
}

const bodyOf = async (request: IncomingMessage): Promise<string> => Buffer.concat(await request.toArray()).toString()

describe('a path', () => {
  test.each([
    ['a b/c?d#e', '/things/a%20b%2Fc%3Fd%23e'],
    ['52:54:00:12:34:56', '/things/52%3A54%3A00%3A12%3A34%3A56'],
  ])('holds the parameter %s as one segment', (name, path) => {
    expect(pathOf(things.get, { params: { name } })).toBe(path)
  })

  test('has only the parts of the query that are given', () => {
    expect(pathOf(things.get, { params: { name: 'x' }, query: { deep: undefined } })).toBe('/things/x')
    expect(pathOf(things.get, { params: { name: 'x' }, query: { deep: true, 'a&b': 'c=d' } })).toBe(
      '/things/x?deep=true&a%26b=c%3Dd',
    )
  })
})

describe('a call', () => {
  test('sends its parts and gives the answer', async () => {
    const seen: unknown[] = []
    const api = await serve(async (request, response) => {
      seen.push([request.method, request.url, request.headers['content-type'], await bodyOf(request)])
      response.end('{"name":"answer"}')
    })
    expect(await api.put({ body: { name: 'ü' } })).toEqual({ name: 'answer' })
    expect(await api.get({ params: { name: 'x' }, query: {} })).toEqual({ name: 'answer' })
    expect(seen).toEqual([
      ['PUT', '/things', 'application/json', '{"name":"ü"}'],
      ['GET', '/things/x', undefined, ''],
    ])
  })

  test('is authorized for its method and its path without query', async () => {
    const api = await serve((request, response) =>
      response.end(JSON.stringify({ name: request.headers.authorization })),
    )
    expect(await api.get({ params: { name: 'x' }, query: { deep: true } })).toEqual({ name: 'Test GET /things/x' })
  })

  test('that the server refuses throws the error it was', async () => {
    const api = await serve((_, response) =>
      response.writeHead(404).end('{"code":"machine.unknown","params":{"machine":"m9"}}'),
    )
    await expect(api.put({ body: { name: 'x' } })).rejects.toMatchObject({
      code: 'machine.unknown',
      params: { machine: 'm9' },
    })
  })

  test.each(['<html>Bad gateway</html>', 'null', '', '{"code":7}'])(
    'that is refused in words nobody understands throws an internal error: %s',
    async (body) => {
      const api = await serve((_, response) => response.writeHead(502).end(body))
      await expect(api.put({ body: { name: 'x' } })).rejects.toMatchObject({ code: 'internal' })
    },
  )

  test('without content answers undefined', async () => {
    const api = await serve((_, response) => response.writeHead(204).end())
    expect(await api.put({ body: { name: 'x' } })).toBeUndefined()
  })

  test('to a server that never answers is over at its time limit', async () => {
    const api = await serve(() => undefined, 200)
    await expect(api.put({ body: { name: 'x' } })).rejects.toMatchObject({
      code: 'api.unreachable',
      params: { problem: 'no answer within 0.2 s' },
    })
  })

  test('whose answer stops in the middle is over at its time limit', async () => {
    const api = await serve((_, response) => void response.writeHead(200).write('{"name":'), 200)
    await expect(api.put({ body: { name: 'x' } })).rejects.toThrow(/no answer|terminated|aborted/)
  })

  test('to nobody says so', async () => {
    const api = await serve(() => undefined)
    await new Promise((resolve) => server!.close(resolve))
    await expect(api.put({ body: { name: 'x' } })).rejects.toMatchObject({ code: 'api.unreachable' })
  })

  test('ends when it is cancelled', async () => {
    const cancel = new AbortController()
    const api = await serve(() => cancel.abort())
    await expect(api.put({ body: { name: 'x' } }, { signal: cancel.signal })).rejects.toMatchObject({
      cause: { name: 'AbortError' },
    })
  })
})

describe('a stream', () => {
  test('gives each event, however its bytes were cut, and ends with the server', async () => {
    const bytes = Buffer.from(':\n\ndata: {"n":1}\n\n:\n\ndata: {"n":2}\n\ndata: {"n":3,"t":"ü"}\n\n')
    const api = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const byte of bytes) response.write(Buffer.from([byte]))
      response.end()
    })
    expect(await Array.fromAsync(api.events({}))).toEqual([{ n: 1 }, { n: 2 }, { n: 3, t: 'ü' }])
  })

  test('outlives the time limit of calls', async () => {
    const api = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n')
      setTimeout(() => response.end('data: {"n":1}\n\n'), 400)
    }, 150)
    expect(await Array.fromAsync(api.events({}))).toEqual([{ n: 1 }])
  })

  test('is closed at the server when the listener has enough', async () => {
    const closed = Promise.withResolvers<void>()
    const api = await serve((_, response) => {
      response.once('close', closed.resolve)
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: {"n":1}\n\n')
    })
    for await (const { n } of api.events({})) {
      expect(n).toBe(1)
      break
    }
    await closed.promise
  })

  test('ends when it is cancelled', async () => {
    const cancel = new AbortController()
    const api = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: {"n":1}\n\n')
    })
    const listen = async (): Promise<void> => {
      for await (const event of api.events({}, { signal: cancel.signal })) if (event) cancel.abort()
    }
    await expect(listen()).rejects.toThrow(/abort/i)
  })

  test('is open before it is read, so that nothing falls between subscribing and reading', async () => {
    let listeners = 0
    const api = await serve((_, response) => {
      listeners += 1
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: {"n":1}\n\n')
    })
    const events = api.events({})
    await events.opened()
    expect(listeners).toBe(1)
    expect(await Array.fromAsync(events)).toEqual([{ n: 1 }])
    expect(listeners).toBe(1)
  })

  test('that is refused throws the error it was, to whoever opens or reads it', async () => {
    const api = await serve((_, response) => response.writeHead(401).end('{"code":"api.noToken","params":{}}'))
    await expect(api.events({}).opened()).rejects.toMatchObject({ code: 'api.noToken' })
    await expect(Array.fromAsync(api.events({}))).rejects.toMatchObject({ code: 'api.noToken' })
  })
})
