import { expect, test, vi } from 'vitest'
import { Check } from 'typebox/value'
import { VmpError } from '../../../lib/errors.ts'
import { contextOn } from '../__fixtures__/tree.ts'
import { BmcFacts } from '../schema/bmc.ts'
import { noBmc, readBmc } from './bmc.ts'

const driven = '==> /sys/class/ipmi/ipmi0/dev\n243:0\n'
const identity = '==> $ ipmitool mc info\nFirmware Revision         : 4.40\n'
const status = (policy: string) =>
  `==> $ ipmitool chassis status\nSystem Power         : on\nPower Restore Policy : ${policy}\n`
const lan = '==> $ ipmitool lan print\nIP Address              : 0.0.0.0\nMAC Address             : 4C:D9:8F:7A:8B:9C\n'
const log = (entries: string) => `==> $ ipmitool sel info\nSEL Information\nEntries          : ${entries}\n`
const events = (lines: string) => `==> $ ipmitool sel list last 20\n${lines}`
const sensors = (lines: string) => `==> $ ipmitool sdr elist\n${lines}`
const read = (...parts: string[]) => readBmc(contextOn(parts.join('')).context)

test.each([
  ['always-on', 'always-on'],
  ['previous', 'previous'],
  ['always-off', 'always-off'],
  ['unknown', null],
])('the policy %s after power loss', async (policy, expected) => {
  const bmc = await read(driven, identity, status(policy), lan, log('0'), sensors(''))
  expect(bmc.powerRestore).toBe(expected)
  expect(bmc).toMatchObject({ present: true, address: null, mac: '4c:d9:8f:7a:8b:9c', firmware: '4.40' })
})

test('an empty log is known to be empty, and not listed', async () => {
  const { context, noted } = contextOn([driven, identity, status('previous'), lan, log('0'), sensors('')].join(''))
  expect((await readBmc(context)).events).toEqual({ count: 0, last: [] })
  expect(noted.unread).toEqual([])
})

test('of a huge log the number and the newest, with the sensor’s name where one alone has the number', async () => {
  const lines = Array.from(
    { length: 20 },
    (_, index) =>
      `${(65_500 + index).toString(16)} | 01/01/2025 | 00:00:00 | Fan #0x38 | Transition to Critical from less severe | Asserted\n`,
  )
  lines[19] = 'ffef | 01/02/2025 | 00:00:00 | Temperature #0x01 | Upper Critical going high | Asserted\n'
  const known =
    'Fan1             | 38h | ok  |  7.1 | 3480 RPM\nTemp             | 01h | ok  |  3.1 | 34 degrees C\nECC Corr Err     | 01h | ns  | 34.1 | No Reading\n'
  const bmc = await read(
    driven,
    identity,
    status('previous'),
    lan,
    log('65520'),
    events(lines.join('')),
    sensors(known),
  )
  expect(bmc.events?.count).toBe(65_520)
  expect(bmc.events?.last).toHaveLength(20)
  expect(bmc.events?.last[0]).toEqual({
    at: '01/01/2025 00:00:00',
    sensor: 'Fan Fan1',
    event: 'Transition to Critical from less severe',
  })
  expect(bmc.events?.last[19]?.sensor).toBe('Temperature #0x01')
  expect(Check(BmcFacts, bmc)).toBe(true)
})

test('a log that cannot be read is unknown, not empty; sensors are still read', async () => {
  const { context } = contextOn(
    [driven, identity, status('previous'), lan, sensors('Fan1 | 38h | cr | 7.1 | 0 RPM\n')].join(''),
  )
  const run: typeof context.run = (command, args, timeout) =>
    args[0] === 'sel' ? Promise.reject(new Error('Get SEL Info command failed')) : context.run(command, args, timeout)
  const bmc = await readBmc({ ...context, run })
  expect(bmc.events).toBeNull()
  expect(bmc.sensors).toEqual([{ name: 'Fan1', value: 0, unit: 'RPM', reading: '0 RPM', state: 'critical' }])
})

test.each([
  [
    'ended for its time',
    async () => Promise.reject(new VmpError('command.timeout', { command: 'ipmitool', seconds: 7 })),
  ],
  ['missing', async () => Promise.reject(new VmpError('command.missing', { command: 'ipmitool' }))],
])('an ipmitool that is %s is asked once', async (_, run) => {
  const { context, noted } = contextOn(driven)
  const asked = vi.fn<typeof context.run>(run)
  expect(await readBmc({ ...context, run: asked })).toEqual({ ...noBmc, present: true })
  expect(asked).toHaveBeenCalledOnce()
  expect(noted.unread.map(({ source }) => source)).toEqual(['ipmitool mc info'])
})

test('a controller that refuses one question is asked the next', async () => {
  const { context, noted } = contextOn([driven, identity, status('always-on')].join(''))
  const run: typeof context.run = (command, args, timeout) =>
    ['mc', 'chassis'].includes(args[0] ?? '')
      ? context.run(command, args, timeout)
      : Promise.reject(new Error('Invalid command'))
  expect(await readBmc({ ...context, run })).toMatchObject({ powerRestore: 'always-on', events: null, sensors: [] })
  expect(noted.unread.map(({ source }) => source)).toEqual([
    'ipmitool lan print',
    'ipmitool sel info',
    'ipmitool sdr elist',
  ])
})

test('a thousand sensors of binary names still fit the schema', async () => {
  const noise = '\u0001\uFFFD\u202E'.repeat(200)
  const lines = Array.from({ length: 2000 }, (_, index) => `${noise}${index} | 0${index % 10}h | ok | 7.1 | ${noise}\n`)
  const event = `1 | ${noise} | ${noise} | ${noise} #0x01 | ${noise}\n`
  const bmc = await read(driven, identity, status(noise), lan, log(noise), events(event), sensors(lines.join('')))
  expect(Check(BmcFacts, bmc)).toBe(true)
  expect(bmc.sensors).toHaveLength(1024)
})

test('a controller that SMBIOS names but no driver reaches', async () => {
  const described =
    '==> $ dmidecode\nHandle 0x2600, DMI type 38, 18 bytes\nIPMI Device Information\n\tInterface Type: KCS\n'
  const { context, noted } = contextOn(described)
  expect(await readBmc(context)).toEqual({ ...noBmc, present: true })
  expect(noted.unread.map(({ source }) => source)).toEqual(['bmc'])
  expect(await read('==> $ dmidecode\nHandle 0x0100, DMI type 1, 27 bytes\n')).toEqual(noBmc)
})
