import { expect, test } from 'vitest'
import { parseRequest } from './options.ts'
import { parseDuration, parseRtc, parseSize } from './parse.ts'
import type { LabOptions } from './options.ts'

const typed: LabOptions = {
  name: 'lab',
  servers: '2',
  firmware: 'uefi',
  medium: 'pxe',
  dhcp: 'proxy',
  memory: '4G',
  disks: '64G,1T',
  nic: 'virtio',
  until: 'discovered',
  timeout: '10m',
}

test('a lab as a person asks for it', () => {
  expect(parseRequest({ ...typed, rtc: '2015-01-01', cpus: '4', cpu: 'qemu64,+svm' })).toEqual({
    lab: 'lab',
    servers: 2,
    firmware: 'uefi',
    medium: 'pxe',
    dhcp: 'proxy',
    memoryMiB: 4096,
    disks: [64 * 2 ** 30, 2 ** 40],
    nic: 'virtio',
    changes: new Map(),
    until: 'discovered',
    timeoutMs: 600_000,
    rtc: '2015-01-01T00:00:00',
    cpuModel: 'qemu64,+svm',
    cpus: 4,
  })
  expect(parseRequest({ ...typed, disks: '' }).disks).toEqual([])
})

test.each([
  ['servers', '0'],
  ['servers', '1.5'],
  ['servers', 'many'],
  ['servers', '33'],
  ['firmware', 'coreboot'],
  ['medium', 'floppy'],
  ['dhcp', 'auto'],
  ['memory', '4'],
  ['memory', '0G'],
  ['memory', '4g b'],
  ['disks', '64G,'],
  ['disks', '-1G'],
  ['nic', 'virtio;id'],
  ['until', 'joined'],
  ['timeout', '10'],
  ['timeout', '-1m'],
  ['rtc', 'yesterday'],
  ['rtc', '2015-13-01'],
  ['cpus', '0'],
  ['cpu', ''],
])('refuses --%s %s', (option, value) => {
  expect(() => parseRequest({ ...typed, [option]: value })).toThrowError(
    expect.objectContaining({
      code: 'lab.badOption',
      params: expect.objectContaining({ option: `--${option}` }),
    }),
  )
})

test('an answer file goes on a medium, and nowhere else', () => {
  const embedAnswer = 'site.yaml'
  expect(parseRequest({ ...typed, medium: 'iso', embedAnswer })).toMatchObject({ embeddedAnswer: 'site.yaml' })
  expect(parseRequest({ ...typed, medium: 'usb', embedAnswer })).toMatchObject({ embeddedAnswer: 'site.yaml' })
  expect(() => parseRequest({ ...typed, embedAnswer })).toThrow(
    expect.objectContaining({ code: 'lab.embedWithoutMedium' }),
  )
  expect(() => parseRequest({ ...typed, medium: 'iso', embedAnswer, answer: 'other.yaml' })).toThrow(
    expect.objectContaining({ code: 'lab.twoAnswers' }),
  )
})

test('sizes, times and dates', () => {
  expect(parseSize('--memory', '512m')).toBe(512 * 2 ** 20)
  expect(parseDuration('--timeout', '90s')).toBe(90_000)
  expect(parseRtc('--rtc', '2031-02-03T04:05:06')).toBe('2031-02-03T04:05:06')
})
