/** Machines that no maker meant to build: what firmware, disks and tools may say at worst. The report still comes. */
import { rmSync } from 'node:fs'
import { Check } from 'typebox/value'
import { expect, onTestFinished, test } from 'vitest'
import { smartArgs } from '../lib/tools/smartctl.ts'
import { host } from './__fixtures__/judge.ts'
import { nothingAround } from './around.ts'
import { checks } from './checks.ts'
import { runCheck } from './evaluate.ts'
import { plantText } from './facts/__fixtures__/tree.ts'
import { collectFacts } from './facts/collect.ts'
import { Facts } from './facts/schema.ts'
import { Finding } from './finding.ts'

/** The facts of a machine, and what all checks say of them; both as their schemas want them. */
async function judged(text: string): Promise<{ facts: Facts; codes: string[] }> {
  const { root, run } = plantText('hostile', text)
  onTestFinished(() => rmSync(root, { recursive: true }))
  const facts = await collectFacts({ root, run, now: () => new Date(0), signal: new AbortController().signal })
  expect(Check(Facts, facts)).toBe(true)
  const subject = { facts, unread: facts.unread, policy: host, around: nothingAround }
  const findings = checks.flatMap((check) => runCheck(check, subject).findings)
  expect(findings.filter((finding) => !Check(Finding, finding))).toEqual([])
  return { facts, codes: findings.map(({ severity, code }) => `${severity} ${code}`) }
}

const hex = (bytes: Buffer | string): string => Buffer.from(bytes).toString('hex')

test('SMBIOS strings of plain bytes, of markup and of endless length are texts that can be shown', async () => {
  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
  const { facts } = await judged(
    [
      `==> /sys/class/dmi/id/sys_vendor (hex)\n${hex(everyByte)}`,
      `==> /sys/class/dmi/id/product_name\n<script>alert(1)</script>`,
      `==> /sys/class/dmi/id/product_serial\n${'S'.repeat(100_000)}`,
      `==> /sys/class/dmi/id/product_uuid (hex)\nffffffff`,
      `==> /sys/class/dmi/id/chassis_type\n99999999999999999999`,
      `==> /sys/class/dmi/id/bios_date\n99/99/9999`,
    ].join('\n'),
  )
  const { vendor, product, serial, uuid, chassis } = facts.system
  expect(vendor).not.toMatch(/[\p{Cc}\uFFFD]/u)
  expect(vendor).toContain('ABC')
  expect(product).toBe('<script>alert(1)</script>')
  expect(serial).toHaveLength(256)
  expect({ uuid, chassis: chassis.type }).toEqual({ uuid: null, chassis: null })
})

test('sizes of zero, of minus one and beyond all numbers are not known, and nobody divides by them', async () => {
  const slot = (size: string): string => `Handle 0x0001, DMI type 17, 40 bytes\nMemory Device\n\tSize: ${size}\n\n`
  const { facts, codes } = await judged(
    [
      '==> /proc/meminfo\nMemTotal:       0 kB',
      `==> $ dmidecode\n${['0 MB', '-1 MB', '99999999999999999999 TB', '16 lightyears'].map(slot).join('')}`,
      ...['0', '-1', '18446744073709551615', 'x'].flatMap((size, index) => {
        const name = `sd${'abcd'[index]}`
        return [`==> /sys/block/${name}/size\n${size}`, `==> /sys/block/${name}/removable\n0`]
      }),
      '==> /sys/class/net/eth0/type\n1',
    ].join('\n'),
  )
  expect(facts.memory).toMatchObject({ installed: null, usable: 0, slots: 4, dimms: [] })
  expect(facts.disks.map(({ name, size }) => [name, size])).toEqual(
    ['sda', 'sdb', 'sdc', 'sdd'].map((name) => [name, 0]),
  )
  expect(codes).toEqual(expect.arrayContaining(['fail memory.tooLittle', 'fail systemDisk.none']))
})

test('four hundred disks are all read and judged', async () => {
  const count = 400
  const numbers = Array.from({ length: count }, (_, index) => index)
  const { facts, codes } = await judged(
    numbers
      .map((index) => {
        const device = `/sys/devices/pci0000:00/0000:00:1f.2/host0/port-0:${index}/end_device-0:${index}/0:0:${index}:0`
        return [
          `==> /sys/block/sd${index} -> ${device}/block/sd${index}`,
          `==> ${device}/block/sd${index}/size\n7814037168`,
          `==> ${device}/block/sd${index}/removable\n0`,
          `==> ${device}/block/sd${index}/queue/rotational\n1`,
          `==> ${device}/block/sd${index}/device -> ${device}`,
          `==> ${device}/model\nDisk ${index}`,
          `==> $ smartctl ${smartArgs(`/dev/sd${index}`).join(' ')}\n{"smartctl":{"exit_status":${index === 7 ? 8 : 0}},"smart_status":{"passed":${index !== 7}}}`,
        ].join('\n')
      })
      .join('\n'),
  )
  expect(new Set(facts.disks.map(({ model }) => model)).size).toBe(count)
  expect(facts.disks.every(({ size, transport }) => size === 7_814_037_168 * 512 && transport === 'sas')).toBe(true)
  expect(codes.filter((code) => code === 'fail systemDisk.failing')).toHaveLength(1)
}, 60_000)

test('tools that print megabytes of nothing leave no part unsaid', async () => {
  const noise = '\u0000\u001B[31m|:=-{}[]"\n'.repeat(100_000)
  const { facts } = await judged(
    ['dmidecode', 'dmesg --notime', 'lldpcli -f json show neighbors details']
      .map((command) => `==> $ ${command}\n${noise}`)
      .join('\n'),
  )
  expect(facts.memory.dimms).toEqual([])
  expect(facts.virtualization.problem).toBeNull()
})
