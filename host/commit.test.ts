import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readEnvironment } from '../lib/tools/grub.ts'
import { menuText } from '../installer/boot/entry.ts'
import { readRecord, writeRecord } from '../installer/boot/record.ts'
import { biosStart, makeDisk } from '../installer/boot/__fixtures__/disk.ts'
import { smallHost } from '../installer/configuration/__fixtures__/document.ts'
import { commitSlot } from './commit.ts'

describe('a slot that is kept', () => {
  let folder: string
  let called: string[]
  let said: string[]
  let grub: string
  const path = (...parts: string[]): string => join(folder, ...parts)
  const put = (name: string, text: string): void => {
    mkdirSync(dirname(path(name)), { recursive: true })
    writeFileSync(path(name), text)
  }
  const putManifest = (id: string, createdAt: string): void => {
    const about = { format: 1, id, version: '0.1.0', createdAt, suite: 'trixie', architecture: 'amd64', kernel: '6.12' }
    put(`system/images/${id}/manifest.json`, JSON.stringify({ ...about, files: [], packages: [], firmware: [] }))
  }
  const menu = (): string => readFileSync(path('esps/sda3/vmp/grub/grub.cfg'), 'utf8')
  const core = (): string => readFileSync(path('sda')).toString('latin1', biosStart, biosStart + grub.length)
  const commit = () =>
    commitSlot({
      run: (command, args) => {
        called.push([command, ...args].join(' '))
        const output = args.find((arg) => arg.startsWith('--output='))
        if (output !== undefined) writeFileSync(output.slice('--output='.length), grub)
        return Promise.resolve({ stdout: '', stderr: '' })
      },
      boot: { slot: 'b', image: 'new', trial: true },
      folders: {
        root: path('root'),
        system: path('system'),
        state: path('state'),
        esps: path('esps'),
        run: path('run'),
      },
      disks: () => Promise.resolve([{ path: path('sda'), esp: '/dev/sda3' }]),
      log: (words) => said.push(words),
    })

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vmp-commit-'))
    called = []
    said = []
    grub = 'core.img of the new image'
    makeDisk(path('sda'))
    mkdirSync(path('run'))
    putManifest('old', '2026-01-01T00:00:00.000Z')
    putManifest('new', '2026-02-01T00:00:00.000Z')
    put('root/usr/lib/grub/i386-pc/boot.img', 'boot'.repeat(128))
    put('system/loader/esp/vmp/grub/grub.cfg', 'of the image before')
    put('esps/sda3/vmp/grub/grub.cfg', 'of the image before')
    for (const slot of ['a', 'b']) put(`state/slots/${slot}/host.json`, JSON.stringify(smallHost))
    const record = { committed: 'a', images: { a: 'old', b: 'new' }, wanted: null, trying: 'b', failed: null } as const
    writeRecord(path('system'), record)
    for (const name of ['grub/x86_64-efi-signed/grubx64.efi', 'shim/mmx64.efi', 'shim/shimx64.efi'])
      put(`root/usr/lib/${name}.signed`, `${name} of the new image`)
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('is the one in use, in the record and on every ESP', async () => {
    await commit()
    expect(readRecord(path('system'))).toMatchObject({ committed: 'b', trying: null, wanted: null, failed: null })
    const block = readFileSync(path('esps/sda3/vmp/grub/grubenv'))
    expect(readEnvironment(block)).toEqual({ committed: 'b', try: '' })
  })

  it('brings its own boot loader, for UEFI and for a BIOS', async () => {
    await commit()
    expect(menu()).toBe(menuText())
    expect(readFileSync(path('esps/sda3/EFI/BOOT/BOOTX64.EFI'), 'utf8')).toBe('shim/shimx64.efi of the new image')
    expect(core()).toBe(grub)
    expect(said).toEqual([])
  })

  it('leaves the boot loader of a newer image', async () => {
    put('system/loader/image', JSON.stringify({ id: 'newer', version: '0.2.0', createdAt: '2025-01-01T00:00:00.000Z' }))
    await commit()
    expect(menu()).toBe('of the image before')
    expect(called.join()).not.toContain('grub-mkimage')
  })

  it('is kept with the boot loader that it has, when its own cannot be read', async () => {
    rmSync(path('root'), { recursive: true })
    await commit()
    expect(readRecord(path('system')).committed).toBe('b')
    expect(said).toEqual(['the boot loader stays as it was'])
  })

  it('leaves no state of the slot before, and no watchdog', async () => {
    await commit()
    expect(readdirSync(path('state/slots'))).toEqual(['b'])
    expect(existsSync(path('run/committed'))).toBe(true)
    expect(called).toContain('systemctl stop vmp-trial.timer')
    expect(called.at(-1)).toMatch(/^busctl set-property .* RuntimeWatchdogUSec t 0$/)
  })
})
