import { expect, test } from 'vitest'
import { fakeClock } from '../../lib/__fixtures__/clock.ts'
import { storeContract } from './contract.ts'
import { memoryStore } from './memory.ts'

storeContract('in memory', async () => {
  const clock = fakeClock()
  const store = memoryStore({ clock })
  return {
    store,
    pass: (seconds) => clock.advance(seconds * 1000),
    compact: async (revision) => store.compact(revision),
    close: async () => store.close(),
  }
})

test('a lease in memory lives exactly as long as it says', async () => {
  const clock = fakeClock()
  const store = memoryStore({ clock })
  const lease = await store.grant(10)
  await store.commit({ when: [], changes: [{ put: 'a', value: '', lease: lease.id }] })
  await clock.advance(9000)
  await lease.renew()
  await clock.advance(9999)
  expect(await store.get('a')).toBeDefined()
  await clock.advance(1)
  expect(await store.get('a')).toBeUndefined()
})
