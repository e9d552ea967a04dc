import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openDatabase } from '../../lib/sqlite.ts'
import { eventMigrations, events } from './events.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const locked = { user: 'ann', address: '192.0.2.7', seconds: 60, failures: 5 }
function make() {
  const database = openDatabase(':memory:', eventMigrations)
  const kept = events(database, { now: () => new Date('2026-03-01T00:00:00Z') })
  return { database, ...kept, found: (text: string) => kept.history.page({ text }, { limit: 9 }).records }
}

test('an event is kept in a moment, and found by its words in both languages', () => {
  const { add, found } = make()
  add('user.locked', locked, { level: 'warning', object: { kind: 'user', id: 'u1', name: 'ann' } })
  vi.advanceTimersByTime(100)
  for (const text of ['are refused', '拒绝登录'])
    expect(found(text)).toMatchObject([
      { kind: 'user.locked', level: 'warning', at: '2026-03-01T00:00:00.000Z', body: { params: locked, task: null } },
    ])
})

test('what waits is written at the end', () => {
  const { add, close, found } = make()
  add('user.locked', locked)
  close()
  expect(found('ann')).toHaveLength(1)
  expect(vi.getTimerCount()).toBe(0)
})

test('events wait while they cannot be written, and come then in order', () => {
  const { add, database, found } = make()
  database.prepare('ALTER TABLE event RENAME TO away').run()
  add('user.locked', { ...locked, user: 'bob' })
  vi.advanceTimersByTime(100)
  add('user.locked', { ...locked, user: 'eve' })
  database.prepare('ALTER TABLE away RENAME TO event').run()
  vi.advanceTimersByTime(5000)
  expect(found('are refused').map(({ body }) => body.params['user'])).toEqual(['eve', 'bob'])
})
