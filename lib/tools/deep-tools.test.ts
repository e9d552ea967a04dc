import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isReadError, parseRead, timedReadArgs } from './dd.ts'
import { clientArgs, parseTransfer } from './iperf3.ts'
import { parseStress, stressArgs } from './stressapptest.ts'

const captured = (name: string): string => readFileSync(new URL(`__fixtures__/${name}`, import.meta.url), 'utf8')

test('stressapptest: a memory that gives back what was written', () => {
  expect(stressArgs({ mebibytes: 256, seconds: 3, copying: 2, calculating: 0 })).toEqual(
    '-W -M 256 -s 3 -m 2 -C 0'.split(' '),
  )
  expect(parseStress(captured('stressapptest-pass.txt'))).toEqual({
    passed: true,
    copiedMebibytes: 108880,
    incidents: 0,
    differences: [],
  })
})

test('stressapptest: a memory that does not, and where', () => {
  const result = parseStress(captured('stressapptest-fail.txt'))
  expect(result).toMatchObject({ passed: false, incidents: 1 })
  expect(result?.differences[0]).toMatch(/^Hardware Error: miscompare on CPU 0.*expected:0x0000400000004000$/)
})

test('stressapptest: the version of the image puts the time before each line', () => {
  expect(parseStress(captured('stressapptest-1.0.11-pass.txt'))).toMatchObject({ passed: true, incidents: 0 })
  const result = parseStress(captured('stressapptest-1.0.11-fail.txt'))
  expect(result).toMatchObject({ passed: false, incidents: 4, copiedMebibytes: 83_262 })
  expect(result?.differences[0]).toMatch(/^Hardware Error: miscompare on CPU 2/)
})

test('stressapptest: no result is none', () => {
  expect(parseStress('Log: Commandline - stressapptest\n')).toBeUndefined()
})

test('dd: reads a range past the cache, and says how long it took', () => {
  expect(timedReadArgs({ path: '/dev/sda', offset: 4096, bytes: 8192, block: 4096 })).toEqual([
    'if=/dev/sda',
    'of=/dev/null',
    'bs=4096',
    'skip=4096',
    'count=8192',
    'iflag=direct,skip_bytes,count_bytes',
  ])
  const output = '1+0 records in\n1+0 records out\n4096 bytes (4.1 kB, 4.0 KiB) copied, 4.2e-05 s, 9.7 MB/s\n'
  expect(parseRead(output)).toEqual({ bytes: 4096, seconds: 4.2e-5 })
})

test('dd: what was read before a sector that cannot be', () => {
  const output =
    "dd: error reading '/dev/loop0': Input/output error\n8+0 records in\n8+0 records out\n" +
    '8388608 bytes (8.4 MB, 8.0 MiB) copied, 0.00714227 s, 1.2 GB/s'
  expect(isReadError(output)).toBe(true)
  expect(parseRead(output)).toEqual({ bytes: 8388608, seconds: 0.00714227 })
  expect(isReadError("dd: failed to open '/dev/sdz': No such file or directory")).toBe(false)
})

test('iperf3: what arrived, by TCP and by UDP', () => {
  expect(clientArgs({ server: '192.0.2.1', port: 5201, seconds: 5, udp: 1e9, reverse: true })).toEqual(
    '--client 192.0.2.1 --port 5201 --connect-timeout 5000 --json --time 5 --udp --bitrate 1000000000 --reverse'.split(
      ' ',
    ),
  )
  expect(parseTransfer(captured('iperf3-tcp.json'))).toMatchObject({ retransmits: 2, lost: null })
  const udp = parseTransfer(captured('iperf3-udp.json'))
  expect(udp.bitsPerSecond).toBeCloseTo(495_870_331.7, 0)
  expect(udp.lost).toBeCloseTo(0.7345, 3)
})

test('iperf3: a server that is not there, in its own words', () => {
  const refused = '{"start":{},"intervals":[],"end":{},"error":"unable to connect to server: Connection refused"}'
  expect(() => parseTransfer(refused)).toThrow('unable to connect to server: Connection refused')
})
