import { expect, test } from 'vitest'
import { testGateway } from './__fixtures__/gateway.ts'
import { compareEpochs, readEpoch, writeEpoch } from './epoch.ts'

const since = '2026-11-23T09:00:00.000Z'

test.each([
  [{ number: 1, token: 'a' }, { number: 2, token: 'b' }, 'newer'],
  [{ number: 3, token: 'c' }, { number: 2, token: 'b' }, 'older'],
  [{ number: 2, token: 'b' }, { number: 2, token: 'b' }, 'same'],
  [{ number: 2, token: 'b' }, { number: 2, token: 'x' }, 'split'],
])('to one of %o another one of %o is %s', (own, other, expected) => {
  expect(compareEpochs({ ...own, since }, { ...other, since })).toBe(expected)
})

test('it is in the state, and null where nobody wrote one', async () => {
  const kept = new Map<unknown, unknown>()
  const gateway = testGateway((path, body) => {
    if (path.endsWith('/put')) return kept.set(body['key'], body['value'])
    const value = kept.get(body['key'])
    return value === undefined ? {} : { kvs: [{ value }] }
  })
  expect(await readEpoch(gateway)).toBeNull()
  await writeEpoch(gateway, { number: 2, token: 'b', since })
  expect(await readEpoch(gateway)).toEqual({ number: 2, token: 'b', since })
})
