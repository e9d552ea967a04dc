import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { places } from './places.ts'

const script = join(places.overlay(), 'etc/initramfs-tools/scripts/vmp')

/** Runs a few lines after the boot script's functions, which do nothing by themselves. */
const sh = (lines: string): string => execFileSync('sh', ['-c', `. "$0"\n${lines}`, script], { encoding: 'utf8' })

describe('the boot script of the initrd', () => {
  it.each(['scripts/vmp', 'hooks/vmp', 'vmp-udhcpc'])('%s is a script of a plain shell', (name) => {
    expect(execFileSync('sh', ['-n', join(places.overlay(), 'etc/initramfs-tools', name)])).toHaveLength(0)
  })

  const memory = (mebibytes: number, image: number): string =>
    sh(
      `awk() { echo ${mebibytes}; }\nvmp_say() { echo "$*"; }\nif vmp_enough_memory ${image}; then echo enough; fi`,
    ).trim()

  it('starts with memory for the image and 768 MiB, and refuses one MiB below', () => {
    expect(memory(1168, 400 * 2 ** 20)).toBe('enough')
    expect(memory(1167, 400 * 2 ** 20)).toMatch(/^This machine has 1167 MiB of memory; the image needs 1168 MiB/)
  })

  it('knows the interface that booted from BOOTIF, whatever its letters', () => {
    const mac = sh(`vmp_arg() { echo 01-52-54-00-AB-CD-EF; }
vmp_wired() { echo nic; }
cat() { echo 52:54:00:ab:cd:ef; }
vmp_boot_interface`)
    expect(mac.trim()).toBe('nic')
  })

  it('tells the station at the root of the address that the image comes from', () => {
    const said = sh(`wget() { echo "$*"; }
cat() { echo 52:54:00:ab:cd:ef; }
vmp_url=http://192.0.2.1:8080/images/x/host.squashfs
vmp_note image-unreachable`)
    expect(said).toContain('http://192.0.2.1:8080/boot/note/image-unreachable?mac=52:54:00:ab:cd:ef')
  })

  it('leaves the network of the running system as found', async () => {
    const text = sh('vmp_networkd_text 52:54:00:ab:cd:ef')
    await expect(text).toMatchFileSnapshot('__golden__/50-vmp.network')
  })
})

describe('the files of the image', () => {
  it('let nothing start but what the live target names', () => {
    const preset = readFileSync(join(places.overlay(), 'etc/systemd/system-preset/00-vmp.preset'), 'utf8')
    expect(preset.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual(['disable *'])
  })
})
