import { X509Certificate, createPrivateKey } from 'node:crypto'
import { expect, test } from 'vitest'
import { memoryStore } from '../store/memory.ts'
import { establish, openAuthority, readCluster } from './establish.ts'
import { makeSecret } from './sealed.ts'

const now = new Date('2026-01-01T00:00:00Z')

test('a cluster has an id and a CA, whose key is not in its state in the clear', async () => {
  const store = memoryStore()
  const secret = await makeSecret()
  await expect(readCluster(store)).rejects.toMatchObject({ code: 'cluster.none' })
  const made = await establish(store, { id: 'c1', creator: 'key1', secret, now })
  expect(await readCluster(store)).toEqual(made)
  const authority = await openAuthority(store, secret)
  const key = createPrivateKey(authority.key)
  expect(new X509Certificate(authority.certificate).checkPrivateKey(key)).toBe(true)
  const everything = JSON.stringify((await store.list('')).entries)
  expect(everything).not.toContain('PRIVATE KEY')
  expect(everything).not.toContain(String(key.export({ format: 'jwk' }).d))
  await expect(openAuthority(store, await makeSecret())).rejects.toMatchObject({ code: 'identity.secretOther' })
})

test('two creates at once make one cluster; the other is told that there is one', async () => {
  const store = memoryStore()
  const [one, other] = await Promise.all([makeSecret(), makeSecret()])
  const results = await Promise.allSettled([
    establish(store, { id: 'c1', creator: 'key1', secret: one, now }),
    establish(store, { id: 'c2', creator: 'key2', secret: other, now }),
  ])
  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  const lost = results.find((result) => result.status === 'rejected')
  expect(lost?.reason).toMatchObject({ code: 'cluster.exists' })
})

test('the same creator that comes again after a power cut gets what it made; with another secret it is another', async () => {
  const store = memoryStore()
  const secret = await makeSecret()
  const made = await establish(store, { id: 'c1', creator: 'key1', secret, now })
  expect(await establish(store, { id: 'c2', creator: 'key1', secret, now })).toEqual(made)
  await expect(establish(store, { id: 'c2', creator: 'key2', secret, now })).rejects.toMatchObject({
    code: 'cluster.exists',
  })
  await expect(establish(store, { id: 'c2', creator: 'key1', secret: await makeSecret(), now })).rejects.toMatchObject({
    code: 'cluster.exists',
  })
})
