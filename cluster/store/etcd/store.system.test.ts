import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isVmpError } from '../../../lib/errors.ts'
import type { VmpError } from '../../../lib/errors.ts'
import { startEtcd } from '../../etcd/__fixtures__/server.ts'
import type { TestCluster } from '../../etcd/__fixtures__/server.ts'
import { makeAuthority } from '../../identity/authority.ts'
import type { Authority } from '../../identity/authority.ts'
import { issue } from '../../identity/certificate.ts'
import { makePrivateKey, makeRequest } from '../../identity/request.ts'
import { storeContract, take } from '../contract.ts'
import type { Batch, Store } from '../store.ts'
import { etcdStore } from './store.ts'
import type { EtcdStore } from './store.ts'
import { transport } from './transport.ts'
import type { ClientCertificate } from './transport.ts'

storeContract('on etcd', async () => {
  const etcd = await startEtcd({ members: 1 })
  const { url } = etcd.members[0]!
  const store = etcdStore({ endpoints: () => [url] })
  const wire = transport()
  return {
    store,
    pass: (seconds) => delay(Math.min(seconds * 1000, 200)),
    async compact(revision) {
      await wire.call(url, '/v3/kv/compaction', { revision: String(revision), physical: true }, { timeout: 5000 })
    },
    async close() {
      store.close()
      wire.close()
      await etcd.close()
    },
  }
})

const put = async (store: Store, key: string, value = ''): Promise<number> =>
  (await store.commit({ when: [], changes: [{ put: key, value }] })).revision

/** A watch that is read all the time. */
function follow(store: Store, prefix: string, after: number) {
  const aborter = new AbortController()
  const batches: Batch[] = []
  const problems: VmpError[] = []
  let heard: () => void = () => undefined
  const ended = (async () => {
    try {
      for await (const batch of store.watch(prefix, after, aborter.signal, (problem) => {
        problems.push(problem)
        heard()
      })) {
        batches.push(batch)
        heard()
      }
    } catch (error) {
      return error
    } finally {
      heard()
    }
    return undefined
  })()
  return {
    batches,
    problems,
    ended,
    keys: () =>
      batches.flatMap(({ changes }) =>
        changes.map((change) => ('put' in change ? change.put.key : `-${change.delete}`)),
      ),
    /** Until it is so: looked at whenever something was heard. */
    async until(so: () => boolean): Promise<void> {
      const late = AbortSignal.timeout(40_000)
      while (!so()) {
        const { promise, resolve, reject } = Promise.withResolvers<void>()
        heard = resolve
        late.addEventListener('abort', () => reject(new Error('it was not so in time')), { once: true })
        await promise
      }
    },
    async stop() {
      aborter.abort()
      await ended
    },
  }
}

describe('one member', () => {
  let etcd: TestCluster
  let store: EtcdStore
  beforeAll(async () => {
    etcd = await startEtcd({ members: 1, arguments: ['--quota-backend-bytes', String(8 * 1024 * 1024)] })
    store = etcdStore({ endpoints: () => etcd.members.map(({ url }) => url), patience: { attempt: 2000, all: 4000 } })
  })
  afterAll(async () => {
    store.close()
    await etcd.close()
  })

  test('that is killed and comes back is gone on with, and a watch misses nothing and gets nothing twice', async () => {
    const [member] = etcd.members
    const at = await put(store, 'w/0')
    const watch = follow(store, 'w/', at)
    await put(store, 'w/1')
    await watch.until(() => watch.keys().length === 1)
    await member!.kill()
    await watch.until(() => watch.problems.length > 0)
    expect(watch.problems[0]).toMatchObject({ code: 'store.unavailable' })
    await expect(store.get('w/0')).rejects.toMatchObject({ code: 'store.unavailable' })
    await expect(put(store, 'w/never')).rejects.toMatchObject({ code: 'store.unavailable' })
    await member!.start()
    await put(store, 'w/2')
    await watch.until(() => watch.keys().length >= 2)
    await put(store, 'w/3')
    await watch.until(() => watch.keys().length >= 3)
    await watch.stop()
    expect(watch.keys()).toEqual(['w/1', 'w/2', 'w/3'])
    expect(await watch.ended).toMatchObject({ code: 'cancelled' })
  })

  test('gives signs of life while nothing happens, with the revision up to which all is known', async () => {
    const at = await put(store, 'quiet/0')
    const watch = follow(store, 'quiet/', at)
    const other = await put(store, 'elsewhere')
    await watch.until(() => watch.batches.at(-1)?.revision === other)
    await watch.stop()
    expect(watch.keys()).toEqual([])
    expect(watch.problems).toEqual([])
  })

  test('that is full says so, and can still be read', { timeout: 60_000 }, async () => {
    const fill = async (): Promise<void> => {
      for (let times = 0; times < 20; times += 1) await put(store, 'large', 'x'.repeat(1_000_000))
    }
    await expect(fill()).rejects.toMatchObject({ code: 'store.full' })
    expect(await store.get('w/3')).toBeDefined()
  })

  test('that lost all it knew is not waited for: who watches reads anew', async () => {
    const [member] = etcd.members
    const watch = follow(store, 'w/', (await store.list('w/')).revision)
    await watch.until(() => watch.batches.length > 0)
    await member!.lose()
    await member!.start()
    expect(await watch.ended).toMatchObject({ code: 'store.compacted' })
    expect((await store.list('w/')).entries).toEqual([])
  })
})

