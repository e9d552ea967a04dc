import { expect, test } from 'vitest'
import { parseEvents, parseIpmitool, parseSensors, sensorNumber } from './ipmitool.ts'

test('sensors of a Huawei RH2288 V3', () => {
  // github.com/GuanceCloud/datakit internal/plugins/inputs/ipmi/testdata/RH2288V3.txt
  const output = `Inlet Temp       | 01h | ok  |  7.96 | 18 degrees C
PCH Temp         | 03h | ns  |  7.96 | No Reading
DIMM011          | 36h | ns  | 32.100 | No Reading
CPU1 Prochot     | 18h | ok  |  3.96 | 
Port1 Link Down  | 8Dh | ok  | 42.96 | Slot is Disabled
`
  expect(parseSensors(output)).toEqual([
    { name: 'Inlet Temp', number: 1, entity: '7.96', status: 'ok', reading: '18 degrees C' },
    { name: 'PCH Temp', number: 3, entity: '7.96', status: 'ns', reading: 'No Reading' },
    { name: 'DIMM011', number: 0x36, entity: '32.100', status: 'ns', reading: 'No Reading' },
    { name: 'CPU1 Prochot', number: 0x18, entity: '3.96', status: 'ok', reading: '' },
    { name: 'Port1 Link Down', number: 0x8d, entity: '42.96', status: 'ok', reading: 'Slot is Disabled' },
  ])
})

test('events of several makers and versions', () => {
  // Lines published with several tools that read them: github.com/open-power/op-build/issues/594 (1), ipmitool 1.8.19
  // (3a: a year of two digits, a time zone), a clock not set yet (5), text with a bar in it (34), a maker's own record (9).
  const output = `   1 | 01/01/2000 | 00:15:20 | System Firmware Progress #0x05 | Motherboard initialization | Asserted
   3a | 12/14/22 | 23:09:44 CET | Memory #0x88 | Correctable ECC (CPU0_G1) | Asserted
   34 | 02/25/2025 | 04:50:09 PM EST | Memory #0x02 | Uncorrectable ECC (UnCorrectable ECC |  DIMMD7) | Asserted
   5 |  Pre-Init  |0000000123| System Event #0x01 | Timestamp Clock Sync | Deasserted
   9 | 04/10/2008 | 14:50:13 | OEM record c0 | 000137 | 0a1b2c3d4e5f
`
  expect(parseEvents(output)).toEqual([
    { at: '01/01/2000 00:15:20', sensor: 'System Firmware Progress #0x05', event: 'Motherboard initialization' },
    { at: '12/14/22 23:09:44 CET', sensor: 'Memory #0x88', event: 'Correctable ECC (CPU0_G1)' },
    {
      at: '02/25/2025 04:50:09 PM EST',
      sensor: 'Memory #0x02',
      event: 'Uncorrectable ECC (UnCorrectable ECC | DIMMD7)',
    },
    { at: 'Pre-Init 0000000123', sensor: 'System Event #0x01', event: 'Timestamp Clock Sync | Deasserted' },
    { at: '04/10/2008 14:50:13', sensor: undefined, event: 'OEM record c0 | 000137 | 0a1b2c3d4e5f' },
  ])
  expect(sensorNumber('Memory #0x88')).toBe(0x88)
  expect(sensorNumber('Memory DIMM A3')).toBeUndefined()
})

test.each(['', 'SEL has no entries\n', '\u0000\uFFFD|||\n', ' | | | | \n', 'na | discrete | 0x0180 | na\n'])(
  'nothing of %j',
  (output) => {
    expect(parseSensors(output)).toEqual([])
    expect(parseEvents(output)).toEqual([])
    expect(parseIpmitool(output).size).toBe(0)
  },
)
