import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../lib/sqlite.ts'
import { history, historyMigrations } from './history.ts'
import type { Kept, Line } from './record.ts'

const wide = { days: 365, most: 1_000_000, least: 0 }

function make({ retention = wide, now = () => new Date('2026-03-01T00:00:00Z') } = {}) {
  const database = openDatabase(':memory:', historyMigrations('event'))
  return { database, ...history<{ n: number }>(database, 'event', { retention, now }) }
}

const line = (n: number, rest: Partial<Line<{ n: number }>> = {}): Line<{ n: number }> => ({
  at: new Date(Date.UTC(2026, 1, 1) + n * 1000).toISOString(),
  level: 'info',
  kind: 'host.seen',
  actor: null,
  object: null,
  body: { n },
  words: `number ${n}`,
  ...rest,
})
const numbers = (records: readonly Kept<{ n: number }>[]): number[] => records.map(({ body }) => body.n)

describe('a page', () => {
  test('is the newest first, and the next one goes on where it ended', () => {
    const { add, page } = make()
    add([1, 2, 3, 4, 5].map((n) => line(n)))
    const first = page({}, { limit: 2 })
    expect(numbers(first.records)).toEqual([5, 4])
    add([line(6)])
    const second = page({}, { before: first.next!, limit: 2 })
    expect(numbers(second.records)).toEqual([3, 2])
    const third = page({}, { before: second.next!, limit: 2 })
    expect([numbers(third.records), third.next]).toEqual([[1], null])
  })

  test('that holds all there is has none after it, and one of nothing neither', () => {
    const { add, page } = make()
    expect(page({}, { limit: 2 })).toEqual({ records: [], next: null })
    add([line(1), line(2)])
    expect(page({}, { limit: 2 }).next).toBeNull()
  })

  test('gives back what was kept', () => {
    const { add, page } = make()
    const kept = { actor: 'ann', level: 'warning', object: { kind: 'vm', id: 'v1', name: '网关' } } as const
    const [seq] = add([line(1, kept)])
    const { words: _, ...rest } = line(1, kept)
    expect(page({}, { limit: 9 }).records).toEqual([{ seq, ...rest }])
  })

  test('looks through a bounded number of rows and says where to go on', () => {
    const { add, page } = make()
    add([line(0, { actor: 'ann' }), ...Array.from({ length: 60_000 }, (_, n) => line(n + 1))])
    const first = page({ actor: 'ann' }, { limit: 5 })
    expect(first).toEqual({ records: [], next: 10_002 })
    const second = page({ actor: 'ann' }, { before: first.next!, limit: 5 })
    expect([numbers(second.records), second.next]).toEqual([[0], null])
  })
})

describe('a search', () => {
  const records = [
    line(1, { kind: 'user.locked', level: 'warning', words: 'Logins are refused 拒绝登录' }),
    line(2, { kind: 'user.lockedOut', actor: 'ann', words: 'ÄRGER in Halle 100%_7' }),
    line(3, { kind: 'user', level: 'error', object: { kind: 'vm', id: 'v-7', name: 'Gateway' } }),
    line(4, { kind: 'vm.started', actor: 'bob', object: { kind: 'vm', id: 'v-8', name: 'v-7' } }),
  ]
  test.each([
    [{ text: 'REFUSED' }, [1]],
    [{ text: '绝登' }, [1]],
    [{ text: 'ärger' }, [2]],
    [{ text: '100%_7' }, [2]],
    [{ text: '100_' }, []],
    [{ text: 'gateway' }, [3]],
    [{ text: 'BOB' }, [4]],
    [{ kind: 'user' }, [3, 2, 1]],
    [{ kind: 'user.locked' }, [1]],
    [{ kind: 'u*' }, []],
    [{ level: 'warning' }, [3, 1]],
    [{ actor: 'ann' }, [2]],
    [{ actor: "ann' OR '1'='1" }, []],
    [{ object: 'v-7' }, [4, 3]],
    [{ since: '2026-02-01T00:00:02Z', until: '2026-02-01T00:00:04Z' }, [3, 2]],
    [{ since: '2026-02-01T01:00:03+01:00' }, [4, 3]],
    [{ kind: 'user', level: 'error', text: 'number' }, [3]],
  ] as const)('for %j finds %j', (search, found) => {
    const { add, page } = make()
    add(records)
    expect(numbers(page(search, { limit: 9 }).records)).toEqual(found)
  })
})

test('a search for a moment that is none is refused', () => {
  const { page } = make()
  expect(() => page({ since: '2016-12-31T23:59:60Z' }, { limit: 1 })).toThrow(
    expect.objectContaining({ code: 'input.invalid' }),
  )
})

