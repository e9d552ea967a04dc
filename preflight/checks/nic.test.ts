import { expect, test } from 'vitest'
import { nic } from '../__fixtures__/facts.ts'
import { findings, verdicts } from '../__fixtures__/judge.ts'
import type { Nic } from '../facts/schema/nics.ts'
import { shippedPolicy } from '../policies.ts'

const second = nic({ name: 'eno2', mac: '02:00:00:00:00:0b' })
const judged = (...nics: Nic[]) => verdicts('nic', { nics })
/** Beside a second port that is fine. */
const beside = (different: Partial<Nic>) => judged(nic(different), second)
const host = shippedPolicy('host')
const gigabit = { ...host, thresholds: { ...host.thresholds, nic: { speed: 1000, storage: 1000 } } }
const alone = (different: Partial<Nic>) =>
  verdicts('nic', { nics: [nic(different)] }, { policy: gigabit }).filter((each) => each !== 'advice noSecond')

test.each<[Partial<Nic>, string[]]>([
  [{ speed: 1000, supported: [1000] }, []],
  [{ speed: 999, supported: [] }, ['fail none']],
  [{ speed: 100, supported: [10, 100] }, ['fail none']],
  [{ link: false, speed: null }, ['fail none']],
  [{ wired: false }, ['fail none']],
  [{ link: null, speed: null }, ['unknown speedUnread']],
  [{ link: true, speed: null }, ['unknown speedUnread']],
  // A card of a virtual machine is as fast as its host.
  [{ driver: 'virtio_net', speed: null, supported: [] }, []],
  [{ driver: 'virtio_net', link: false, speed: null, supported: [] }, ['fail none']],
  // The management controller's own card on USB.
  [{ driver: 'cdc_ether' }, ['fail none']],
])('the only port %j: %j', (different, found) => {
  expect(alone(different)).toEqual(found)
})

test('no port at all is no network, unless ports could not be read', () => {
  expect(judged()).toEqual(['fail none'])
  expect(verdicts('nic', { nics: [] }, { unread: [{ source: 'nics', reason: 'late' }] })).toEqual(['unknown unread'])
})

test('without a network every port is named with what it does', () => {
  const ports = [nic({ speed: 100, supported: [] }), { ...second, link: false, speed: null }]
  expect(findings('nic', { nics: ports })[0]).toMatchObject({
    measured: 'eno1 100 Mb/s, eno2 –',
    threshold: '≥ 1 Gb/s',
  })
  expect(findings('nic', { nics: [] })[0]?.measured).toBe('0')
})

test.each<[Partial<Nic>, string[]]>([
  [{ duplex: 'half' }, ['warn halfDuplex']],
  [{ duplex: null }, []],
  [{ duplex: 'half', link: false }, ['advice noSecond']],
  [{ speed: 1000, supported: [1000, 10_000] }, ['warn belowCapability']],
  [{ speed: 1000, supported: [1000, 10_000], partner: [100, 1000] }, []],
  [{ speed: 100, supported: [100, 1000, 10_000], partner: [100, 1000] }, ['warn belowCapability']],
  [{ speed: 1000, supported: [] }, []],
  [{ speed: 1000, supported: [1000], partner: [2500] }, []],
  [{ errors: { received: 0, sent: 0, crc: 0 } }, []],
  [{ errors: { received: 1, sent: 0, crc: 0 } }, ['warn errors']],
  [{ errors: { received: 0, sent: 1, crc: 0 } }, ['warn errors']],
  [{ errors: { received: 0, sent: 0, crc: 1 } }, ['warn errors']],
  [{ errors: null }, []],
])('a port %j: %j', (different, found) => {
  expect(beside(different)).toEqual(found)
})

test('a port that is too slow says how fast it could be', () => {
  const slow = nic({ speed: 100, supported: [100, 1000], errors: { received: 3, sent: 0, crc: 2 } })
  expect(findings('nic', { nics: [slow, second] })).toMatchObject([
    { subject: 'eno1', measured: '100 Mb/s', threshold: '1 Gb/s' },
    { subject: 'eno1', measured: 'rx 3, tx 0, CRC 2' },
  ])
})

test.each<[string, Nic[], string[]]>([
  ['one port with link', [nic()], ['advice noSecond']],
  ['a second one without link', [nic(), { ...second, link: false, speed: null }], ['advice noSecond']],
  ['a second one without cable or wire', [nic(), { ...second, wired: false }], ['advice noSecond']],
  ['two', [nic(), second], []],
  ['no link anywhere, which is worse', [nic({ link: false }), { ...second, link: false }], ['fail none']],
])('%s: %j', (_, nics, found) => {
  expect(judged(...nics)).toEqual(found)
})

test.each<[number | null, string | null, string[]]>([
  [10_000, 'ixgbe', []],
  [9999, 'ixgbe', ['advice slowStorage']],
  [1000, 'igb', ['advice slowStorage']],
  [null, 'igb', ['unknown speedUnread']],
  [null, 'virtio_net', []],
])('two ports of %d Mb/s (%s) for storage: %j', (speed, driver, found) => {
  const slow = { speed, driver, supported: [] }
  expect(judged(nic(slow), { ...second, ...slow })).toEqual(found)
})

test('one fast port of two is enough for storage', () => {
  const slow = { speed: 1000, supported: [1000] }
  expect(judged(nic(slow), second)).toEqual([])
})
