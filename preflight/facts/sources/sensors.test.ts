import { expect, test } from 'vitest'
import type { SensorLine } from '../../../lib/tools/ipmitool.ts'
import { sensorsOf } from './sensors.ts'

const line = (more: Partial<SensorLine>): SensorLine => ({
  name: 'Sensor',
  number: 1,
  entity: '7.1',
  status: 'ok',
  reading: '',
  ...more,
})
const only = (more: Partial<SensorLine>) => sensorsOf([line(more)])[0]

test.each([
  ['ok', 'ok'],
  ['nc', 'warning'],
  ['cr', 'critical'],
  ['nr', 'critical'],
  ['ns', 'absent'],
  ['na', 'absent'],
])('a threshold state %s is %s', (status, state) => {
  expect(only({ status, reading: '23 degrees C' })?.state).toBe(state)
})

test.each([
  ['23 degrees C', 23, 'degrees C'],
  ['-5 degrees C', -5, 'degrees C'],
  ['3.27 Volts', 3.27, 'Volts'],
  // An HPE power supply: a measure and a state.
  ['85 Watts, Presence detected', 85, 'Watts'],
  ['0x0180', null, null],
  ['No Reading', null, null],
  ['', null, null],
  ['99999999999999999999999999 \u0000RPM\uFFFD', 1e26, 'RPM'],
])('%j measures %s %s', (reading, value, unit) => {
  expect(only({ reading })).toMatchObject({ value, unit })
})

test.each([
  ['Presence detected', 'ok'],
  ['Presence detected, Power Supply AC lost', 'critical'],
  ['AC out-of-range, but present', 'critical'],
  ['Fully Redundant', 'ok'],
  ['Redundancy Lost', 'warning'],
  ['Drive Present', 'ok'],
  ['Drive Present, Drive Fault', 'critical'],
  ['Drive Present, Predictive Failure', 'warning'],
  ['Uncorrectable ECC', 'critical'],
  ['Correctable ECC', 'warning'],
  // Each seen on a healthy machine: Dell "PS1 PG FAIL", Huawei "Port1 Link Down", an empty place.
  ['State Deasserted', 'ok'],
  ['State Asserted', 'ok'],
  ['Slot is Disabled', 'ok'],
  ['Device Absent', 'ok'],
  ['Disabled', 'ok'],
  // A battery (sensor type 29h).
  ['Presence Detected', 'ok'],
  ['Low', 'warning'],
  ['Failed', 'critical'],
])('what asserts %j is %s', (reading, state) => {
  expect(only({ reading })?.state).toBe(state)
})

test('sensors of one name are told apart by what they are part of', () => {
  const named = (entity: string) => line({ name: 'Status', entity })
  const names = [named('3.1'), named('10.2'), named('10.97'), named('7.1'), line({ name: 'Fan1', entity: '29.1' })]
  expect(sensorsOf(names).map(({ name }) => name)).toEqual([
    'Status (Processor 1)',
    'Status (Power Supply 2)',
    'Status (Power Supply 2)',
    'Status',
    'Fan1',
  ])
})
