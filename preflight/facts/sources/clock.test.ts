import { expect, test } from 'vitest'
import { contextOn } from '../__fixtures__/tree.ts'
import { readClock } from './clock.ts'

const found = {
  rtc: '2020-01-01T00:00:10Z',
  system: '2020-01-01T00:00:08.500Z',
  reference: 'station',
  ahead: -100.25,
} as const
const device = '==> /sys/class/rtc/rtc0/since_epoch\n1577836810\n'

test('the hardware clock is compared with the same reference as the system clock', async () => {
  const { context } = contextOn(device, { clock: found })
  expect(await readClock(context)).toEqual({ ...found, rtcAhead: -98.75, settable: true, battery: null })
})

test('without a clock chip nothing can be set; without a reference nothing is ahead', async () => {
  const { context } = contextOn('==> /sys/class/rtc -> /sys/devices/none\n', {
    clock: { ...found, rtc: null, reference: null, ahead: null },
  })
  expect(await readClock(context)).toMatchObject({ rtc: null, rtcAhead: null, settable: false })
})

test.each([
  ['okay', 'good'],
  ['dead', 'low'],
  ['what?', null],
])('the chip says of its battery: %s', async (status, battery) => {
  const { context } = contextOn(`${device}==> /proc/driver/rtc\nrtc_time\t: 00:00:10\nbatt_status\t: ${status}\n`, {
    clock: found,
  })
  expect((await readClock(context)).battery).toBe(battery)
})
