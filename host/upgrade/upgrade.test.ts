import { createHash, generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CommandError } from '../../lib/exec.ts'
import { signatureOf } from '../../lib/image/signature.ts'
import { readEnvironment } from '../../lib/tools/grub.ts'
import { smallHost } from '../../installer/configuration/__fixtures__/document.ts'
import { readRecord, writeRecord } from '../../installer/boot/record.ts'
import { openSource } from './source.ts'
import { rollback, upgrade, upgradeCheck } from './upgrade.ts'
import type { UpgradeHost } from './upgrade.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const strict = { older: false, unsigned: false }
const names = ['vmlinuz', 'initrd', 'host.squashfs']

describe('an upgrade', () => {
  let folder: string
  let host: UpgradeHost
  let mountFails: string
  const run = (command: string, args: readonly string[]) =>
    command === 'mount' && mountFails !== '' && args.some((arg) => arg.startsWith(mountFails))
      ? Promise.reject(new CommandError(command, args, 32, 'read-only'))
      : Promise.resolve({ stdout: '', stderr: '' })
  const path = (...parts: string[]): string => join(folder, ...parts)
  const text = (...parts: string[]): string => readFileSync(path(...parts), 'utf8')
  const offer = () => openSource(path('offered'), run)
  const start = async () => upgrade.run({ source: await offer(), allowed: strict, host })

  const describeImage = (id: string): Buffer => {
    const files = names.map((name) => {
      const content = `${name} of ${id}`
      return { name, size: content.length, sha256: createHash('sha256').update(content).digest('hex') }
    })
    const about = { format: 1, id, version: '0.1.0', createdAt: '2026-01-02T00:00:00.000Z' }
    const rest = { suite: 'trixie', architecture: 'amd64', kernel: '6.12', files, packages: [], firmware: [] }
    return Buffer.from(JSON.stringify({ ...about, ...rest }))
  }
  const putImage = (where: string, id: string): void => {
    mkdirSync(where, { recursive: true })
    const manifest = describeImage(id)
    writeFileSync(join(where, 'manifest.json'), manifest)
    writeFileSync(join(where, 'manifest.json.sig'), signatureOf(manifest, privateKey))
    for (const name of names) writeFileSync(join(where, name), `${name} of ${id}`)
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vmp-upgrade-'))
    mountFails = ''
    mkdirSync(path('system/loader/esp'), { recursive: true })
    putImage(path('system/images/old'), 'old')
    putImage(path('offered'), 'new')
    writeRecord(path('system'), { committed: 'a', images: { a: 'old' }, wanted: null, trying: null, failed: 'before' })
    host = {
      run,
      boot: { slot: 'a', image: 'old', trial: false },
      folders: { root: folder, system: path('system'), state: path('state'), esps: path('esps'), run: folder },
      document: { ...smallHost, imageKeys: [publicKey.export({ type: 'spki', format: 'pem' })] },
      storage: {
        systemArray: '1:2:3:4',
        systemFileSystem: 'u',
        state: { group: 'vmp', device: { kind: 'array', name: 'main', uuid: '5:6:7:8' } },
      },
      disks: () =>
        Promise.resolve([
          { path: '/dev/sda', esp: '/dev/sda3' },
          { path: '/dev/sdb', esp: '/dev/sdb3' },
        ]),
    }
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('puts the image into the other slot and has it tried from every disk', async () => {
    expect((await start()).slot).toEqual({ slot: 'b', image: 'new' })
    for (const name of names) expect(text('system/images/new', name)).toBe(`${name} of new`)
    expect(readRecord(path('system'))).toEqual({
      committed: 'a',
      images: { a: 'old', b: 'new' },
      wanted: 'b',
      trying: null,
      failed: null,
    })
    for (const esp of ['sda3', 'sdb3']) {
      const block = readFileSync(path('esps', esp, 'vmp/grub/grubenv'))
      expect(readEnvironment(block)).toEqual({ committed: 'a', try: 'b' })
      expect(text('esps', esp, 'vmp/grub/slot-b.cfg')).toContain('vmp.image=new')
    }
  })

  it('removes what no slot needs, and never the slot in use', async () => {
    putImage(path('system/images/older'), 'older')
    mkdirSync(path('system/images/.other.part'))
    await start()
    expect(readdirSync(path('system/images')).sort()).toEqual(['new', 'old'])
  })

  it('takes up what an attempt before it left', async () => {
    mkdirSync(path('system/images/.new.part'))
    writeFileSync(path('system/images/.new.part/host.squashfs'), 'host.squash')
    // What is there is not read again.
    writeFileSync(path('offered/host.squashfs'), 'XXXX.squashfs of new')
    await start()
    expect(text('system/images/new/host.squashfs')).toBe('host.squashfs of new')
  })

  it('begins anew when that was something else', async () => {
    mkdirSync(path('system/images/.new.part'))
    writeFileSync(path('system/images/.new.part/host.squashfs'), 'XXXX')
    await start()
    expect(text('system/images/new/host.squashfs')).toBe('host.squashfs of new')
  })

  it('leaves no half image on a mirror that is full', async () => {
    const source = await offer()
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC', path: 'x' })
    const fetch = () => Promise.reject(full)
    await expect(upgrade.run({ source: { ...source, fetch }, allowed: strict, host })).rejects.toMatchObject({
      code: 'disk.full',
    })
    expect(readdirSync(path('system/images'))).toEqual(['old'])
  })

  it('leaves all as it was when the image is not what its manifest says', async () => {
    writeFileSync(path('offered/host.squashfs'), 'host.squashfs of NEW')
    await expect(start()).rejects.toMatchObject({ code: 'upgrade.altered', params: { file: 'host.squashfs' } })
    expect(existsSync(path('system/images/new'))).toBe(false)
    expect(readRecord(path('system'))).toMatchObject({ committed: 'a', images: { a: 'old' }, wanted: null })
    expect(existsSync(path('esps'))).toBe(false)
  })

  it('is not tried when no disk could be told of it', async () => {
    mountFails = '/dev/sd'
    await expect(start()).rejects.toMatchObject({ code: 'upgrade.noLoader' })
    expect(readRecord(path('system')).wanted).toBeNull()
  })

  it('goes on when one disk of two cannot be told of it', async () => {
    mountFails = '/dev/sdb3'
    expect((await start()).slot.slot).toBe('b')
    expect(existsSync(path('esps/sdb3/vmp/grub/grubenv'))).toBe(false)
  })

  it('is refused while another slot runs than the one in use', async () => {
    host = { ...host, boot: { slot: 'b', image: 'old', trial: true } }
    await expect(start()).rejects.toMatchObject({ code: 'upgrade.notCommitted' })
  })

  it('says what is missing of an image', async () => {
    rmSync(path('offered/manifest.json.sig'))
    await expect(start()).rejects.toMatchObject({ code: 'upgrade.unsigned' })
    await expect(openSource(path('nowhere'), run)).rejects.toMatchObject({ code: 'upgrade.sourceMissing' })
  })

  it('that is only checked writes nothing', async () => {
    const before = readFileSync(path('system/loader/slots'), 'utf8')
    await upgradeCheck.run({ source: await offer(), allowed: strict, host })
    expect(text('system/loader/slots')).toBe(before)
    expect(readdirSync(path('system/images'))).toEqual(['old'])
  })

  it('can be taken back to the image of the other slot, as long as there is one', async () => {
    await expect(rollback(host)).rejects.toMatchObject({ code: 'upgrade.nothingToReturnTo' })
    putImage(path('system/images/older'), 'older')
    writeRecord(path('system'), { ...readRecord(path('system')), images: { a: 'old', b: 'older' } })
    expect(await rollback(host)).toEqual({ slot: 'b', image: 'older' })
    expect(readRecord(path('system')).wanted).toBe('b')
  })
})
