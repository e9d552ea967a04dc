import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createEntryArgs, parseBootEntries, partitionOf, portOf } from './efibootmgr.ts'

const output = (name: string): string => readFileSync(join(import.meta.dirname, '__fixtures__', name), 'utf8')

test("OVMF's own entries, in their order, and the port that each starts from", () => {
  const { order, entries } = parseBootEntries(output('efibootmgr-18.txt'))
  expect(order.join()).toBe('0003,0004,0005,0006,0001,0002,0000,0007')
  expect(entries).toHaveLength(8)
  expect(entries[3]).toEqual({
    number: '0003',
    active: true,
    label: 'UEFI PXEv4 (MAC:525400955A37)',
    path: 'PciRoot(0x0)/Pci(0x2,0x0)/MAC(525400955a37,1)/IPv4(0.0.0.00.0.0.0,0,0){auto_created_boot_option}',
  })
  const mac = '52:54:00:95:5a:37'
  expect(entries.map(portOf)).toEqual([undefined, undefined, undefined, mac, mac, mac, mac, undefined])
  expect(entries.filter((entry) => partitionOf(entry) !== undefined)).toEqual([])
})

test('entries of system disks, and the partition that each starts from', () => {
  const { order, entries } = parseBootEntries(output('efibootmgr-18-disk.txt'))
  expect(order.slice(0, 3)).toEqual(['0008', '0009', '0003'])
  const own = entries.filter(({ label }) => label === 'VMP')
  expect(own.map((entry) => [entry.number, partitionOf(entry)])).toEqual([
    ['0008', '90a0b9c2-af31-483e-b8cc-379aab993c42'],
    ['0009', 'a42b098c-941d-41f1-b2d3-50bd001b065a'],
  ])
})

test('an entry that is not active has no star', () => {
  const { entries } = parseBootEntries('BootOrder: 0001\nBoot0001  off\tHD(1,GPT,x)\nBoot0002* on\tHD(1,GPT,x)\n')
  expect(entries.map(({ label, active }) => [label, active])).toEqual([
    ['off', false],
    ['on', true],
  ])
})

test('a new entry names its loader as the firmware writes paths', () => {
  const entry = { disk: '/dev/sda', partition: 3, loader: 'EFI/BOOT/BOOTX64.EFI', label: 'VMP' }
  expect(createEntryArgs(entry).join(' ')).toBe(
    '--quiet --create-only --disk /dev/sda --part 3 --loader \\EFI\\BOOT\\BOOTX64.EFI --label VMP',
  )
})
