import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { BootRequest } from './files.ts'
import { bootResolver } from './resolver.ts'
import type { ImageState } from './images.ts'

const A = '02:00:00:00:00:0a'

function station({ image = true } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'vmp-resolver-'))
  mkdirSync(join(folder, 'loaders'))
  const names = ['vmlinuz', 'initrd', 'host.squashfs', 'loaders/bootx64.efi', 'loaders/grubx64.efi', 'loaders/gone.efi']
  for (const name of [...names.slice(0, -1), 'lock.json', 'manifest.json']) writeFileSync(join(folder, name), name)
  const state: ImageState = image
    ? {
        image: { id: 'img', folder, size: 13, sha256: 'ab', files: new Map(names.map((name) => [name, name.length])) },
        problem: null,
      }
    : { image: null, problem: { key: 'station.noImage', params: { folder } } }
  const told: unknown[] = []
  const minted: string[] = []
  const resolve = bootResolver({
    images: { current: () => state, byId: (id) => (id === 'img' ? state.image : null) },
    places: { bootUrl: 'http://192.0.2.1:8080', stationUrl: 'https://192.0.2.1:8443', pin: 'ef' },
    mintNonce: (mac) => `nonce${minted.push(mac)}`,
    macOf: (address) => (address === '192.0.2.10' ? A : undefined),
    machineOf: () => null,
    onScript: (...said) => told.push(said),
    onNote: (...said) => told.push(said),
  })
  const get = (path: string, query = '', client = '192.0.2.10') =>
    resolve({ path, query: new URLSearchParams(query), client, transport: 'http' } satisfies BootRequest)
  const text = async (path: string, query?: string, client?: string): Promise<string | undefined> => {
    const file = await get(path, query, client)
    return file?.kind === 'bytes' ? file.bytes.toString() : undefined
  }
  return { folder, told, minted, get, text }
}

describe('a boot script', () => {
  test('is that of the NIC that the loader names, each with a nonce of its own', async () => {
    const { text, told, minted } = station()
    const first = await text('/boot/script.ipxe', 'mac=02-00-00-00-00-0B', '192.0.2.99')
    const second = await text('/boot/script.ipxe', 'mac=02:00:00:00:00:0b', '192.0.2.99')
    expect(first).toContain('vmp.nonce=nonce1 BOOTIF=01-02-00-00-00-00-0b')
    expect(second).toContain('vmp.nonce=nonce2')
    expect(minted).toEqual(['02:00:00:00:00:0b', '02:00:00:00:00:0b'])
    expect(told[0]).toEqual(['02:00:00:00:00:0b', '192.0.2.99', 'ipxe', 'live'])
  })

  test.each(['', 'mac=', 'mac=nonsense'])(
    'is that of the NIC behind the address when the loader says "%s"',
    async (query) => {
      const { text } = station()
      expect(await text('/boot/script.ipxe', query)).toContain('BOOTIF=01-02-00-00-00-00-0a')
    },
  )

  test('asks to wait, without a nonce, when nobody knows which NIC asks', async () => {
    const { text, minted, told } = station()
    expect(await text('/boot/script.ipxe', '', '192.0.2.99')).toContain('cannot tell which NIC')
    expect(minted).toEqual([])
    expect(told).toEqual([[null, '192.0.2.99', 'ipxe', 'wait']])
  })

  test('asks to wait while there is no image', async () => {
    const { text, minted } = station({ image: false })
    expect(await text('/boot/script.ipxe', `mac=${A}`)).toContain('no image to boot yet')
    expect(minted).toEqual([])
  })

  test('for GRUB is found by the NIC in its path, whatever its case', async () => {
    const { text, told } = station()
    expect(await text('/boot/grub/02:00:00:00:00:0B.cfg')).toContain('BOOTIF=01-02-00-00-00-00-0b')
    expect(await text('/boot/grub/.cfg')).toContain('BOOTIF=01-02-00-00-00-00-0a')
    expect(told).toHaveLength(2)
    expect(await text('/grub/grub.cfg')).toContain('${net_default_mac}')
  })
})

describe('a note of the initrd', () => {
  test('is told with the NIC that it names, or that is behind its address', async () => {
    const { text, told } = station()
    expect(await text('/boot/note/memory-too-small', 'mac=02:00:00:00:00:0b')).toBe('noted\n')
    await text('/boot/note/image-unreachable')
    expect(told).toEqual([
      ['02:00:00:00:00:0b', '192.0.2.10', 'memory-too-small'],
      [A, '192.0.2.10', 'image-unreachable'],
    ])
  })

  test('that nobody knows is not found, and not told', async () => {
    const { get, told } = station()
    expect(await get('/boot/note/all-is-lost')).toBeUndefined()
    expect(told).toEqual([])
  })
})

describe('a file of the image', () => {
  test.each([
    ['/images/img/vmlinuz', 'vmlinuz'],
    ['/images/img/host.squashfs', 'host.squashfs'],
    ['/images/img/manifest.json', 'manifest.json'],
    ['/bootx64.efi', 'loaders/bootx64.efi'],
    ['/grubx64.efi', 'loaders/grubx64.efi'],
    ['/tftp/grubx64.efi', 'loaders/grubx64.efi'],
    ['/loaders/bootx64.efi', 'loaders/bootx64.efi'],
  ])('%s is %s', async (path, name) => {
    const { get, folder } = station()
    expect(await get(path)).toMatchObject({ kind: 'file', path: join(folder, name), size: name.length })
  })

  test.each([
    '/',
    '/images/other/vmlinuz',
    '/images/img/',
    '/images/img/lock.json',
    '/images/img/../../etc/passwd',
    '/loaders/../manifest.json',
    '/loaders/gone.efi',
    '/vmlinuz',
    '/manifest.json',
    '/images/img/constructor',
  ])('%s is not there', async (path) => {
    expect(await station().get(path)).toBeUndefined()
  })

  test('has another etag when it is another version', async () => {
    const { get, folder } = station()
    const etag = async () => {
      const file = await get('/images/img/vmlinuz')
      return file?.kind === 'file' ? file.etag : undefined
    }
    const first = await etag()
    expect(first).toMatch(/^"[^"]+"$/)
    expect(await etag()).toBe(first)
    writeFileSync(join(folder, 'vmlinuz'), 'a newer kernel')
    expect(await etag()).not.toBe(first)
  })

  test('is not there while there is no image', async () => {
    expect(await station({ image: false }).get('/bootx64.efi')).toBeUndefined()
  })
})
