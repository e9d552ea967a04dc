import { X509Certificate } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { memoryStore } from '../store/memory.ts'
import type { Store } from '../store/store.ts'
import { makeAuthority } from './authority.ts'
import type { Authority } from './authority.ts'
import type { Issued } from './certificate.ts'
import { admission, certify, consent, identities, revoked, withdraw } from './register.ts'
import { makePrivateKey, makeRequest, readRequest } from './request.ts'

const DAY = 24 * 3600 * 1000
const start = Date.parse('2026-01-01T00:00:00Z')
const at = (days: number): Date => new Date(start + days * DAY)
const reach = { addresses: ['192.0.2.1'], names: ['node01'] }

let store: Store
let authority: Authority
let request: string
beforeEach(async () => {
  store = memoryStore()
  authority = await makeAuthority('c1', at(0))
  request = await makeRequest(await makePrivateKey())
  await store.commit(admission('h1', 'machine1', (await readRequest(request)).fingerprint, at(0)))
})

const ask = (
  days: number,
  more: { host?: string; request?: string; role?: 'host' | 'etcd-peer' } = {},
): Promise<Issued> =>
  certify(store, authority, { cluster: 'c1', host: 'h1', role: 'host', request, reach, ...more }, at(days))

describe('a certificate is given', () => {
  test('to a host that was admitted, for the key that it was admitted with', async () => {
    const { certificate, serial } = await ask(0)
    expect(new X509Certificate(certificate).serialNumber.toLowerCase()).toBe(serial)
    const other = await makeRequest(await makePrivateKey())
    await expect(ask(0, { request: other })).rejects.toMatchObject({ code: 'identity.otherKey' })
    await expect(ask(0, { host: 'h2' })).rejects.toMatchObject({ code: 'identity.hostUnknown' })
  })

  test('again and again while one is good, and forgotten when it has expired', async () => {
    await ask(0)
    await ask(244)
    await ask(608)
    expect((await identities(store))[0]?.certificates).toHaveLength(2)
  })

  test('to a host that slept through its certificates only when an administrator consented after it asked', async () => {
    await ask(0)
    await expect(consent(store, 'h1', 'admin', at(1))).rejects.toMatchObject({ code: 'identity.notAsked' })
    await expect(ask(366)).rejects.toMatchObject({ code: 'identity.consentNeeded' })
    await expect(ask(366.1)).rejects.toMatchObject({ code: 'identity.consentNeeded' })
    expect((await identities(store))[0]?.asked).toEqual({ at: at(366).toISOString(), consent: null })
    await consent(store, 'h1', 'admin', at(366.2))
    const other = await makeRequest(await makePrivateKey())
    await expect(ask(366.3, { request: other })).rejects.toMatchObject({ code: 'identity.otherKey' })
    await ask(366.3)
    // Its other certificates follow, since it has one again.
    await ask(366.3, { role: 'etcd-peer' })
    expect((await identities(store))[0]?.asked).toBeNull()
  })

  test('on a consent for a day, and once', async () => {
    await ask(0)
    await expect(ask(366)).rejects.toMatchObject({ code: 'identity.consentNeeded' })
    await consent(store, 'h1', 'admin', at(366))
    await expect(ask(368)).rejects.toMatchObject({ code: 'identity.consentNeeded' })
    await consent(store, 'h1', 'admin', at(368))
    await ask(368)
    await expect(ask(734)).rejects.toMatchObject({ code: 'identity.consentNeeded' })
  })

  test('not without end', async () => {
    for (let count = 0; count < 64; count += 1) await ask(0)
    await expect(ask(0)).rejects.toMatchObject({ code: 'identity.tooMany' })
  })
})

describe('a host that was removed', () => {
  test('gets no certificate, and those that it has are taken back until they expire', async () => {
    const [one, two] = [await ask(0), await ask(1, { role: 'etcd-peer' })]
    expect(await revoked(store, at(2))).toEqual([])
    await withdraw(store, 'h1', at(2))
    await withdraw(store, 'h1', at(3))
    expect(await revoked(store, at(4))).toEqual([
      { serial: one.serial, at: at(2) },
      { serial: two.serial, at: at(2) },
    ])
    await expect(ask(4)).rejects.toMatchObject({ code: 'identity.hostRemoved' })
    await expect(consent(store, 'h1', 'admin', at(4))).rejects.toMatchObject({ code: 'identity.hostRemoved' })
    expect(await revoked(store, at(365.5))).toHaveLength(1)
    expect(await revoked(store, at(367))).toEqual([])
  })

  test('cannot slip in while it is being removed', async () => {
    const results = await Promise.allSettled([withdraw(store, 'h1', at(1)), ask(1), ask(1), ask(1)])
    const given = results.flatMap((result) =>
      result.status === 'fulfilled' && result.value ? [result.value.serial] : [],
    )
    const taken = (await revoked(store, at(2))).map(({ serial }) => serial)
    expect(given.filter((serial) => !taken.includes(serial))).toEqual([])
  })
})

test('a host is admitted once', async () => {
  expect((await store.commit(admission('h1', 'machine2', 'other', at(0)))).done).toBe(false)
})

test('a record of a newer version is not guessed about', async () => {
  const [record] = await identities(store)
  await store.commit({
    when: [],
    changes: [{ put: 'identity/hosts/h1', value: JSON.stringify({ ...record, version: 2 }) }],
  })
  await expect(ask(0)).rejects.toMatchObject({ code: 'identity.record' })
})
