import { once } from 'node:events'
import fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { afterEach, describe, expect, test } from 'vitest'
import { contract } from '../lib/contract.ts'
import { VmpError } from '../lib/errors.ts'
import { mount } from './mount.ts'
import type { Recorder } from './mount.ts'
import { build } from './server.ts'

const Thing = Type.Object({ name: Type.String(), revision: Type.Integer() })
const things = contract({
  thing: { method: 'GET', path: '/thing', summary: '', access: 'public', response: Thing, etag: true },
  change: {
    method: 'PUT',
    path: '/thing',
    summary: '',
    access: 'public',
    response: Type.Unknown(),
    ifMatch: 'required',
  },
  remove: {
    method: 'DELETE',
    path: '/thing',
    summary: '',
    access: 'public',
    response: Type.Unknown(),
    ifMatch: 'optional',
  },
  make: {
    method: 'POST',
    path: '/things',
    summary: '',
    access: 'public',
    response: Type.Unknown(),
    creates: true,
    idempotent: true,
  },
  events: {
    method: 'GET',
    path: '/events',
    summary: '',
    access: 'user',
    permission: 'event.view',
    response: Type.Object({ cursor: Type.String(), n: Type.Integer() }),
    stream: true,
    eventId: 'cursor',
  },
})

let app: FastifyInstance
afterEach(() => app.close())

function serve(recorder?: Recorder, ended = new AbortController(), listeners = 2) {
  const changed: string[] = []
  let waiting = 0
  app = build(fastify())
  mount(
    app,
    things,
    { public: () => undefined, user: () => ({ ended: ended.signal }) },
    {
      thing: () => ({ name: 'a', revision: 41 }),
      change({ ifMatch, changed: note }) {
        note({ object: { kind: 'thing', id: 't1' }, before: { name: 'a' }, after: { name: 'b' } })
        changed.push(`change ${ifMatch}`)
        if (ifMatch === 666) throw new VmpError('api.notFound', { path: 'x' })
        return { ifMatch }
      },
      remove: ({ ifMatch }) => ({ ifMatch: ifMatch ?? 'any' }),
      make({ idempotencyKey, answer }) {
        answer.header('location', '/things/7')
        return { key: idempotencyKey ?? 'none' }
      },
      async *events({ lastEventId = '0', signal }) {
        for (let n = Number(lastEventId) + 1; n < 3; n++) yield { cursor: String(n), n }
        const end = signal.aborted ? undefined : once(signal, 'abort')
        // All have what there is: now they may hear no more.
        if (++waiting === listeners) ended.abort()
        await end
        yield { cursor: '99', n: 99 }
      },
    },
    recorder,
  )
  return { changed }
}

const call = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, headers: Record<string, string> = {}) =>
  app.inject({ method, url, headers })

describe('a revision', () => {
  test('goes out as the ETag', async () => {
    serve()
    expect((await call('GET', '/thing')).headers['etag']).toBe('"41"')
  })

  test('that a careful change needs is asked for, and comes in as a number', async () => {
    const { changed } = serve()
    expect((await call('PUT', '/thing')).statusCode).toBe(428)
    expect((await call('PUT', '/thing', { 'if-match': '"41"' })).json()).toEqual({ ifMatch: 41 })
    expect(changed).toEqual(['change 41'])
  })

  test.each(['41', 'W/"41"', '"41", "42"', '"x"', '*', '""'])('is not %s', async (header) => {
    const { changed } = serve()
    const { statusCode, body } = await call('PUT', '/thing', { 'if-match': header })
    expect([statusCode, body]).toEqual([400, expect.stringContaining('If-Match')])
    expect(changed).toEqual([])
  })

  test('that may be left out may be any', async () => {
    serve()
    expect((await call('DELETE', '/thing')).json()).toEqual({ ifMatch: 'any' })
    expect((await call('DELETE', '/thing', { 'if-match': '*' })).json()).toEqual({ ifMatch: 'any' })
    expect((await call('DELETE', '/thing', { 'if-match': '"3"' })).json()).toEqual({ ifMatch: 3 })
  })
})

describe('making something', () => {
  test('answers 201, with the key that makes it once', async () => {
    serve()
    const made = await call('POST', '/things', { 'idempotency-key': 'k-1' })
    expect([made.statusCode, made.json(), made.headers['location']]).toEqual([201, { key: 'k-1' }, '/things/7'])
    expect((await call('POST', '/things')).json()).toEqual({ key: 'none' })
  })

  test.each(['a b', 'x'.repeat(129), 'ü'])('with the key %s is refused', async (key) => {
    serve()
    expect((await call('POST', '/things', { 'idempotency-key': key })).statusCode).toBe(400)
  })
})

describe('a stream that can go on', () => {
  test('sends ids, goes on after the last one, and ends when its caller may hear no more', async () => {
    serve()
    const first = call('GET', '/events')
    const second = call('GET', '/events', { 'last-event-id': '1' })
    expect((await first).body).toBe(':\n\nid: 1\ndata: {"cursor":"1","n":1}\n\nid: 2\ndata: {"cursor":"2","n":2}\n\n')
    expect((await second).body).toBe(':\n\nid: 2\ndata: {"cursor":"2","n":2}\n\n')
  })

  test('of a caller that may hear nothing is empty', async () => {
    const ended = new AbortController()
    ended.abort()
    serve(undefined, ended)
    expect((await call('GET', '/events')).body).toBe(':\n\n')
  })
})

describe('a record', () => {
  const recording = () => {
    const lines: string[] = []
    const recorder: Recorder = ({ name, request }) => {
      lines.push(`${name} begins by ${request.address}`)
      return {
        changed: ({ object, after }) => void lines.push(`${object.id} becomes ${JSON.stringify(after)}`),
        end: (error) => void lines.push(error instanceof VmpError ? error.code : 'done'),
      }
    }
    return { lines, recorder }
  }

  test('has what was changed, by whom, and what came of it', async () => {
    const { lines, recorder } = recording()
    serve(recorder)
    await call('PUT', '/thing', { 'if-match': '"1"' })
    await call('PUT', '/thing', { 'if-match': '"666"' })
    await call('GET', '/thing')
    const begun = ['change begins by 127.0.0.1', 't1 becomes {"name":"b"}']
    expect(lines).toEqual([...begun, 'done', ...begun, 'api.notFound'])
  })

  test('that cannot be kept lets nothing be changed', async () => {
    const { changed } = serve(() => {
      throw new VmpError('disk.full', { path: 'x' })
    })
    expect((await call('PUT', '/thing', { 'if-match': '"1"' })).json()).toMatchObject({ code: 'disk.full' })
    expect(changed).toEqual([])
  })
})
