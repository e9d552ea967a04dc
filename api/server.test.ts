import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Type } from 'typebox'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../lib/__fixtures__/free-port.ts'
import { client } from '../lib/contract/client.ts'
import type { Client } from '../lib/contract/client.ts'
import { httpTransport } from '../lib/contract/transport.ts'
import { contract } from '../lib/contract.ts'
import { VmpError } from '../lib/errors.ts'
import { selfSigned } from './__fixtures__/certificate.ts'
import { mount } from './mount.ts'
import { startApi } from './server.ts'
import type { Api } from './server.ts'

const things = contract({
  open: {
    method: 'GET',
    path: '/open/:name',
    summary: '',
    access: 'public',
    params: Type.Object({ name: Type.String() }),
    query: Type.Object({ count: Type.Optional(Type.Integer({ minimum: 1 })) }),
    response: Type.Unknown(),
  },
  put: {
    method: 'PUT',
    path: '/things',
    summary: '',
    access: 'administrator',
    body: Type.Object({
      size: Type.Integer({ minimum: 0 }),
      notes: Type.Optional(Type.String()),
      kind: Type.Optional(Type.Enum(['a', 'b'])),
    }),
    response: Type.Unknown(),
  },
  post: {
    method: 'POST',
    path: '/said',
    summary: '',
    access: 'public',
    body: Type.Object({ text: Type.String() }),
    response: Type.Unknown(),
  },
  fail: { method: 'GET', path: '/fail', summary: '', access: 'public', response: Type.Unknown() },
  events: {
    method: 'GET',
    path: '/events',
    summary: '',
    access: 'administrator',
    response: Type.Object({ n: Type.Integer() }),
    stream: true,
  },
})

type Events = (signal: AbortSignal) => AsyncIterable<{ n: number }>

let certificate: Awaited<ReturnType<typeof selfSigned>>
const places: (() => Promise<void> | void)[] = []
const folder = (): string => mkdtempSync(join(tmpdir(), 'vmp-api-'))

beforeAll(async () => {
  certificate = await selfSigned()
})
afterEach(async () => {
  for (const close of places.splice(0)) await close()
})

async function* none(): AsyncGenerator<never> {}

interface Running {
  readonly api: Api
  readonly port: number
  readonly socket: string
  readonly bodies: unknown[]
  readonly local: Client<typeof things>
  readonly remote: (token?: string, ca?: string) => Client<typeof things>
}

async function station({
  events = none as Events,
  socket = join(folder(), 'run', 'station.sock'),
  port = 0,
} = {}): Promise<Running> {
  const actual = port || (await freePort())
  const bodies: unknown[] = []
  const api = await startApi({
    tls: { ...certificate, address: '127.0.0.1', port: actual },
    socket,
    routes: (app, listener) =>
      mount(
        app,
        things,
        {
          public: () => 'anybody',
          administrator({ authorization }) {
            if (listener === 'tls' && authorization !== 'Bearer token') throw new VmpError('api.noToken')
            return `administrator by ${listener}`
          },
        },
        {
          open: ({ params, query, principal, request }) => ({ params, query, principal, request }),
          put({ body, principal }) {
            bodies.push(body)
            return { body, principal }
          },
          post: ({ body }) => ({ length: body.text.length }),
          fail() {
            throw new TypeError('a secret of the program')
          },
          events: ({ signal }) => events(signal),
        },
      ),
  })
  places.push(() => api.close())
  const failure = (error: Error): Error =>
    new VmpError('api.unreachable', { where: 'there', problem: error.message }, { cause: error })
  const common = { timeout: 5000, failure }
  return {
    api,
    port: actual,
    socket,
    bodies,
    local: client(things, httpTransport({ ...common, scheme: 'http', to: { socketPath: socket } })),
    remote: (token, ca = certificate.ca) =>
      client(
        things,
        httpTransport({
          ...common,
          scheme: 'https',
          to: { host: '127.0.0.1', port: actual, ca },
          ...(token === undefined ? {} : { authorize: () => `Bearer ${token}` }),
        }),
      ),
  }
}

/** Bytes sent over the local socket as they are, and all that comes back. */
async function raw(socket: string, request: string): Promise<string> {
  const connection = connect(socket)
  connection.end(request)
  return Buffer.concat(await connection.toArray()).toString()
}

