/** What GRUB on a medium chooses by itself, on machines with and without an installed disk. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildIso } from '../iso/iso.ts'
import { imageFolder } from '../iso/store.ts'
import { uefiFiles } from '../lab/requirements.ts'
import { start } from '../lib/exec.ts'
import { args as qemuArgs } from '../lib/tools/qemu.ts'
import type { Boot, Firmware, Guest } from '../lib/tools/qemu.ts'
import { makeInstalledDisk } from './installed-disk.ts'
import type { InstalledDisk } from './installed-disk.ts'

const folder = mkdtempSync(join(tmpdir(), 'vmp-medium-menu-'))
const iso = join(folder, 'medium.iso')
let loaders: string

beforeAll(async () => {
  await buildIso({ output: iso })
  loaders = join(await imageFolder(), 'loaders')
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Firmware in software takes its time, and the menu waits five seconds. */
const limitMs = 90_000

type Disk = Pick<InstalledDisk, 'finished' | 'starts'>

/** Switches a server with these disks on, and gives what its serial line says until `expected` is there. */
async function boot(firmware: Firmware, from: 'cdrom' | 'stick', disks: Disk[], expected: RegExp): Promise<string> {
  const file = (name: string): string => join(folder, name)
  const guest: Guest = {
    name: 'menu',
    uuid: '00000000-0000-4000-8000-000000000001',
    serial: 'menu',
    accelerator: 'tcg',
    firmware,
    cpuModel: 'qemu64',
    cpus: 1,
    memoryMiB: 1024,
    boot: { from, iso } satisfies Boot,
    nics: [],
    disks: disks.map((_, index) => ({
      file: file(`${index}.img`),
      serial: `D${index}`,
      wwn: `500000000000000${index}`,
    })),
    bmc: false,
    qmpSocket: file('qmp'),
    serialSocket: file('serial'),
    serialLog: file('serial.log'),
  }
  for (const [index, disk] of disks.entries())
    await makeInstalledDisk({ ...disk, file: file(`${index}.img`), name: `HOST-${index}`, loaders })
  const uefi = uefiFiles(firmware)
  if (uefi) {
    copyFileSync(uefi.variables, file('variables.fd'))
    guest.uefi = { code: uefi.code, variables: file('variables.fd') }
  }
  rmSync(guest.serialSocket, { force: true })
  const machine = await start('qemu-system-x86_64', qemuArgs(guest), { logFile: file('qemu.log') })
  try {
    return await said(guest.serialSocket, expected)
  } finally {
    await machine.stop(0)
  }
}

/** Everything that comes over the serial line until it matches. */
async function said(socket: string, expected: RegExp): Promise<string> {
  const deadline = Date.now() + limitMs
  let text = ''
  for (;;) {
    const line = connect(socket)
    const late = setTimeout(() => line.destroy(new Error(`Not said: ${expected}\n${text}`)), deadline - Date.now())
    try {
      for await (const chunk of line) {
        text += String(chunk)
        if (expected.test(text)) return text
      }
      throw new Error(`The server ended.\n${text}`)
    } catch (error) {
      // QEMU makes the socket a moment after it was started.
      const early =
        error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ECONNREFUSED')
      if (!early || Date.now() > deadline) throw error
    } finally {
      clearTimeout(late)
      line.destroy()
    }
  }
}

const live = /Booting `VMP live system'/
const fallback = /Falling back to `VMP live system'/
const whole: Disk = { finished: true }
const half: Disk = { finished: false }

test.each<[string, Firmware, 'cdrom' | 'stick', Disk[], RegExp]>([
  ['BIOS, no installed disk: the live system', 'bios', 'cdrom', [half], live],
  ['BIOS, the second disk is installed: that one', 'bios', 'cdrom', [half, whole], /HOST-1 is 0x81/],
  ['BIOS, from a stick: the disk behind it', 'bios', 'stick', [whole], /HOST-0 is 0x81/],
  ['BIOS, two installed disks: the first', 'bios', 'cdrom', [whole, whole], /HOST-0 is 0x80/],
  ['UEFI, no installed disk: the live system', 'uefi', 'cdrom', [half], live],
  ['UEFI, the second disk is installed: that one', 'uefi', 'stick', [half, whole], /HOST-1\r?\n/],
  ['UEFI, its loader is gone: the live system', 'uefi', 'cdrom', [{ ...whole, starts: false }], fallback],
  ['Secure Boot, an installed disk: that one', 'uefi-secure', 'cdrom', [whole], /HOST-0\r?\n/],
])('%s', { timeout: limitMs + 20_000 }, async (_, firmware, from, disks, expected) => {
  expect(await boot(firmware, from, disks, expected)).toMatch(expected)
})
