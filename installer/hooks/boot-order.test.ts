import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CommandError } from '../../lib/exec.ts'
import type { run } from '../../lib/exec.ts'
import { markerOffset, writeMarker } from '../../lib/marker.ts'
import { parseBootEntries } from '../../lib/tools/efibootmgr.ts'
import { smallHost } from '../configuration/__fixtures__/document.ts'
import { hookRun } from './__fixtures__/run.ts'
import { bootChanges, bootOrder } from './boot-order.ts'
import { runHooks } from './engine.ts'

const guid = (digit: string): string => `${digit.repeat(8)}-1111-4111-8111-${digit.repeat(12)}`
const mac = '52:54:00:95:5a:37'
const network = `PciRoot(0x0)/Pci(0x2,0x0)/MAC(${mac.replaceAll(':', '')},1)/IPv4(0.0.0.0,0,DHCP,0.0.0.0,0.0.0.0,0.0.0.0)`
const own = (digit: string): string => `HD(3,GPT,${guid(digit)},0x1000,0x100000)/\\EFI\\BOOT\\BOOTX64.EFI`

/** Firmware as efibootmgr 18 shows it; what it is told, it does. */
class Firmware {
  entries = new Map([
    ['0000', ['BootManagerMenuApp', 'FvVol(7cb8bdc9)/FvFile(eec25bdc)']],
    ['0001', ['UEFI QEMU QEMU HARDDISK', 'PciRoot(0x0)/Pci(0x4,0x0)/SCSI(0,0)']],
    ['0002', ['UEFI PXEv4 (MAC:525400955A37)', network]],
  ])
  order = ['0001', '0002', '0000']
  told: string[] = []
  /** It answers, and does nothing. */
  stubborn = false
  /** It says no. */
  locked = false

  get text(): string {
    const lines = [...this.entries].map(
      ([number, [label, path]]) => `Boot${number}* ${label}\t${path}\n      dp: 04 07 14 00\n`,
    )
    return `BootCurrent: 0002\nTimeout: 0 seconds\nBootOrder: ${this.order.join(',')}\n${lines.join('')}`
  }

  readonly run: typeof run = async (command, args) => {
    if (command === 'partx') {
      const uuid = args.at(-1)!.endsWith('sda') ? guid('a').toUpperCase() : guid('b')
      return { stdout: `NR="3" START="4096" SECTORS="1048576" TYPE="EF00" NAME="vmp-esp" UUID="${uuid}"\n`, stderr: '' }
    }
    if (command !== 'efibootmgr') throw new Error(`${command} is nothing that this hook runs`)
    if (args.join() === '--verbose') return { stdout: this.text, stderr: '' }
    this.told.push(args.filter((arg) => arg !== '--quiet').join(' '))
    if (this.locked)
      throw new CommandError(command, args, 9, 'Could not prepare Boot variable: No space left on device')
    if (this.stubborn) return { stdout: '', stderr: '' }
    const value = (name: string): string | undefined => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined)
    const disk = value('--disk')
    if (disk !== undefined) this.entries.set(`000${this.entries.size}`, [value('--label')!, own(disk.at(-1)!)])
    const number = value('--bootnum')
    if (number !== undefined) {
      this.entries.delete(number)
      this.order = this.order.filter((one) => one !== number)
    }
    const order = value('--bootorder')
    if (order !== undefined) this.order = order.split(',')
    return { stdout: '', stderr: '' }
  }
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-boot-'))
  for (const part of ['dev', 'sys/firmware/efi/efivars']) mkdirSync(join(folder, part), { recursive: true })
  writeFileSync(join(folder, 'sys/firmware/efi/efivars/BootOrder-8be4df61'), '')
  const { installation } = smallHost
  const marker = writeMarker({ state: 'installed', machine: 'm1', installation, cluster: null, host: null })
  for (const name of ['sda', 'sdb']) {
    mkdirSync(join(folder, 'sys/block', name, `${name}3`), { recursive: true })
    writeFileSync(join(folder, 'sys/block', name, `${name}3/partition`), '3\n')
    writeFileSync(join(folder, 'dev', name), Buffer.concat([Buffer.alloc(markerOffset), marker]))
  }
})
afterEach(() => rmSync(folder, { recursive: true }))

