import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fakeClock } from '../../lib/__fixtures__/clock.ts'
import { VmpError } from '../../lib/errors.ts'
import { openDatabase } from '../../lib/sqlite.ts'
import { followAll } from './follow.ts'
import { history, historyMigrations } from './history.ts'
import { mergedPage, mergePages } from './merge.ts'
import type { HistorySource } from './merge.ts'
import type { Kept } from './record.ts'

const kept = (seq: number, at: number): Kept<null> => ({
  seq,
  at: new Date(at * 1000).toISOString(),
  level: 'info',
  kind: 'x',
  actor: null,
  object: null,
  body: null,
})

/** A host whose records, oldest first, were made at these seconds; a page looks through so many of them. */
function host(name: string, times: readonly number[], scanned = 3): HistorySource<null> {
  const records = times.map((at, index) => kept(index + 1, at)).toReversed()
  return {
    host: name,
    page(_, { before = Infinity, limit }) {
      const older = records.filter(({ seq }) => seq < before)
      const page = older.slice(0, Math.min(limit, scanned))
      return { records: page, next: page.length < older.length ? page.at(-1)!.seq : null }
    },
    async *follow() {},
  }
}

async function readAll(sources: readonly HistorySource<null>[], limit: number, between = () => undefined as void) {
  const seen: string[] = []
  const missing = new Set<string>()
  let after: string | undefined
  for (let pages = 0; pages < 500; pages += 1) {
    const page = await mergedPage(sources, {}, { after, limit, within: 1000 })
    seen.push(...page.records.map((record) => `${record.host}${record.seq}`))
    for (const each of page.missing) missing.add(`${each.host} ${each.problem.code}`)
    if (page.next === null) return { seen, missing: [...missing] }
    after = page.next
    between()
  }
  throw new Error('the pages have no end')
}

describe('a page across hosts', () => {
  test('is ordered by time, and by host at the same moment', async () => {
    const { seen } = await readAll([host('b', [1, 3, 5]), host('a', [2, 3, 6])], 2)
    expect(seen).toEqual(['a3', 'b3', 'a2', 'b2', 'a1', 'b1'])
  })

  test('ends before what a host has not told yet', () => {
    const pages = [
      { host: 'a', records: [kept(9, 90)], next: 9 },
      { host: 'b', records: [kept(5, 50), kept(4, 40)], next: null },
    ]
    const { records, cursor } = mergePages(pages, 10)
    expect([records.map(({ seq }) => seq), cursor]).toEqual([[9], { a: 9, b: 6 }])
  })

  test('gives every record once, each host’s in its own order, whatever the clocks did', async () => {
    const times = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(times, times, times, fc.integer({ min: 1, max: 5 }), async (a, b, c, limit) => {
        const sources = [host('a', a), host('b', b, 1), host('c', c)]
        const { seen } = await readAll(sources, limit)
        expect(seen.toSorted()).toEqual(
          [a, b, c].flatMap((list, i) => list.map((_, index) => `${'abc'[i]}${index + 1}`)).toSorted(),
        )
        for (const [i, list] of [a, b, c].entries())
          expect(seen.filter((id) => id.startsWith('abc'[i]!))).toEqual(
            list.map((_, index) => `${'abc'[i]}${index + 1}`).toReversed(),
          )
      }),
    )
  })

  test('with good clocks is in order of time across all pages', async () => {
    const times = fc
      .array(fc.integer({ min: 0, max: 30 }), { maxLength: 12 })
      .map((list) => list.toSorted((a, b) => a - b))
    await fc.assert(
      fc.asyncProperty(times, times, fc.integer({ min: 1, max: 5 }), async (a, b, limit) => {
        const { seen } = await readAll([host('a', a), host('b', b, 1)], limit)
        const at = seen.map((id) => (id.startsWith('a') ? a : b)[Number(id.slice(1)) - 1]!)
        expect(at).toEqual(at.toSorted((x, y) => y - x))
      }),
    )
  })

  test('names the host that does not answer, and stays without it when it comes back in the middle', async () => {
    let off = true
    const good = host('a', [1, 2, 3])
    const lost: HistorySource<null> = {
      ...host('b', [4, 5]),
      page: (search, options) => {
        if (off) throw new VmpError('store.unavailable', { problem: 'off' })
        return host('b', [4, 5]).page(search, options)
      },
    }
    const { seen, missing } = await readAll([good, lost], 1, () => {
      off = false
    })
    expect([seen, missing]).toEqual([['a3', 'a2', 'a1'], ['b store.unavailable']])
  })

  test('waits for no host longer than it may', async () => {
    const silent: HistorySource<null> = { ...host('b', []), page: () => new Promise(() => undefined) }
    const page = await mergedPage([host('a', [1]), silent], {}, { limit: 5, within: 20 })
    expect(page.records).toHaveLength(1)
    expect(page.missing).toMatchObject([{ host: 'b', problem: { code: 'history.late' } }])
  })

  test.each(['x', '', Buffer.from('{"a":"b"}').toString('base64url'), Buffer.from('7').toString('base64url')])(
    'does not go on from %j',
    async (after) => {
      const page = mergedPage([host('a', [1])], {}, { after, limit: 1, within: 1000 })
      await expect(page).rejects.toMatchObject({ code: 'input.invalid', params: { where: 'after' } })
    },
  )
})