describe('three members with mutual TLS', () => {
  const now = new Date()
  let folder: string
  let etcd: TestCluster
  let store: EtcdStore
  let certificate: ClientCertificate
  let authority: Authority
  const urls = (): string[] => etcd.members.map(({ url }) => url)
  const patience = { attempt: 2000, all: 6000 }

  async function certificateBy(by: Authority, role: 'etcd-peer' | 'etcd-client'): Promise<ClientCertificate> {
    const key = await makePrivateKey()
    const reach = { addresses: ['127.0.0.1'], names: [] }
    const issued = await issue(by, await makeRequest(key), { cluster: 'c', host: 'h', role }, reach, now)
    return { authority: authority.certificate, certificate: issued.certificate, key }
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vmp-store-test-'))
    authority = await makeAuthority('c', now)
    const files = { authority: join(folder, 'ca'), certificate: join(folder, 'cert'), key: join(folder, 'key') }
    const servers = await certificateBy(authority, 'etcd-peer')
    for (const name of ['authority', 'certificate', 'key'] as const) await writeFile(files[name], servers[name])
    certificate = await certificateBy(authority, 'etcd-client')
    etcd = await startEtcd({ members: 3, tls: files })
    store = etcdStore({ endpoints: urls, tls: () => certificate, patience, quiet: 3000 })
  })
  afterAll(async () => {
    store.close()
    await etcd.close()
    await rm(folder, { recursive: true })
  })

  test('let in only who shows a certificate of the cluster, and a renewed one is used from then on', async () => {
    const before = await put(store, 'tls')
    const foreign = await certificateBy(await makeAuthority('c', now), 'etcd-client')
    const stranger = etcdStore({ endpoints: urls, tls: () => foreign, patience: { attempt: 1000, all: 1000 } })
    // Why is told by the last try, which may be the time that was over.
    await expect(stranger.get('tls')).rejects.toMatchObject({ code: 'store.unavailable' })
    stranger.close()
    certificate = await certificateBy(authority, 'etcd-client')
    expect(await store.get('tls')).toMatchObject({ revision: before })
  })

  test(
    'stand in for each other: whichever is killed or frozen, reads, changes and watches go on',
    { timeout: 120_000 },
    async () => {
      const key = 'sum'
      const at = await put(store, key, '0')
      const watch = follow(store, key, at)
      await watch.until(() => watch.batches.length > 0)
      const goOn = AbortSignal.timeout(100_000)
      const stop = new AbortController()
      let acknowledged = 0
      let unknown = 0
      const increments = Promise.all(
        Array.from({ length: 4 }, async () => {
          while (!stop.signal.aborted && !goOn.aborted) {
            try {
              const entry = (await store.get(key))!
              const changes = [{ put: key, value: String(Number(entry.value) + 1) }]
              if ((await store.commit({ when: [{ key, revision: entry.revision }], changes })).done) acknowledged += 1
            } catch (error) {
              if (!isVmpError(error) || error.code !== 'store.unavailable') throw error
              unknown += 1
            }
          }
        }),
      )
      const more = async (): Promise<void> => {
        const reached = acknowledged + 20
        await watch.until(() => acknowledged >= reached)
      }
      await more()
      for (const member of etcd.members) {
        await member.kill()
        await more()
        await member.start()
        await more()
      }
      for (const member of etcd.members) {
        member.freeze()
        await more()
        member.thaw()
        await more()
      }
      stop.abort()
      await increments
      const sum = (await store.get(key))!
      expect(Number(sum.value)).toBeGreaterThanOrEqual(acknowledged)
      expect(Number(sum.value)).toBeLessThanOrEqual(acknowledged + unknown)
      await watch.until(() => watch.batches.at(-1)!.revision >= sum.revision)
      await watch.stop()
      const values = watch.batches.flatMap(({ changes }) =>
        changes.map((change) => ('put' in change ? Number(change.put.value) : -1)),
      )
      expect(values).toEqual(Array.from({ length: Number(sum.value) }, (_, index) => index + 1))
    },
  )

  test(
    'of which most are gone answer nothing, say why, and all goes on when they are back',
    { timeout: 60_000 },
    async () => {
      const at = await put(store, 'q/0')
      const watch = follow(store, 'q/', at)
      const lease = await store.grant(60)
      await watch.until(() => watch.batches.length > 0)
      const [first, second] = etcd.members
      await first!.kill()
      await second!.kill()
      const began = performance.now()
      await expect(store.get('q/0')).rejects.toMatchObject({ code: 'store.unavailable' })
      await expect(lease.renew()).rejects.toMatchObject({ code: 'store.unavailable' })
      await expect(put(store, 'q/1')).rejects.toMatchObject({ code: 'store.unavailable' })
      expect(performance.now() - began).toBeLessThan(3 * (patience.all + patience.attempt))
      await watch.until(() => watch.problems.length > 0)
      await Promise.all([first!.start(), second!.start()])
      await put(store, 'q/2')
      await watch.until(() => watch.keys().includes('q/2'))
      expect(await lease.renew()).toBe(60)
      await watch.stop()
    },
  )

  test('end a watch and a renewal that nobody wants any more, while they hang', async () => {
    const lease = await store.grant(60)
    for (const member of etcd.members) member.freeze()
    try {
      const gone = AbortSignal.timeout(300)
      await expect(lease.renew(gone)).rejects.toMatchObject({ code: 'cancelled' })
      await expect(take(store.watch('x', 1, AbortSignal.timeout(300)), 1)).rejects.toMatchObject({ code: 'cancelled' })
    } finally {
      for (const member of etcd.members) member.thaw()
    }
  })
})