describe('retention', () => {
  const now = (): Date => new Date('2026-03-01T00:00:00Z')
  const days = (n: number, age: number) => line(n, { at: new Date(now().getTime() - age * 86_400_000).toISOString() })

  test('removes what is too old', () => {
    const { add, page, prune } = make({ now, retention: { days: 30, most: 100, least: 1 } })
    add([days(1, 40), days(2, 31), days(3, 29), days(4, 0)])
    prune()
    expect(numbers(page({}, { limit: 9 }).records)).toEqual([4, 3])
  })

  test('removes the oldest of too many, by itself', () => {
    const { add, page } = make({ now, retention: { days: 30, most: 100, least: 10 } })
    for (let n = 0; n < 6; n += 1) add(Array.from({ length: 100 }, (_, i) => days(n * 100 + i, 0)))
    const { records } = page({}, { limit: 1000 })
    expect([records.length < 300, records[0]!.body.n]).toEqual([true, 599])
  })

  test('keeps the newest when a clock that jumped ahead makes all of them old', () => {
    const { add, page, prune } = make({ now, retention: { days: 30, most: 100, least: 3 } })
    add([1, 2, 3, 4, 5].map((n) => days(n, 4000)))
    prune()
    expect(numbers(page({}, { limit: 9 }).records)).toEqual([5, 4, 3])
  })

  test('that cannot remove loses nothing that is added', () => {
    const { add, page, database } = make({ now, retention: { days: 30, most: 100, least: 0 } })
    database
      .prepare("CREATE TRIGGER full BEFORE DELETE ON event BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END")
      .run()
    expect(add(Array.from({ length: 600 }, (_, n) => days(n, 0)))).toHaveLength(600)
    expect(page({}, { limit: 1000 }).records).toHaveLength(600)
  })

  test('never gives a number twice', () => {
    const { add, prune, database } = make({ now, retention: { days: 30, most: 100, least: 0 } })
    const [first] = add([days(1, 40)])
    prune()
    expect(database.prepare('SELECT count(*) AS n FROM event').get()).toEqual({ n: 0 })
    expect(add([days(2, 0)])[0]).toBeGreaterThan(first!)
  })
})

describe('following', () => {
  test('gives what is there after a record and then what comes, in order, that fits', async () => {
    const { add, follow } = make()
    add([line(1), line(2, { level: 'error' }), line(3, { level: 'error' })])
    const end = new AbortController()
    const seen: number[] = []
    for await (const { body } of follow({ level: 'error' }, 2, end.signal)) {
      seen.push(body.n)
      if (body.n === 3) add([line(4), line(5, { level: 'error' })])
      if (body.n === 5) end.abort()
    }
    expect(seen).toEqual([3, 5])
  })

  test('from now on leaves out what was', async () => {
    const { add, follow } = make()
    add([line(1)])
    const end = new AbortController()
    const next = follow({}, null, end.signal)[Symbol.asyncIterator]()
    const first = next.next()
    add([line(2)])
    expect((await first).value).toMatchObject({ body: { n: 2 } })
    end.abort()
    expect((await next.next()).done).toBe(true)
  })
})

test('what was begun can be told its end, and only then is found by it', () => {
  const { add, amend, page } = make()
  const [seq] = add([line(1, { words: 'begun' })])
  amend(seq!, line(1, { words: 'ended', level: 'error' }))
  expect(page({ text: 'ended' }, { limit: 1 }).records).toMatchObject([{ seq, level: 'error' }])
})

test('a record is on disk when it was added, even if the program is killed in the same moment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vmp-history-'))
  const file = join(folder, 'history.sqlite')
  const here = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href)
  const program = `
    const { openDatabase } = await import(${here('../../lib/sqlite.ts')})
    const { history, historyMigrations } = await import(${here('history.ts')})
    const kept = history(openDatabase(${JSON.stringify(file)}, historyMigrations('event')), 'event', { retention: ${JSON.stringify(wide)}, now: () => new Date() })
    kept.add([${JSON.stringify(line(7))}])
    process.kill(process.pid, 'SIGKILL')`
  expect(spawnSync(process.execPath, ['--input-type=module', '-e', program]).signal).toBe('SIGKILL')
  const again = history<{ n: number }>(openDatabase(file, historyMigrations('event')), 'event', {
    retention: wide,
    now: () => new Date(),
  })
  expect(numbers(again.page({}, { limit: 9 }).records)).toEqual([7])
  rmSync(folder, { recursive: true })
})
