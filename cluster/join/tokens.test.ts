import { describe, expect, test } from 'vitest'
import { memoryStore } from '../store/memory.ts'
import type { Store } from '../store/store.ts'
import { parseToken } from './token-text.ts'
import { lifetime, listTokens, mintToken, revokeToken, takeToken } from './tokens.ts'

const start = Date.parse('2026-01-01T00:00:00Z')
const at = (minutes: number): Date => new Date(start + minutes * 60_000)
const pin = 'ab'.repeat(32)

async function minted(machine: string | null = null, store: Store = memoryStore()) {
  const { text, token } = await mintToken(store, { machine, by: 'admin', pin }, at(0))
  const { secret } = parseToken(text)
  const take = (by: string, host = 'h1', minutes = 1) => takeToken(store, { secret, machine: by, host }, at(minutes))
  return { store, text, token, secret, take }
}

describe('a join token', () => {
  test('for any new host lets one host join, and says afterwards which', async () => {
    const { store, take, token } = await minted()
    expect(token).toMatchObject({ state: 'open', expires: at(60).toISOString(), madeBy: 'admin' })
    expect(await take('key1')).toEqual({ host: 'h1', first: true })
    expect(await listTokens(store, at(2))).toEqual([
      { ...token, state: 'used', used: { machine: 'key1', host: 'h1', at: at(1).toISOString() } },
    ])
  })

  test('is of no use to another machine once it was used', async () => {
    const { take } = await minted()
    await take('key1')
    await expect(take('key2', 'h2')).rejects.toMatchObject({ code: 'join.tokenUsed' })
  })

  test('gives the machine that used it the same answer again, also after its end: a join goes on after a power cut', async () => {
    const { take } = await minted()
    await take('key1')
    expect(await take('key1', 'h9')).toEqual({ host: 'h1', first: false })
    expect(await take('key1', 'h9', 90)).toEqual({ host: 'h1', first: false })
  })

  test('for one machine is refused to every other, and not used up by it', async () => {
    const { take } = await minted('key1')
    await expect(take('key2')).rejects.toMatchObject({ code: 'join.tokenOther' })
    expect(await take('key1')).toEqual({ host: 'h1', first: true })
  })

  test('ends by the controller’s clock, to the second', async () => {
    const { take } = await minted()
    await expect(take('key1', 'h1', 60)).rejects.toMatchObject({ code: 'join.tokenExpired' })
    expect(await take('key1', 'h1', 59.99)).toMatchObject({ first: true })
  })

  test('is used by one of many that come at once', async () => {
    const { take } = await minted()
    const machines = Array.from({ length: 20 }, (_, index) => `key${index}`)
    const results = await Promise.allSettled(machines.map((machine) => take(machine, `host-of-${machine}`)))
    const won = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    expect(won).toHaveLength(1)
    const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
    expect(lost).toEqual(
      Array.from({ length: 19 }, () => expect.objectContaining({ code: 'join.tokenUsed' }) as unknown),
    )
  })

  test('counts once when its machine comes twice at once', async () => {
    const { take } = await minted()
    const both = await Promise.all([take('key1', 'h1'), take('key1', 'h2')])
    expect(both.filter(({ first }) => first)).toHaveLength(1)
    expect(both[0].host).toBe(both[1].host)
  })

  test('is used together with what else becomes true, or not at all', async () => {
    const { store, secret, take } = await minted()
    await store.commit({ when: [], changes: [{ put: 'hosts/h1', value: 'another' }] })
    const also = { when: [{ key: 'hosts/h1', revision: 0 }], changes: [{ put: 'hosts/h1', value: 'ours' }] }
    await expect(takeToken(store, { secret, machine: 'key1', host: 'h1', also }, at(1))).rejects.toMatchObject({
      code: 'join.refused',
    })
    expect((await store.get('hosts/h1'))?.value).toBe('another')
    expect(await take('key2', 'h2')).toMatchObject({ first: true })
  })

  test('that was revoked, or of another cluster, is refused', async () => {
    const { store, token, take } = await minted()
    expect(await revokeToken(store, token.id, at(1))).toMatchObject({ state: 'revoked' })
    await expect(take('key1')).rejects.toMatchObject({ code: 'join.tokenRevoked' })
    const other = await minted()
    await expect(takeToken(store, { secret: other.secret, machine: 'key1', host: 'h1' }, at(1))).rejects.toMatchObject({
      code: 'join.tokenUnknown',
    })
    await expect(revokeToken(store, 'nobody', at(1))).rejects.toMatchObject({ code: 'join.noToken' })
  })

  test('that was used stays used when it is revoked: removing the host is another thing', async () => {
    const { store, token, take } = await minted()
    await take('key1')
    expect(await revokeToken(store, token.id, at(2))).toMatchObject({ state: 'used' })
  })

  test('is kept without its secret', async () => {
    const { store, secret, text } = await minted()
    const { entries } = await store.list('')
    const everything = JSON.stringify(entries)
    for (const encoding of ['hex', 'base64', 'base64url'] as const)
      expect(everything).not.toContain(secret.toString(encoding))
    expect(everything).not.toContain(text.slice(0, 20))
  })

  test('is forgotten a day after its end', async () => {
    const { store, take } = await minted()
    expect(await listTokens(store, at(60 + 24 * 60 - 1))).toMatchObject([{ state: 'expired' }])
    expect(await listTokens(store, at(60 + 24 * 60 + 1))).toEqual([])
    await expect(take('key1', 'h1', 3000)).rejects.toMatchObject({ code: 'join.tokenUnknown' })
  })

  test('lives as long as may be asked for, and no longer', async () => {
    const store = memoryStore()
    const mint = (life: number) => mintToken(store, { machine: null, by: 'admin', pin, life }, at(0))
    for (const life of [0, lifetime.least - 1, lifetime.most + 1, Number.NaN])
      await expect(mint(life)).rejects.toMatchObject({ code: 'join.tokenLife' })
    expect((await mint(lifetime.most)).token.expires).toBe('2026-01-08T00:00:00.000Z')
  })
})
