import { expect, test } from 'vitest'
import { fitServer } from '../__fixtures__/facts.ts'
import { findings, verdicts } from '../__fixtures__/judge.ts'
import type { BmcFacts, Sensor } from '../facts/schema/bmc.ts'
import { noBmc } from '../facts/sources/bmc.ts'

const { bmc } = fitServer
const judged = (different: Partial<BmcFacts>) => verdicts('sensors', { bmc: { ...bmc, ...different } })
const sensor = (state: Sensor['state']): Sensor => ({ name: 'FAN1', value: 0, unit: 'RPM', reading: null, state })

test.each<[Sensor['state'], string[]]>([
  ['ok', []],
  ['absent', []],
  ['warning', ['warn warning']],
  ['critical', ['fail critical']],
])('a sensor that is %s: %j', (state, found) => {
  expect(judged({ sensors: [sensor(state)] })).toEqual(found)
})

test('a sensor is named with what it measures', () => {
  expect(findings('sensors', { bmc: { ...bmc, sensors: [sensor('critical')] } })).toMatchObject([
    { subject: 'FAN1', measured: '0 RPM' },
  ])
  const discrete = { ...sensor('critical'), value: null, reading: 'Power Supply AC lost' }
  expect(findings('sensors', { bmc: { ...bmc, sensors: [discrete] } })[0]?.measured).toBe('Power Supply AC lost')
})

const event = (index: number, text = `event ${index}`) => ({ at: `day ${index}`, sensor: 'PSU', event: text })
const log = (count: number, event = 'Failure detected') => ({
  count,
  last: Array.from({ length: Math.min(count, 20) }, (_, index) => ({ at: `day ${index}`, sensor: 'PSU', event })),
})

test('an event log that is not empty is a warning', () => {
  expect(judged({ events: log(0) })).toEqual([])
  expect(judged({ events: log(1) })).toEqual(['warn eventLog'])
  expect(judged({ events: { count: 3, last: [] } })).toEqual(['warn eventLog'])
})

test('a log that only says that it was emptied is empty', () => {
  expect(judged({ events: log(1, 'Log area reset/cleared') })).toEqual([])
  expect(judged({ events: log(1, 'Log area reset/cleared | Asserted') })).toEqual([])
  expect(judged({ events: { count: 2, last: [event(1, 'Log area reset/cleared')] } })).toEqual(['warn eventLog'])
  expect(judged({ events: { count: 2, last: [event(1, 'Log area reset/cleared'), event(2)] } })).toEqual([
    'warn eventLog',
  ])
})

const lastOf = (events: NonNullable<BmcFacts['events']>) =>
  findings('sensors', { bmc: { ...bmc, events } })[0]?.params['last']

test('the last entries are shown, as many as the policy says, the newest last', () => {
  const last = Array.from({ length: 8 }, (_, index) => event(index))
  expect(lastOf({ count: 8, last })).toBe(
    [3, 4, 5, 6, 7].map((index) => `day ${index} | PSU | event ${index}`).join('\n'),
  )
  expect(lastOf({ count: 1, last: [{ at: null, sensor: null, event: 'lost' }] })).toBe('lost')
})

test('of entries too long to show the newest stay', () => {
  const last = Array.from({ length: 5 }, (_, index) => event(index, `${index}${'x'.repeat(255)}`))
  const shown = String(lastOf({ count: 5, last }))
  expect(shown.length).toBeLessThanOrEqual(1024)
  expect(shown.split('\n').map((line) => line.slice(0, 5))).toEqual(['day 2', 'day 3', 'day 4'])
})

test('a management controller that says nothing is unknown; none is nothing to say of', () => {
  expect(judged({ sensors: [], events: null })).toEqual(['unknown unread'])
  expect(judged({ events: null })).toEqual([])
  expect(judged(noBmc)).toEqual([])
})

test('where SMBIOS could not be read, a management controller may be there unseen; in a virtual machine there is none', () => {
  const unread = [{ source: 'dmidecode', reason: 'missing' }]
  const without = (guest: boolean) =>
    verdicts(
      'sensors',
      { bmc: { ...bmc, ...noBmc }, virtualization: { ...fitServer.virtualization, guest } },
      { unread },
    )
  expect(without(false)).toEqual(['unknown unsure'])
  expect(without(true)).toEqual([])
  expect(verdicts('sensors', {}, { unread })).toEqual([])
})
