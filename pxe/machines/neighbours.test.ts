import { expect, test } from 'vitest'
import { neighbours, parseArp } from './neighbours.ts'

const table = `IP address       HW type     Flags       HW address            Mask     Device
192.0.2.10       0x1         0x2         02:00:00:00:00:0A     *        eth0
192.0.2.11       0x1         0x0         00:00:00:00:00:00     *        eth0
192.0.2.12       0x1         0x6         02:00:00:00:00:0c     *        eth0
192.0.2.13       0x20        0x2         80:00:02:08:fe:80:00:00:00:00:00:00:00:02:c9:03:00:29:26:53 * ib0

garbage
`

test('the kernel’s table is read, and only its complete Ethernet entries', () => {
  expect([...parseArp(table)]).toEqual([
    ['192.0.2.10', '02:00:00:00:00:0a'],
    ['192.0.2.12', '02:00:00:00:00:0c'],
  ])
  expect(parseArp('')).toEqual(new Map())
})

test('what DHCP taught comes before the kernel’s table', () => {
  const known = neighbours(() => table)
  expect(known.macOf('192.0.2.10')).toBe('02:00:00:00:00:0a')
  known.learn('02:00:00:00:00:ff', '192.0.2.10')
  known.learn('02:00:00:00:00:fe', undefined)
  expect(known.macOf('192.0.2.10')).toBe('02:00:00:00:00:ff')
  expect(known.macOf('192.0.2.99')).toBeUndefined()
})

test('of many addresses the newest are remembered', () => {
  const known = neighbours(() => '')
  known.learn('02:00:00:00:00:01', '192.0.2.1')
  for (let i = 0; i < 8191; i++) known.learn('02:00:00:00:00:02', `10.0.${i >> 8}.${i & 255}`)
  expect(known.macOf('192.0.2.1')).toBe('02:00:00:00:00:01')
  known.learn('02:00:00:00:00:03', '192.0.2.3')
  expect(known.macOf('192.0.2.1')).toBeUndefined()
  expect(known.macOf('192.0.2.3')).toBe('02:00:00:00:00:03')
})
