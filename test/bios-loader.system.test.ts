import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { mkdir, open, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { imageFolder } from '../iso/store.ts'
import { run } from '../lib/exec.ts'
import { biosImageArgs } from '../lib/tools/grub.ts'
import { firmwareMs, startFrom } from './firmware-start.ts'
import { biosHalf, biosStart, makeDisk } from '../installer/boot/__fixtures__/disk.ts'
import { putBiosLoader } from '../installer/boot/bios.ts'

let folder: string
let image: string

/** The image's own GRUB, which this machine need not have. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-bios-'))
  image = join(folder, 'image')
  await mkdir(image)
  const squashfs = join(await imageFolder(), 'host.squashfs')
  await run('mount', ['-t', 'squashfs', '-o', 'loop,ro', squashfs, image], { timeout: 30_000 })
  await run('mount', ['-t', 'tmpfs', 'vmp-test', join(image, 'run')], { timeout: 10_000 })
})
afterAll(async () => {
  await run('umount', ['--recursive', image], { timeout: 30_000 })
  rmSync(folder, { recursive: true })
})

/** One that says its name on the serial line itself: what a BIOS brings there of the screen is not always all of it. */
async function makeLoader(name: string): Promise<Buffer> {
  const [directory, output, config] = ['/usr/lib/grub/i386-pc', '/run/core.img', '/run/early.cfg']
  await writeFile(join(image, config), `serial --unit=0\nterminal_output serial\necho GRUB of the ${name} half\n`)
  const args = biosImageArgs({ partition: 3, prefix: 'vmp/grub', directory, output })
  await run('chroot', [image, 'grub-mkimage', `--config=${config}`, ...args], { timeout: 60_000 })
  return Buffer.concat([join(directory, 'boot.img'), output].map((file) => readFileSync(join(image, file))))
}

test('a BIOS starts GRUB from either half of the partition', { timeout: 3 * firmwareMs }, async () => {
  const file = join(folder, 'disk')
  makeDisk(file)
  const { stdout } = await run('losetup', ['--find', '--show', file], { timeout: 10_000 })
  const disk = stdout.trim()
  try {
    for (const [name, other] of [
      ['first', biosHalf],
      ['second', 0],
    ] as const) {
      expect(await putBiosLoader({ run }, disk, await makeLoader(name))).toBe(true)
      const handle = await open(disk, 'r+')
      // Nothing but the half that the first sector names is there.
      await handle.write(Buffer.alloc(biosHalf), 0, biosHalf, biosStart + other)
      await handle.sync()
      await handle.close()
      await startFrom([file], 'bios', new RegExp(`GRUB of the ${name} half`))
    }
  } finally {
    await run('losetup', ['--detach', disk], { timeout: 10_000 })
  }
})