describe('a body', () => {
  test('may be that of a report on hundreds of disks, but not without end', async () => {
    const { local, bodies } = await station()
    await local.put({ body: { size: 1, notes: 'x'.repeat(8 * 1024 * 1024) } })
    expect(bodies).toHaveLength(1)
    await expect(local.put({ body: { size: 1, notes: 'x'.repeat(17 * 1024 * 1024) } })).rejects.toBeInstanceOf(VmpError)
    expect(bodies).toHaveLength(1)
  })

  test('that anybody may send is small', async () => {
    const { local } = await station()
    expect(await local.post({ body: { text: 'x'.repeat(60_000) } })).toEqual({ length: 60_000 })
    await expect(local.post({ body: { text: 'x'.repeat(100_000) } })).rejects.toBeInstanceOf(VmpError)
  })
})

describe('access', () => {
  test('by TLS needs the token; the local socket needs none', async () => {
    const { remote, local } = await station()
    const body = { size: 1 }
    await expect(remote().put({ body })).rejects.toMatchObject({ code: 'api.noToken' })
    await expect(remote('wrong').put({ body })).rejects.toMatchObject({ code: 'api.noToken' })
    expect(await remote('token').put({ body })).toEqual({ body, principal: 'administrator by tls' })
    expect(await local.put({ body })).toEqual({ body, principal: 'administrator by local' })
  })

  test('is decided before the body is read: nobody learns from a refusal what would be valid', async () => {
    const { remote, bodies } = await station()
    await expect(remote().put({ body: { size: -1 } })).rejects.toMatchObject({ code: 'api.noToken' })
    await expect(remote().events({}).opened()).rejects.toMatchObject({ code: 'api.noToken' })
    expect(bodies).toEqual([])
  })

  test('by TLS is refused by a client that trusts another CA', async () => {
    const { remote } = await station()
    const other = await selfSigned()
    await expect(remote('token', other.ca).put({ body: { size: 1 } })).rejects.toMatchObject({
      code: 'api.unreachable',
    })
  })

  test('to the socket is for root alone', async () => {
    const { socket } = await station()
    expect(statSync(socket).mode & 0o777).toBe(0o600)
  })
})

