import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from './limits.ts'
import { compareKeys } from './order.ts'
import type { Batch, Change, Store } from './store.ts'

export interface TestedStore {
  readonly store: Store
  /** Lets that much time pass for its leases, or, where time passes by itself, a moment of it. */
  pass(seconds: number): Promise<void>
  compact(revision: number): Promise<void>
  close(): Promise<void>
}

const put = (key: string, value = ''): Change => ({ put: key, value })
const code = (wanted: string) => expect.objectContaining({ code: wanted })

/** The keys of a batch, those that went with a minus. */
const names = ({ changes }: Batch): string[] =>
  changes.map((change) => ('put' in change ? change.put.key : `-${change.delete}`))

/** Batches that say something, until there are `count` of them. */
export async function take(batches: AsyncIterable<Batch>, count: number): Promise<Batch[]> {
  const taken: Batch[] = []
  for await (const batch of batches) {
    if (batch.changes.length > 0) taken.push(batch)
    if (taken.length >= count) break
  }
  return taken
}

/** What everybody may rely on, whatever store it is. */
export function storeContract(name: string, open: () => Promise<TestedStore>): void {
  describe(`the store ${name}`, () => {
    let tested: TestedStore
    let store: Store
    let places = 0
    const place = (): string => `${(places += 1)}/`
    const write = async (...changes: Change[]): Promise<number> => (await store.commit({ when: [], changes })).revision
    const watching = (): AbortSignal => AbortSignal.timeout(30_000)

    beforeAll(async () => {
      tested = await open()
      ;({ store } = tested)
    })
    afterAll(() => tested.close())

    it('gives back what was put, with the revisions of its making and its last change', async () => {
      const key = `${place()}键 ✓`
      expect(await store.get(key)).toBeUndefined()
      const first = await write(put(key, '值 🙂'))
      const second = await write(put(key, ''))
      expect(second).toBe(first + 1)
      expect(await store.get(key)).toEqual({ key, value: '', created: first, revision: second, lease: null })
      const third = await write({ delete: key })
      expect(await store.get(key)).toBeUndefined()
      expect(await write(put(key))).toBe(third + 1)
      expect(await store.get(key)).toMatchObject({ created: third + 1, revision: third + 1 })
    })

    it('has no new revision where nothing was changed', async () => {
      const p = place()
      const before = await write(put(`${p}a`))
      expect(await write({ delete: `${p}none` }, { deletePrefix: `${p}none/` })).toBe(before)
      expect(await write()).toBe(before)
    })

    it('does all of a transaction or nothing, by what it compares', async () => {
      const [a, b, p] = [place(), place(), place()]
      const at = await write(put(a, '1'))
      const changes = [put(a, '2'), put(b, '2'), { deletePrefix: p }]
      expect(await store.commit({ when: [{ key: a, revision: at - 1 }], changes })).toEqual({
        done: false,
        revision: at,
      })
      const both = [
        { key: a, revision: at },
        { key: b, revision: at },
      ]
      expect(await store.commit({ when: both, changes })).toEqual({ done: false, revision: at })
      expect(await store.get(a)).toMatchObject({ value: '1' })
      const right = [
        { key: a, revision: at },
        { key: b, revision: 0 },
      ]
      expect(await store.commit({ when: right, changes })).toEqual({ done: true, revision: at + 1 })
      expect(await store.get(a)).toMatchObject({ value: '2', revision: at + 1, created: at })
      expect(await store.get(b)).toMatchObject({ value: '2', revision: at + 1 })
      expect(await store.commit({ when: right, changes })).toMatchObject({ done: false })
    })

    it('refuses a transaction that contradicts itself', async () => {
      const p = place()
      for (const changes of [
        [put(p, '1'), put(p, '2')],
        [put(p, '1'), { delete: p }],
        [{ deletePrefix: p }, put(`${p}a`)],
        [put('')],
      ])
        await expect(store.commit({ when: [], changes })).rejects.toThrow(/transaction/)
      expect(await store.get(p)).toBeUndefined()
    })

    it('lists keys in the order of their bytes, and only those with the prefix', async () => {
      const p = place()
      const keys = ['', '/', 'a', 'a/b', 'b', 'é', '中', '\uFF5E', '🙂'].map((each) => p + each)
      await write(...keys.toReversed().map((key) => put(key)), put(`${p.slice(0, -1)}0`))
      const { entries, more } = await store.list(p)
      expect(entries.map(({ key }) => key)).toEqual(keys)
      expect(more).toBe(false)
      expect(keys.toReversed().sort(compareKeys)).toEqual(keys)
      expect((await store.list(`${p}none`)).entries).toEqual([])
    })

    it('pages through a list as it was at the first page, whatever happens meanwhile', async () => {
      const p = place()
      await write(...['a', 'b', 'c', 'd', 'e'].map((each) => put(p + each, 'old')))
      const first = await store.list(p, { limit: 2 })
      expect(first).toMatchObject({ more: true, entries: [{ key: `${p}a` }, { key: `${p}b` }] })
      await write(put(`${p}bb`), { delete: `${p}c` }, put(`${p}d`, 'new'))
      const at = first.revision
      const second = await store.list(p, { limit: 2, after: `${p}b`, at })
      expect(second.entries.map(({ key, value }) => [key, value])).toEqual([
        [`${p}c`, 'old'],
        [`${p}d`, 'old'],
      ])
      expect(second).toMatchObject({ more: true, revision: at })
      const third = await store.list(p, { limit: 2, after: `${p}d`, at })
      expect(third).toMatchObject({ more: false, entries: [{ key: `${p}e` }], revision: at })
      const now = await store.list(p)
      expect(now.entries.map(({ key }) => key.slice(p.length))).toEqual(['a', 'b', 'bb', 'd', 'e'])
    })

    it('tells a watcher of the past all that came after, a batch each revision', async () => {
      const p = place()
      const after = await write(put(`${p}a`, '1'))
      const first = await write(put(`${p}b`, '1'), put(`${p}a`, '2'))
      await write(put(place(), 'of no interest'))
      const second = await write({ deletePrefix: p }, put(place()))
      const [one, two] = await take(store.watch(p, after, watching()), 2)
      expect(one).toMatchObject({ revision: first })
      expect(one!.changes).toContainEqual({
        put: { key: `${p}a`, value: '2', created: after, revision: first, lease: null },
      })
      expect(names(one!).sort()).toEqual([`${p}a`, `${p}b`])
      expect(two!.revision).toBe(second)
      expect(names(two!)).toEqual([`-${p}a`, `-${p}b`])
    })

    it('says at once that a watch stands, and tells it what comes then', async () => {
      const p = place()
      const at = await write(put(`${p}old`))
      const batches = store.watch(p, at, watching())[Symbol.asyncIterator]()
      expect(await batches.next()).toEqual({ done: false, value: { revision: at, changes: [] } })
      const revision = await write(put(`${p}new`))
      const { value } = (await batches.next()) as { value: Batch }
      expect([value.revision, names(value)]).toEqual([revision, [`${p}new`]])
      await batches.return?.()
    })

    it('ends a watch that nobody wants any more', async () => {
      const aborter = new AbortController()
      const batches = store.watch(place(), 1, aborter.signal)[Symbol.asyncIterator]()
      aborter.abort()
      const rest = async (): Promise<void> => {
        while (!(await batches.next()).done) await turn()
      }
      await expect(rest()).rejects.toEqual(code('cancelled'))
    })

    it('does not tell what it has forgotten', async () => {
      const p = place()
      const old = await write(put(p, '1'))
      const kept = await write(put(p, '2'))
      await write(put(p, '3'))
      await tested.compact(kept)
      await expect(take(store.watch(p, old, watching()), 1)).rejects.toEqual(code('store.compacted'))
      await expect(store.list(p, { at: old })).rejects.toEqual(code('store.compacted'))
      expect((await store.list(p, { at: kept })).entries).toMatchObject([{ value: '2' }])
      expect((await take(store.watch(p, kept, watching()), 1))[0]).toMatchObject({ changes: [{ put: { value: '3' } }] })
    })

    it('does not wait for a revision that has not been', async () => {
      const future = (await write(put(place()))) + 1000
      await expect(take(store.watch(place(), future, watching()), 1)).rejects.toEqual(code('store.compacted'))
      await expect(store.list(place(), { at: future })).rejects.toEqual(code('store.compacted'))
    })

    it('ends a lease that is not renewed: its keys go together, and watchers hear of it', async () => {
      const p = place()
      const lease = await store.grant(2)
      expect(lease.ttl).toBeGreaterThanOrEqual(2)
      const at = await write(
        { put: `${p}a`, value: '', lease: lease.id },
        { put: `${p}b`, value: '', lease: lease.id },
        put(`${p}c`),
      )
      expect(await store.get(`${p}a`)).toMatchObject({ lease: lease.id })
      const gone = take(store.watch(p, at, watching()), 1)
      await tested.pass(lease.ttl + 1)
      expect((await gone).map(names)).toEqual([[`-${p}a`, `-${p}b`]])
      await expect(lease.renew()).rejects.toEqual(code('store.leaseGone'))
      await expect(write({ put: `${p}a`, value: '', lease: lease.id })).rejects.toEqual(code('store.leaseGone'))
      await lease.revoke()
    })

    it('keeps a lease that is renewed, and lets go of a key that is put without it', async () => {
      const p = place()
      const lease = await store.grant(2)
      const other = await store.grant(2)
      const at = await write(
        { put: `${p}held`, value: '', lease: lease.id },
        { put: `${p}freed`, value: '', lease: other.id },
        { put: `${p}lost`, value: '', lease: other.id },
      )
      await write(put(`${p}freed`))
      const gone = take(store.watch(`${p}l`, at, watching()), 1)
      let waiting = true
      void gone.finally(() => (waiting = false))
      for (let times = 0; times < 100 && waiting; times += 1) {
        expect(await lease.renew()).toBe(lease.ttl)
        await tested.pass(1)
      }
      expect((await gone).map(names)).toEqual([[`-${p}lost`]])
      expect((await store.list(p)).entries.map(({ key }) => key)).toEqual([`${p}freed`, `${p}held`])
      await lease.revoke()
      expect((await store.list(p)).entries.map(({ key }) => key)).toEqual([`${p}freed`])
    })

    it('loses nothing of what many write at once, by comparing', async () => {
      const key = place()
      await write(put(key, '0'))
      const increment = async (): Promise<void> => {
        for (let tries = 0; tries < 1000; tries += 1) {
          const entry = (await store.get(key))!
          const changes = [put(key, String(Number(entry.value) + 1))]
          if ((await store.commit({ when: [{ key, revision: entry.revision }], changes })).done) return
        }
        throw new Error('never got through')
      }
      await Promise.all(
        Array.from({ length: 8 }, async () => {
          for (let times = 0; times < 10; times += 1) await increment()
        }),
      )
      expect((await store.get(key))!.value).toBe('80')
    })

    it('takes a value of 1 MB, and says clearly what is too much', async () => {
      const p = place()
      const value = '中'.repeat(350_000)
      await write(put(p, value))
      expect((await store.get(p))!.value).toBe(value)
      await expect(write(put(`${p}a`, value), put(`${p}b`, value))).rejects.toMatchObject({
        code: 'store.tooLarge',
        params: { size: 2 * (3 * 350_000 + p.length + 1), limit: limits.bytes },
      })
      await write(put(p, 'x'.repeat(limits.bytes - p.length)))
      const many = Array.from({ length: limits.count + 1 }, (_, index) => put(`${p}${index}`))
      await expect(write(...many)).rejects.toEqual(code('store.tooLarge'))
      await write(...many.slice(1))
    })

    it('holds 10,000 keys, and tells a watcher of all of them', { timeout: 60_000 }, async () => {
      const p = place()
      const count = 10_000
      const at = await write(put(place()))
      const keys = Array.from({ length: count }, (_, index) => `${p}${String(index).padStart(5, '0')}`)
      const told = (async () => {
        const seen: string[] = []
        for await (const batch of store.watch(p, at, watching())) {
          seen.push(...names(batch))
          if (seen.length >= count) break
        }
        return seen
      })()
      for (let index = 0; index < count; index += 100)
        await write(...keys.slice(index, index + 100).map((key) => put(key, key)))
      expect((await told).length).toBe(count)
      const { entries, more } = await store.list(p)
      expect(more).toBe(false)
      expect(entries.map(({ key }) => key)).toEqual(keys)
      const paged: string[] = []
      let after: string | undefined
      for (let pages = 0; pages < 20; pages += 1) {
        const page = await store.list(p, { limit: 1000, ...(after === undefined ? {} : { after }) })
        paged.push(...page.entries.map(({ key }) => key))
        after = page.entries.at(-1)?.key
        if (!page.more) break
      }
      expect(paged).toEqual(keys)
      await write({ deletePrefix: p })
      expect((await store.list(p)).entries).toEqual([])
    })
  })
}
