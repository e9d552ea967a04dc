import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { run } from '../lib/exec.ts'
import { biosHalf, biosStart, makeDisk } from '../installer/boot/__fixtures__/disk.ts'
import { writeRecord } from '../installer/boot/record.ts'
import { renewLoaders } from './loaders.ts'
import type { Renewal } from './loaders.ts'

describe('the boot loader after a start', () => {
  let folder: string
  let called: string[]
  /** core.img as the image that runs makes it. */
  let grub: string
  /** Devices that cannot be mounted. */
  let broken: string[]
  const path = (...parts: string[]): string => join(folder, ...parts)
  const put = (name: string, text: string): void => {
    mkdirSync(dirname(path(name)), { recursive: true })
    writeFileSync(path(name), text)
  }
  const putImage = (id: string, version: string): void => {
    const about = { format: 1, id, version, createdAt: '2026-01-01T00:00:00.000Z', suite: 's', architecture: 'a' }
    const rest = { kernel: '6.12', files: [], packages: [], firmware: [] }
    put(`system/images/${id}/manifest.json`, JSON.stringify({ ...about, ...rest }))
  }
  const tool: typeof run = (command, args) => {
    called.push(command)
    if (broken.some((device) => args.includes(device))) return Promise.reject(new Error('it fails'))
    const output = args.find((arg) => arg.startsWith('--output='))
    if (output !== undefined) writeFileSync(output.slice('--output='.length), grub)
    return Promise.resolve({ stdout: '', stderr: '' })
  }
  const renew = (boot: Partial<Renewal['boot']> = {}) =>
    renewLoaders(
      {
        run: tool,
        boot: { slot: 'a', image: 'one', trial: false, ...boot },
        folders: {
          root: path('root'),
          system: path('system'),
          state: path('state'),
          esps: path('esps'),
          run: path('run'),
        },
      },
      ['sda', 'sdb'].map((name) => ({ path: path(name), esp: `/dev/${name}3` })),
    )
  const core = (disk: string, half = 0): string =>
    readFileSync(path(disk)).toString('latin1', biosStart + half * biosHalf, biosStart + half * biosHalf + grub.length)

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vmp-loaders-'))
    called = []
    broken = []
    grub = 'core.img of one'
    for (const disk of ['sda', 'sdb']) makeDisk(path(disk))
    for (const [id, version] of [
      ['one', '0.1.0'],
      ['two', '0.2.0'],
    ] as const)
      putImage(id, version)
    put('root/usr/lib/grub/i386-pc/boot.img', 'boot'.repeat(128))
    for (const name of ['grub/x86_64-efi-signed/grubx64.efi', 'shim/mmx64.efi', 'shim/shimx64.efi'])
      put(`root/usr/lib/${name}.signed`, name)
    const images = { a: 'one', b: 'two' }
    writeRecord(path('system'), { committed: 'a', images, wanted: null, trying: null, failed: null })
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('is that of the image that runs, on every disk, and is not looked at again', async () => {
    expect(await renew()).toMatchObject([{ changed: true }, { changed: true }])
    expect([core('sda'), core('sdb')]).toEqual([grub, grub])
    expect(readdirSync(path('esps/sda3/EFI/BOOT')).sort()).toEqual(['BOOTX64.EFI', 'grubx64.efi', 'mmx64.efi'])
    expect(readdirSync(path('esps'))).not.toContain('core.img')
    called = []
    expect(await renew()).toEqual([])
    expect(called).toEqual([])
  })

  it('becomes that of a newer image in the other half, and never that of an older one', async () => {
    await renew()
    writeRecord(path('system'), { committed: 'b', images: { b: 'two' }, wanted: null, trying: null, failed: null })
    grub = 'core.img of two'
    await renew({ slot: 'b', image: 'two' })
    expect([core('sda', 0), core('sda', 1)]).toEqual(['core.img of one', 'core.img of two'])
    writeRecord(path('system'), { committed: 'a', images: { a: 'one' }, wanted: null, trying: null, failed: null })
    expect(await renew()).toEqual([])
  })

  it.each([
    ['in a trial', { trial: true }],
    ['in a slot that was chosen by hand', { slot: 'b', image: 'two' }],
  ] as const)('stays as it is %s', async (_, boot) => {
    expect(await renew(boot)).toEqual([])
    expect(existsSync(path('system/loader/bios.img'))).toBe(false)
  })

  it('is done again when the power failed before all of it was on the mirror', async () => {
    rmSync(path('root/usr/lib/shim/shimx64.efi.signed'))
    await expect(renew()).rejects.toThrow('ENOENT')
    expect(existsSync(path('system/loader/esp/vmp/grub/grub.cfg'))).toBe(false)
    put('root/usr/lib/shim/shimx64.efi.signed', 'shim')
    expect(await renew()).toMatchObject([{ changed: true }, { changed: true }])
  })

  it('comes to the other disks when one of them fails', async () => {
    broken = ['/dev/sda3']
    const [one, other] = await renew()
    expect(one!.problem).not.toBeNull()
    expect(other).toMatchObject({ changed: true, problem: null })
    expect(core('sdb')).toBe(grub)
  })
})
