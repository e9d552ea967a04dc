import { describe, expect, test } from 'vitest'
import { VmpError } from '../../lib/errors.ts'
import { openDatabase } from '../../lib/sqlite.ts'
import { audit, auditMigrations } from './audit.ts'
import { difference } from './redacted.ts'

const make = () => {
  const database = openDatabase(':memory:', auditMigrations)
  const kept = audit(database, { now: () => new Date('2026-03-01T00:00:00Z') })
  const call = (name: string, access = 'user') =>
    kept.record({
      name,
      route: { access },
      principal: access === 'user' ? { actor: { kind: 'user', id: 'u1', name: 'ann' } } : undefined,
      request: { address: '192.0.2.7', agent: 'curl' },
    })
  return { database, call, all: () => kept.history.page({}, { limit: 99 }).records, history: kept.history }
}

describe('a change', () => {
  test('is on record with who, from where, what, and what it was before and after', () => {
    const { call, all } = make()
    const record = call('changeUser')
    record.changed({
      object: { kind: 'user', id: 'u2', name: 'bob' },
      before: { role: 'viewer' },
      after: { role: 'operator' },
    })
    record.end()
    expect(all()).toMatchObject([
      {
        at: '2026-03-01T00:00:00.000Z',
        level: 'info',
        kind: 'changeUser',
        actor: 'ann',
        object: { kind: 'user', id: 'u2', name: 'bob' },
        body: {
          actor: { kind: 'user', id: 'u1', name: 'ann' },
          address: '192.0.2.7',
          agent: 'curl',
          outcome: 'done',
          code: null,
          changes: [{ before: { role: 'viewer' }, after: { role: 'operator' } }],
        },
      },
    ])
  })

  test('that a power cut interrupts is on record as begun', () => {
    const { call, all } = make()
    call('removeUser')
    expect(all()).toMatchObject([{ kind: 'removeUser', actor: 'ann', body: { outcome: 'unknown' } }])
  })

  test('that is refused is on record with the code', () => {
    const { call, all } = make()
    call('removeUser').end(new VmpError('api.notFound', { path: 'x' }))
    expect(all()).toMatchObject([{ level: 'warning', body: { outcome: 'refused', code: 'api.notFound' } }])
  })

  test('that cannot be recorded throws before it is made', () => {
    const { call, database } = make()
    database.close()
    expect(() => call('removeUser')).toThrow('database is not open')
  })

  test('whose end cannot be recorded stays made', () => {
    const { call, database } = make()
    const record = call('removeUser')
    database.close()
    expect(() => record.end()).not.toThrow()
  })

  test('is found by the name of what it changed, and by what it became', () => {
    const { call, history } = make()
    const record = call('changeUser')
    record.changed({ object: { kind: 'user', id: 'u2', name: 'Bob' }, after: { comment: 'Nachtschicht' } })
    record.end()
    for (const text of ['bob', 'nachtSCHICHT', '192.0.2.7'])
      expect(history.page({ text }, { limit: 9 }).records).toHaveLength(1)
  })
})

test('what anybody may send is on record when it ends, but not every try at a locked account', () => {
  const { call, all } = make()
  call('login', 'public')
  call('login', 'public').end(new VmpError('input.invalid', { problem: '', where: '' }))
  expect(all()).toEqual([])
  call('login', 'public').end(new VmpError('api.noToken'))
  expect(all()).toMatchObject([{ kind: 'login', actor: null, body: { outcome: 'refused' } }])
})

describe('a difference', () => {
  test('holds only what differs', () => {
    expect(difference({ a: 1, b: [1], c: 3 }, { a: 1, b: [2], d: 4 })).toEqual({
      before: { b: [1], c: 3 },
      after: { b: [2], d: 4 },
    })
  })

  test('names a secret that changed, and does not show it', () => {
    const before = { password: { hash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g' }, apiToken: 'old' }
    const after = {
      password: { hash: 'x' },
      apiToken: 'new',
      nested: [{ clientSecret: 's' }],
      note: 'password=hunter2',
    }
    const text = JSON.stringify(difference(before, after))
    for (const secret of ['argon2id', 'c2Fsd', 'old', 'new', 'hunter2', '"s"']) expect(text).not.toContain(secret)
    expect(difference(before, after).after).toEqual({
      password: '[hidden]',
      apiToken: '[hidden]',
      nested: [{ clientSecret: '[hidden]' }],
      note: 'password=[hidden]',
    })
  })

  test('shows whether a secret is set', () => {
    expect(difference({ mustChangePassword: true, token: null }, { mustChangePassword: false, token: 'x' })).toEqual({
      before: { mustChangePassword: true, token: null },
      after: { mustChangePassword: false, token: '[hidden]' },
    })
  })

  test('of something made or removed is all of it, and never endless', () => {
    expect(difference(undefined, { a: 1 })).toEqual({ before: null, after: { a: 1 } })
    expect(difference({ a: 'x'.repeat(9000) }, undefined)).toEqual({ before: '[too long]', after: null })
  })
})