describe('a call', () => {
  test('gets its parts: parameters decoded, numbers of the query as numbers', async () => {
    const { local, remote } = await station()
    expect(await local.open({ params: { name: 'a/b c' }, query: { count: 3 } })).toMatchObject({
      params: { name: 'a/b c' },
      query: { count: 3 },
      principal: 'anybody',
      request: { method: 'GET', path: '/open/a%2Fb%20c', address: '' },
    })
    expect(await remote().open({ params: { name: 'x' }, query: {} })).toMatchObject({
      request: { address: '127.0.0.1' },
    })
  })

  test.each<[unknown, string]>([
    [{ size: '1' }, 'body/size'],
    [{ size: 1.5 }, 'body/size'],
    [{ size: -1 }, 'body/size'],
    [{ size: null }, 'body/size'],
    [{ size: 1, kind: 'c' }, 'body/kind'],
    [{}, 'body'],
    [[], 'body'],
    [null, 'body'],
    ['x', 'body'],
  ])('with the body %j is invalid at %s', async (body, where) => {
    const { local, bodies } = await station()
    await expect(local.put({ body: body as { size: number } })).rejects.toMatchObject({
      code: 'input.invalid',
      params: { where },
    })
    expect(bodies).toEqual([])
  })

  test('with a query that does not fit is invalid', async () => {
    const { local } = await station()
    await expect(local.open({ params: { name: 'x' }, query: { count: 0 } })).rejects.toMatchObject({
      code: 'input.invalid',
      params: { where: 'querystring/count' },
    })
  })

  test.each([
    ['no JSON', 'application/json', '{"size":'],
    ['nothing', 'application/json', ''],
    ['another type', 'text/plain', 'size=1'],
    ['too much', 'application/json', '{"size":1}', 20_000_000],
  ])('that holds %s is the caller’s mistake', async (_, type, body, length = body.length) => {
    const { socket } = await station()
    const answer = await raw(
      socket,
      `PUT /things HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n\r\n${body}`,
    )
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    expect(answer).toContain('"code":"input.invalid"')
  })

  test('to an address where nothing is says so', async () => {
    const { socket } = await station()
    for (const line of ['GET /nothing?x=1', 'POST /things', 'GET /open', 'GET //etc/passwd'])
      expect(await raw(socket, `${line} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1.1 404 [\s\S]*"api.notFound"/,
      )
  })

  test('that meets a fault of the program is an internal error, and the station goes on', async () => {
    const { local } = await station()
    await expect(local.fail({})).rejects.toMatchObject({ code: 'internal' })
    await expect(local.put({ body: { size: 1 } })).resolves.toBeDefined()
  })
})

describe('a stream', () => {
  test('gives events as they come and ends when they end', async () => {
    const { remote } = await station({
      async *events() {
        yield { n: 1 }
        yield { n: 2 }
      },
    })
    expect(await Array.fromAsync(remote('token').events({}))).toEqual([{ n: 1 }, { n: 2 }])
  })

  test('is told when its caller goes away', async () => {
    const gone = Promise.withResolvers<void>()
    const { local } = await station({
      async *events(signal) {
        signal.addEventListener('abort', () => gone.resolve())
        yield { n: 1 }
        await gone.promise
      },
    })
    for await (const { n } of local.events({})) if (n === 1) break
    await expect(gone.promise).resolves.toBeUndefined()
  })

  test('ends when the station ends', async () => {
    const { local, api } = await station({
      async *events(signal) {
        yield { n: 1 }
        await once(signal, 'abort')
      },
    })
    const events = local.events({})[Symbol.asyncIterator]()
    await events.next()
    const rest = events.next().catch(() => ({ done: true }))
    await api.close()
    expect(await rest).toMatchObject({ done: true })
  })

  test('whose caller does not read holds up its own events, not the station’s memory', async () => {
    let made = 0
    const { socket } = await station({
      async *events() {
        const filler = 'x'.repeat(1000)
        for (; made < 200_000; made++) yield { n: made, filler }
      },
    })
    const deaf: Socket = connect(socket)
    deaf.pause()
    deaf.write('GET /events HTTP/1.1\r\nhost: x\r\n\r\n')
    let before = -1
    await expect
      .poll(
        () => {
          const settled = made > 0 && made === before
          before = made
          return settled
        },
        { interval: 100 },
      )
      .toBe(true)
    expect(made).toBeLessThan(20_000)
    deaf.destroy()
  })

  test('that fails in the middle breaks off, and the station goes on', async () => {
    const { local } = await station({
      async *events() {
        yield { n: 1 }
        throw new Error('halfway')
      },
    })
    await expect(Array.fromAsync(local.events({}))).rejects.toThrow(/terminated|aborted|No station answers/)
    await expect(local.put({ body: { size: 1 } })).resolves.toBeDefined()
  })
})

describe('starting', () => {
  test('on a port that is taken says which', async () => {
    const { port } = await station()
    await expect(station({ port })).rejects.toMatchObject({
      code: 'api.portInUse',
      params: { address: '127.0.0.1', port },
    })
  })

  test('beside a running station of the same socket is refused, and that one goes on', async () => {
    const first = await station()
    await expect(station({ socket: first.socket })).rejects.toMatchObject({
      code: 'station.running',
      params: { socket: first.socket },
    })
    await expect(first.local.put({ body: { size: 1 } })).resolves.toBeDefined()
  })

  test('takes the place of a socket that a killed station left behind', async () => {
    const socket = join(folder(), 'station.sock')
    const killed = spawn(process.execPath, [
      '-e',
      `require('net').createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, 'SIGKILL'))`,
    ])
    await once(killed, 'exit')
    expect(existsSync(socket)).toBe(true)
    const { local } = await station({ socket })
    await expect(local.put({ body: { size: 1 } })).resolves.toBeDefined()
  })

  test('where the socket should be a file of somebody is refused, and the file stays', async () => {
    const socket = join(folder(), 'notes.txt')
    writeFileSync(socket, 'mine')
    await expect(station({ socket })).rejects.toMatchObject({ code: 'input.invalid' })
    expect(readFileSync(socket, 'utf8')).toBe('mine')
  })

  test('after closing finds port and socket free', async () => {
    const first = await station()
    await first.api.close()
    expect(existsSync(first.socket)).toBe(false)
    const second = await station({ port: first.port, socket: first.socket })
    await expect(second.local.put({ body: { size: 1 } })).resolves.toBeDefined()
  })
})
