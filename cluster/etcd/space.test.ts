import { expect, test } from 'vitest'
import { refusal, silence, testGateway } from './__fixtures__/gateway.ts'
import type { Gateway } from './gateway.ts'
import { defragment, isLoose, makeRoom, spaceLevel } from './space.ts'

const MiB = 2 ** 20
const quota = 1000 * MiB

test.each([
  [100, 100, 'fine', false],
  [799, 799, 'fine', false],
  [800, 800, 'nearlyFull', false],
  [800, 700, 'nearlyFull', true],
  [1000, 1000, 'full', false],
  [1000, 100, 'full', true],
  // It is worth a second of silence from 100 MiB and half of the file on.
  [190, 95, 'fine', false],
  [210, 100, 'fine', true],
  [600, 400, 'fine', false],
])('a file of %i MiB with %i in use is %s; to be packed: %s', (size, used, level, loose) => {
  const sizes = { size: size * MiB, sizeInUse: used * MiB }
  expect([spaceLevel(sizes, quota), isLoose(sizes, quota)]).toEqual([level, loose])
})

/** Members of one cluster, the first of which leads; what is done to whom is written down. */
function cluster(sizes: readonly number[]) {
  const done: string[] = []
  const left = [...sizes]
  const alarms = [{ memberID: '1', alarm: 'NOSPACE' }]
  const silent = new Set<number>()
  const gateways = sizes.map((_, index): Gateway =>
    testGateway((path, body) => {
      if (silent.has(index)) throw silence()
      const name = `m${index + 1}`
      if (path.endsWith('/status')) {
        const header = { member_id: String(index + 1), cluster_id: '9', revision: '77' }
        return { header, leader: '1', dbSize: String(left[index]), dbSizeInUse: String(left[index]) }
      }
      if (path.endsWith('/alarm') && body['action'] === 'GET') return { alarms }
      if (path.endsWith('/alarm')) alarms.splice(0)
      if (path.endsWith('/defragment')) left[index] = Math.floor(left[index]! / 10)
      done.push(`${name} ${path.split('/').at(-1)}`)
      if (path.endsWith('/compaction') && done.includes('compacted'))
        throw refusal('required revision has been compacted')
      return {}
    }),
  )
  return { gateways, done, alarms, silent }
}
const pause = (): Promise<void> => Promise.resolve()

test('room is made by compaction, packing one after the other, the leader last, and the end of the alarm', async () => {
  const { gateways, done, alarms } = cluster([quota, quota, quota])
  await makeRoom(gateways, quota, { pause })
  expect(done).toEqual(['m1 compaction', 'm2 defragment', 'm3 defragment', 'm1 defragment', 'm1 alarm'])
  expect(alarms).toEqual([])
})

test('where somebody else compacted it goes on', async () => {
  const { gateways, done, alarms } = cluster([quota])
  done.push('compacted')
  await makeRoom(gateways, quota, { pause })
  expect(alarms).toEqual([])
})

test('the alarm stays where packing did not help', async () => {
  const { gateways, alarms } = cluster([quota, quota * 10])
  await expect(makeRoom(gateways, quota, { pause })).rejects.toMatchObject({ code: 'etcd.full', params: { quota } })
  expect(alarms).toHaveLength(1)
})

test('nobody is packed while another is away', async () => {
  const { gateways, done, silent } = cluster([1, 1, 1])
  const pauses: number[] = []
  const failing = defragment(gateways, {
    pause: async (milliseconds) => {
      pauses.push(milliseconds)
      // After the first was packed the second goes away.
      silent.add(1)
    },
  })
  await failing
  expect(pauses).toEqual([])
  done.splice(0)
  silent.add(2)
  await expect(defragment(gateways, { pause })).rejects.toMatchObject({ code: 'etcd.unreachable' })
  expect(done).toEqual([])
})
