import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createCommitter } from './commit.ts'
import type { Lease } from './leases.ts'

const leaseAt = (address: number): Lease => ({
  address,
  key: '',
  mac: '',
  hostname: '',
  state: 'bound',
  since: 0,
  expires: 0,
})

test('requests that arrive together share one commit, and none is answered before it', async () => {
  const order: string[] = []
  const committer = createCommitter({ save: (leases) => order.push(`saved ${[...leases].length}`) }, () => {})
  for (const address of [1, 2, 3]) committer.add(leaseAt(address), () => order.push(`answered ${address}`))
  expect(order).toEqual([])
  await turn()
  await turn()
  await turn()
  expect(order).toEqual(['saved 3', 'answered 1', 'answered 2', 'answered 3'])
})

test('a batch that cannot be written is answered to nobody, and the next one is tried', async () => {
  let full = true
  const failed: number[] = []
  const answered: number[] = []
  const save = (): void => {
    if (full) throw new Error('database or disk is full')
  }
  const committer = createCommitter({ save }, (_error, leases) =>
    failed.push(...[...leases].map(({ address }) => address)),
  )
  committer.add(leaseAt(1), () => answered.push(1))
  committer.flush()
  full = false
  committer.add(leaseAt(2), () => answered.push(2))
  committer.flush()
  await turn()
  expect({ failed, answered }).toEqual({ failed: [1], answered: [2] })
})
