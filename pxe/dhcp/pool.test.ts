import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Pool } from './pool.ts'

const TIMES = { leaseTime: 100, offerTime: 10, declineTime: 50 }

type Step = { readonly client: number; readonly act: 'offer' | 'bind' | 'release' | 'decline'; readonly wait: number }

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    client: fc.nat(7),
    act: fc.constantFrom('offer', 'offer', 'bind', 'bind', 'release', 'decline'),
    wait: fc.constantFrom(0, 0, 1, 11, 60, 101),
  }),
  { maxLength: 60 },
)

test('whatever clients do, no address is two clients at once, and none is lost', () => {
  fc.assert(
    fc.property(steps, (script) => {
      const reserved = new Map([['client0', 100]])
      const pool = new Pool({ addresses: [1, 2, 3, 4], reserved, ...TIMES })
      const holders = new Map<number, { key: string; until: number }>()
      const stolen: string[] = []
      let now = 1000
      for (const { client, act, wait } of script) {
        now += wait
        const key = `client${client}`
        const claimant = { key, mac: key, hostname: '' }
        const lease = pool.of(key)
        if (act === 'offer') {
          const offered = pool.offer(claimant, undefined, now)
          if (offered?.address === 100 && key !== 'client0') stolen.push(`the reserved address by ${key}`)
        }
        if (act === 'offer' || !lease) continue
        if (act === 'bind') {
          const holder = holders.get(lease.address)
          if (holder && holder.until > now && holder.key !== key) stolen.push(`${lease.address} from ${holder.key}`)
          pool.bind(lease, claimant, now)
          holders.set(lease.address, { key, until: lease.expires })
        } else if (act === 'release') {
          pool.release(lease, now)
          holders.delete(lease.address)
        } else {
          pool.decline(lease, now)
          holders.delete(lease.address)
        }
      }
      expect(stolen).toEqual([])
      // After everything has ended, all four can be given out again.
      const later = now + 1000
      const given = ['a', 'b', 'c', 'd'].map(
        (key) => pool.offer({ key, mac: key, hostname: '' }, undefined, later)?.address,
      )
      expect(new Set(given)).toEqual(new Set([1, 2, 3, 4]))
    }),
    { numRuns: 500 },
  )
})

test('a pool of 100,000 gives every address out, in time that does not grow with those in use', () => {
  const pool = new Pool({ addresses: Array.from({ length: 100_000 }, (_, at) => at), reserved: new Map(), ...TIMES })
  const started = performance.now()
  const given = new Set<number | undefined>()
  for (let client = 0; client < 100_000; client += 1) {
    const claimant = { key: `client${client}`, mac: '', hostname: '' }
    const lease = pool.offer(claimant, undefined, 1)
    if (lease) pool.bind(lease, claimant, 1)
    given.add(lease?.address)
  }
  expect(given.size).toBe(100_000)
  expect(pool.offer({ key: 'one more', mac: '', hostname: '' }, undefined, 1)).toBeUndefined()
  expect(performance.now() - started).toBeLessThan(3000)
})

test('a reserved address that another client still holds is given to its own only when that lease has ended', () => {
  const pool = new Pool({ addresses: [1], reserved: new Map([['mine', 100]]), ...TIMES })
  const claimant = { key: 'mine', mac: '', hostname: '' }
  const held = { key: 'other', mac: '', hostname: '', state: 'bound' as const, since: 1, expires: 50 }
  pool.restore({ address: 100, ...held }, 10)
  expect(pool.offer(claimant, undefined, 10)?.address).toBe(1)
  expect(pool.offer(claimant, undefined, 51)?.address).toBe(100)
})
