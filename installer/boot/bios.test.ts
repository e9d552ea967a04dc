import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { run } from '../../lib/exec.ts'
import { biosHalf, biosStart, makeDisk } from './__fixtures__/disk.ts'
import { putBiosLoader } from './bios.ts'

/** boot.img, and a core.img that ends in the middle of a sector. */
const loaderOf = (letter: string, size = 1000): Buffer => Buffer.from(letter.repeat(512 + size))

describe('GRUB for a BIOS', () => {
  let folder: string
  let disk: string
  /** What happens between the write of core.img and that of the first sector. */
  let between: () => void
  const tool: typeof run = (command, args) => {
    expect([command, ...args]).toEqual(['blockdev', '--flushbufs', disk])
    between()
    return Promise.resolve({ stdout: '', stderr: '' })
  }
  const put = (loader: Buffer) => putBiosLoader({ run: tool }, disk, loader)
  const content = (offset: number, size: number): Buffer => readFileSync(disk).subarray(offset, offset + size)
  const half = (number: 0 | 1): string => content(biosStart + number * biosHalf, 490).toString('latin1')
  const named = (): number => Number(content(0, 512).readBigUInt64LE(0x5c)) * 512
  const whole = (): Buffer => readFileSync(disk)

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vmp-bios-'))
    disk = join(folder, 'disk')
    between = () => {}
    makeDisk(disk)
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('is written as grub-bios-setup writes it', async () => {
    expect(await put(loaderOf('a'))).toBe(true)
    const first = content(0, 512)
    // Its core.img begins at sector 0x1000; a hard disk is not asked whether it is one.
    expect(first.subarray(0x5c, 0x64).toString('hex')).toBe('0010000000000000')
    expect(first.subarray(0x66, 0x68).toString('hex')).toBe('9090')
    expect(first.subarray(510).toString('hex')).toBe('55aa')
    const core = content(biosStart, 1024)
    expect(core.subarray(0x1f4, 0x1fc).toString('hex')).toBe('0110000000000000')
    expect(core.subarray(512, 1000).equals(Buffer.alloc(488, 'a'))).toBe(true)
    expect(core.subarray(1000).equals(Buffer.alloc(24))).toBe(true)
  })

  it('leaves the partition table', async () => {
    const before = content(440, 70)
    await put(loaderOf('a'))
    expect(content(440, 70).equals(before)).toBe(true)
  })

  it('is not written again when it is there', async () => {
    await put(loaderOf('a'))
    const before = whole()
    expect(await put(loaderOf('a'))).toBe(false)
    expect(whole().equals(before)).toBe(true)
  })

  it('goes from one half to the other and back, and never over the one that starts', async () => {
    await put(loaderOf('a'))
    await put(loaderOf('b'))
    expect([half(0)[0], half(1)[0], named()]).toEqual(['a', 'b', biosStart + biosHalf])
    await put(loaderOf('c'))
    expect([half(0)[0], half(1)[0], named()]).toEqual(['c', 'b', biosStart])
  })

  it('starts as before when the power fails before the first sector is written', async () => {
    await put(loaderOf('a'))
    const [first, core] = [content(0, 512), content(biosStart, biosHalf)]
    between = () => {
      throw new Error('the power fails')
    }
    await expect(put(loaderOf('b'))).rejects.toThrow('the power fails')
    expect(content(0, 512).equals(first)).toBe(true)
    expect(content(biosStart, biosHalf).equals(core)).toBe(true)
    between = () => {}
    await put(loaderOf('b'))
    expect(half(1)[0]).toBe('b')
    expect(named()).toBe(biosStart + biosHalf)
  })

  it('starts as before when the disk does not keep what is written', async () => {
    await put(loaderOf('a'))
    between = () => {
      const bytes = whole()
      bytes[biosStart + biosHalf + 700]! ^= 1
      writeFileSync(disk, bytes)
    }
    await expect(put(loaderOf('b'))).rejects.toMatchObject({ code: 'boot.notKept', params: { disk } })
    expect(named()).toBe(biosStart)
  })

  it('is written anew when what starts was damaged', async () => {
    await put(loaderOf('a'))
    const bytes = whole()
    bytes[biosStart + 700]! ^= 1
    writeFileSync(disk, bytes)
    expect(await put(loaderOf('a'))).toBe(true)
    expect(named()).toBe(biosStart + biosHalf)
  })

  it('is found on a disk with sectors of 4096 bytes', async () => {
    makeDisk(disk, 4096)
    await put(loaderOf('a'))
    expect(half(0)[0]).toBe('a')
  })

  it('that is too large, or has no place, changes nothing', async () => {
    const before = whole()
    await expect(put(loaderOf('a', biosHalf + 1))).rejects.toThrow(RangeError)
    expect(whole().equals(before)).toBe(true)
    writeFileSync(disk, Buffer.alloc(2 ** 20))
    await expect(put(loaderOf('a'))).rejects.toThrow('has no BIOS boot partition')
  })
})