const station = { url: 'https://10.0.0.1:8443', pin: 'a'.repeat(64) }
async function go(firmware: Firmware, wanted: 'network' | 'disk' | 'keep', more: Partial<typeof smallHost> = {}) {
  const [port] = smallHost.network.management.ports
  const document = { ...smallHost, ports: [{ name: port!, mac }], station, bootOrder: wanted, ...more }
  return (await runHooks(hookRun(folder, [], { document, run: firmware.run, builtIn: [bootOrder] })))[0]!
}

describe('disk', () => {
  it('makes an entry for each system disk, and puts them first, once', async () => {
    const firmware = new Firmware()
    expect(await go(firmware, 'disk')).toMatchObject({ outcome: 'applied', problem: null })
    const rest = '--part 3 --loader \\EFI\\BOOT\\BOOTX64.EFI --label VMP'
    expect(firmware.told).toEqual([
      `--create-only --disk ${folder}/dev/sda ${rest}`,
      `--create-only --disk ${folder}/dev/sdb ${rest}`,
      '--bootorder 0003,0004,0001,0002,0000',
    ])
    expect(await go(firmware, 'disk')).toMatchObject({ outcome: 'held', problem: null })
    expect(firmware.told).toHaveLength(3)
  })

  it('removes what an installation before it left, and nothing else', async () => {
    const firmware = new Firmware()
    firmware.entries.set('0003', ['VMP', own('c')])
    firmware.entries.set('0004', ['debian', own('d')])
    firmware.order.unshift('0003')
    await go(firmware, 'disk')
    expect(firmware.told[0]).toBe('--bootnum 0003 --delete-bootnum')
    expect(firmware.told.filter((line) => line.includes('--delete-bootnum'))).toHaveLength(1)
    expect(firmware.entries.has('0004')).toBe(true)
  })

  it('is nothing that a BIOS is told', async () => {
    rmSync(join(folder, 'sys/firmware'), { recursive: true })
    const firmware = new Firmware()
    const result = await go(firmware, 'disk')
    expect(result).toMatchObject({ outcome: 'held', problem: { code: 'hook.boot.bios', warning: true } })
    expect(firmware.told).toEqual([])
    expect(await go(firmware, 'network')).toMatchObject({ outcome: 'held', problem: null })
  })
})

describe('network', () => {
  it('puts the management port first, and is content with whichever entry of it is', async () => {
    const firmware = new Firmware()
    expect(await go(firmware, 'network')).toMatchObject({ outcome: 'applied', problem: null })
    expect(firmware.told).toEqual(['--bootorder 0002,0001,0000'])
    firmware.entries.set('0005', ['UEFI HTTPv4', `${network}/Uri()`])
    firmware.order.unshift('0005')
    expect(await go(firmware, 'network')).toMatchObject({ outcome: 'held', problem: null })
  })

  it('cannot be where the firmware has no such entry', async () => {
    const firmware = new Firmware()
    firmware.entries.delete('0002')
    expect(await go(firmware, 'network')).toMatchObject({ problem: { code: 'hook.boot.noEntry', warning: true } })
  })

  it('is left alone on a host without a station', async () => {
    const firmware = new Firmware()
    expect(await go(firmware, 'network', { station: null })).toMatchObject({ outcome: 'held', problem: null })
    expect(firmware.told).toEqual([])
  })
})

it('keep asks the firmware nothing', async () => {
  const firmware = new Firmware()
  expect(await go(firmware, 'keep')).toMatchObject({ outcome: 'held', problem: null })
  expect(firmware.told).toEqual([])
})

const notKept = {
  outcome: 'applied',
  problem: { code: 'hook.boot.notKept', params: { wanted: 'disk' }, warning: true },
}

it('a firmware that does not do what it is told is a warning, and no reason to fail', async () => {
  const firmware = new Firmware()
  firmware.stubborn = true
  expect(await go(firmware, 'disk')).toMatchObject(notKept)
})

it('a firmware that says no is the same, and its words are kept', async () => {
  const firmware = new Firmware()
  firmware.locked = true
  const result = await go(firmware, 'disk')
  expect(result).toMatchObject(notKept)
  expect(result.output).toContain('No space left on device')
})

it('reads what OVMF has, as efibootmgr prints it', () => {
  const text = readFileSync(new URL('../../lib/tools/__fixtures__/efibootmgr-18.txt', import.meta.url), 'utf8')
  const is = parseBootEntries(text)
  expect(bootChanges('network', is, { disks: new Map(), ports: [mac] }).order).toEqual(is.order)
})