describe('following several hosts', () => {
  const real = (name: string) => {
    const log = history<null>(openDatabase(':memory:', historyMigrations('x')), 'x', {
      retention: { days: 9, most: 999, least: 99 },
      now: () => new Date(),
    })
    const source: HistorySource<null> = { host: name, page: log.page, follow: log.follow }
    return { source, add: (at: number) => log.add([{ ...kept(0, at), words: '' }]) }
  }

  async function take(sources: readonly HistorySource<null>[], count: number, cursor?: string, clock = fakeClock()) {
    const end = new AbortController()
    const seen: string[] = []
    let last = cursor
    for await (const record of followAll(sources, {}, { cursor, within: 1000, clock, signal: end.signal })) {
      seen.push(`${record.host}${record.seq}`)
      last = record.cursor
      if (seen.length === count) end.abort()
    }
    return { seen, cursor: last }
  }

  test('hears all of them, and goes on after a break where each one was', async () => {
    const [a, b] = [real('a'), real('b')]
    a.add(1)
    b.add(1)
    const first = take([a.source, b.source], 1)
    await new Promise((resolve) => setImmediate(resolve))
    a.add(2)
    const { seen, cursor } = await first
    expect(seen).toEqual(['a2'])
    b.add(3)
    a.add(4)
    const second = await take([a.source, b.source], 2, cursor)
    expect(second.seen.toSorted()).toEqual(['a3', 'b2'])
  })

  test('asks a host again that broke off', async () => {
    const a = real('a')
    let breaks = 2
    const flaky: HistorySource<null> = {
      ...a.source,
      async *follow(search, after, signal) {
        for await (const record of a.source.follow(search, after, signal)) {
          if (breaks-- > 0) throw new VmpError('store.unavailable', { problem: 'cut' })
          yield record
        }
      },
    }
    const clock = fakeClock()
    const taken = take([flaky], 2, undefined, clock)
    await clock.advance(0)
    a.add(1)
    a.add(2)
    await clock.advance(10_000)
    expect((await taken).seen).toEqual(['a1', 'a2'])
  })

  test('begins without a host that says nothing', async () => {
    const a = real('a')
    const silent: HistorySource<null> = { ...host('b', []), page: () => new Promise(() => undefined) }
    const clock = fakeClock()
    const taken = take([a.source, silent], 1, undefined, clock)
    await clock.advance(1000)
    a.add(1)
    expect((await taken).seen).toEqual(['a1'])
  })
})
