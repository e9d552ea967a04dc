import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fitReport, unfitReport } from '../preflight/report/__fixtures__/reports.ts'
import { reportFileName } from './report.ts'
import { saveOnSticks, type StickOptions } from './stick.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-stick-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

interface Device {
  path: string
  label?: string
  fstype?: string
  rm?: boolean
  ro?: boolean
  tran?: string
  children?: Device[]
}
const filled = ({ children, ...device }: Device): object => ({
  label: null,
  fstype: null,
  rm: false,
  ro: false,
  tran: null,
  ...device,
  ...(children ? { children: children.map(filled) } : {}),
})

/** lsblk that sees these devices; mount and umount are only noted. */
function machine(devices: Device[], more: (command: string) => void = () => {}) {
  const done: string[] = []
  const run = (async (command: string, args: string[]) => {
    if (command === 'lsblk') return { stdout: JSON.stringify({ blockdevices: devices.map(filled) }), stderr: '' }
    done.push([command, ...args].join(' '))
    more(command)
    return { stdout: '', stderr: '' }
  }) as unknown as StickOptions['run']
  return { done, options: { run, folder, signal: new AbortController().signal } }
}

const stick = { path: '/dev/sdc1', label: 'VMP-REPORTS', fstype: 'vfat' }

test('the report is written to a stick of that label, as JSON and as a page in both languages', async () => {
  const { done, options } = machine([{ path: '/dev/sdc', tran: 'usb', children: [stick] }])
  expect(await saveOnSticks(unfitReport, options)).toEqual(['/dev/sdc1'])
  expect(done).toEqual([`mount -t vfat -o rw,nosuid,nodev,noexec,umask=0077 /dev/sdc1 ${folder}`, `umount ${folder}`])
  const name = reportFileName(unfitReport)
  expect(readdirSync(folder).toSorted()).toEqual([`${name}-en.html`, `${name}-zh.html`, `${name}.json`])
  expect(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))).toEqual(unfitReport)
  expect(readFileSync(join(folder, `${name}-zh.html`), 'utf8')).toContain('<html lang="zh">')
})

test.each<[string, Device]>([
  ['a disk that stays in the machine', { path: '/dev/sda', tran: 'sata', children: [stick] }],
  ['another label', { path: '/dev/sdc', tran: 'usb', children: [{ ...stick, label: 'HOLIDAY' }] }],
  ['another file system', { path: '/dev/sdc', tran: 'usb', children: [{ ...stick, fstype: 'ext4' }] }],
  ['a stick with its lock on', { path: '/dev/sdc', tran: 'usb', children: [{ ...stick, ro: true }] }],
  ['nothing', { path: '/dev/sda', tran: 'nvme' }],
])('never touches %s', async (_, device) => {
  const { done, options } = machine([device])
  expect(await saveOnSticks(fitReport, options)).toEqual([])
  expect(done).toEqual([])
})

test('a stick without partitions, and a card, are good enough', async () => {
  const { options } = machine([{ ...stick, path: '/dev/sdc', rm: true }])
  expect(await saveOnSticks(fitReport, options)).toEqual(['/dev/sdc'])
})

test('a stick that cannot be written is unmounted all the same', async () => {
  const { done, options } = machine([{ path: '/dev/sdc', tran: 'usb', children: [stick] }], (command) => {
    if (command !== 'mount') return
    rmSync(folder, { recursive: true })
    writeFileSync(folder, '')
  })
  await expect(saveOnSticks(fitReport, options)).rejects.toThrow(/ENOTDIR|EEXIST/)
  expect(done.at(-1)).toBe(`umount ${folder}`)
})

test('file names are made of what every system takes, whatever a serial number holds', () => {
  const system = { ...fitReport.facts.system, serial: '../..\u0000<b>S/1' }
  const name = reportFileName({
    ...fitReport,
    facts: { ...fitReport.facts, system },
    finishedAt: '2026-01-31T14:05:09Z',
  })
  expect(name).toMatch(/^vmp-[\w.-]+-20260131-140509$/)
  expect(name).not.toContain('/')
})
