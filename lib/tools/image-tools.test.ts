import { describe, expect, it } from 'vitest'
import { aptConfiguration, parseUris } from './apt.ts'
import { containedArgs } from './contained.ts'
import { mmdebstrapArgs } from './mmdebstrap.ts'
import { foldersOf } from './mtools.ts'
import { squashArgs } from './squashfs.ts'
import { isoArgs } from './xorriso.ts'

const digest = '5b6825de4263824b78c4c51f6476414f3b4e89c2ab63e81dc8b9b5501e867cf6'

describe('apt', () => {
  it('reads what it would fetch, with epochs and signs encoded in names', () => {
    const text = `'http://mirror.example/debian/pool/main/q/qemu/qemu-utils_10.0%2bds-0_amd64.deb' qemu-utils_1%3a10.0+ds-0_amd64.deb 2024220 SHA256:${digest}
Reading package lists...
`
    expect(parseUris(text)).toEqual([
      {
        name: 'qemu-utils',
        version: '1:10.0+ds-0',
        architecture: 'amd64',
        uri: 'http://mirror.example/debian/pool/main/q/qemu/qemu-utils_10.0%2bds-0_amd64.deb',
        size: 2024220,
        sha256: digest,
      },
    ])
  })

  it("takes the machine's proxies over, and nothing else of it", () => {
    const dump =
      'APT::Install-Recommends "true";\nAcquire::http::Proxy "http://proxy.example:3128";\nAcquire::Languages "de";\n'
    const lines = aptConfiguration('/folder', 'amd64', dump).split('\n')
    expect(lines).toContain('Acquire::http::Proxy "http://proxy.example:3128";')
    expect(lines).not.toContain('APT::Install-Recommends "true";')
    expect(lines).toContain('Dir::State "/folder/state";')
  })
})

it('mmdebstrap installs exactly the packages of a local repository', async () => {
  const args = mmdebstrapArgs({
    suite: 'trixie',
    architecture: 'amd64',
    repository: '/build/repository',
    packages: ['bash', 'curl'],
    target: '/build/tree',
    excludedPaths: ['/usr/share/man/*'],
    includedPaths: ['/usr/share/doc/*/copyright'],
  })
  await expect(args.join('\n')).toMatchFileSnapshot('__golden__/mmdebstrap-args.txt')
})

describe('mksquashfs', () => {
  it('makes a new file system of a folder, all times the same', () => {
    expect(squashArgs({ source: 'tree', target: 'a.squashfs', epoch: 7, exclude: ['etc'] }).join(' ')).toBe(
      'tree a.squashfs -noappend -comp zstd -Xcompression-level 9 -b 256K -mkfs-time 7 -all-time 7 -no-progress -quiet -wildcards -e etc',
    )
  })

  it('adds to an existing one, without leaving a recovery file in the home folder', () => {
    const args = squashArgs({ source: 'top', target: 'a.squashfs', epoch: 7, append: true })
    expect(args).toContain('-no-recovery')
    expect(args).not.toContain('-noappend')
  })
})

it('xorriso writes one ISO for BIOS and UEFI, CD and stick', async () => {
  const args = isoArgs({
    source: 'tree',
    output: 'a.iso',
    label: 'VMP',
    date: '2026010203040506',
    biosImage: 'boot/grub/eltorito.img',
    hybridImage: 'grub-hybrid.img',
    efiImage: 'efi.img',
    epoch: 7,
  })
  await expect(args.join('\n')).toMatchFileSnapshot('__golden__/xorriso-args.txt')
})

it('a FAT file system gets the folders above its files, parents first', () => {
  const files = ['EFI/BOOT/a', 'EFI/BOOT/b', 'boot/grub/c', 'd'].map((target) => ({ source: '', target }))
  expect(foldersOf(files)).toEqual(['EFI', 'EFI/BOOT', 'boot', 'boot/grub'])
})

it('a contained program dies with its starter, and its mounts with it', () => {
  expect(containedArgs('chroot', ['tree', 'true']).join(' ')).toBe(
    '--pdeathsig KILL -- unshare --mount --pid --fork --kill-child --mount-proc -- chroot tree true',
  )
})
