import { execFile, spawn } from 'node:child_process'
import { createPublicKey } from 'node:crypto'
import { once } from 'node:events'
import { cp, open, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mediumFiles } from '../answer/medium.ts'
import { places, sources } from './places.ts'
import { judge } from '../lib/image/signature.ts'

const vmp = join(sources, 'bin/vmp')
/** The machine's own cache of packages is used, its images are not. */
const state = mkdtempSync(join(tmpdir(), 'vmp-image-test-'))
const env = { ...process.env, VMP_STATE: state, VMP_LOG: 'silent' }
const execute = promisify(execFile)

async function vmpJson(...args: string[]): Promise<Record<string, string>> {
  const { stdout } = await execute(vmp, [...args, '--json'], { env, maxBuffer: 1 << 24 })
  return JSON.parse(stdout) as Record<string, string>
}

async function failure(...args: string[]): Promise<{ status: number; code: string; params: Record<string, string> }> {
  try {
    await vmpJson(...args)
  } catch (error) {
    const { code: status, stdout } = error as { code: number; stdout: string }
    return { status, ...(JSON.parse(stdout) as { error: { code: string; params: Record<string, string> } }).error }
  }
  throw new Error(`vmp ${args.join(' ')} did not fail`)
}

/** Turns one bit of a file over, in the middle; doing it again restores the file. */
async function flip(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    const middle = Math.floor((await handle.stat()).size / 2)
    const byte = Buffer.alloc(1)
    await handle.read(byte, 0, 1, middle)
    byte[0]! ^= 1
    await handle.write(byte, 0, 1, middle)
  } finally {
    await handle.close()
  }
}

const images = (): Promise<string[]> => readdir(join(state, 'images'))

describe('an image', () => {
  let id: string
  let folder: string

  beforeAll(async () => {
    ;({ id, folder } = (await vmpJson('image', 'build')) as { id: string; folder: string })
  }, 900_000)
  afterAll(() => rm(state, { recursive: true }))

  it('is built, current, genuine and listed', async () => {
    expect(await readlink(join(state, 'images/current'))).toBe(id)
    expect(await vmpJson('image', 'verify')).toMatchObject({ id })
    expect(await vmpJson('image', 'list')).toMatchObject({ images: [{ id, current: true, damaged: false }] })
  })

  it('has the same bytes when it is built again by its lock', async () => {
    const again = await vmpJson('image', 'build', '--lock', join(folder, 'lock.json'))
    expect(again['id']).toBe(id)
  }, 900_000)

  it.each(['host.squashfs', 'initrd', 'loaders/bootx64.efi'])(
    'is not believed with one bit of %s turned',
    async (name) => {
      await flip(join(folder, name))
      expect(await failure('image', 'verify', id)).toMatchObject({
        status: 1,
        code: 'image.altered',
        params: { file: name },
      })
      await flip(join(folder, name))
      await vmpJson('image', 'verify', id)
    },
  )

  it('becomes an ISO for BIOS and UEFI that is the same each time', async () => {
    const files = ['a.iso', 'b.iso'].map((name) => join(state, name))
    for (const file of files) expect(await vmpJson('iso', 'build', '--output', file)).toMatchObject({ image: id, file })
    const { stdout } = await execute('xorriso', ['-indev', files[0]!, '-report_el_torito', 'plain'], { env })
    expect(stdout).toMatch(/El Torito boot img : +1 +BIOS +y/)
    expect(stdout).toMatch(/El Torito boot img : +2 +UEFI +y/)
    await execute('cmp', files)
  }, 120_000)

  it('carries on the ISO what proves it: its manifest, the signature and the key', async () => {
    const [file, tree] = [join(state, 'a.iso'), join(state, 'iso')]
    await execute('osirrox', ['-indev', file, '-extract', '/vmp', tree], { env })
    const [manifest, signature, key] = await Promise.all(
      [mediumFiles.manifest, mediumFiles.signature, mediumFiles.key].map((name) => readFile(join(tree, name))),
    )
    expect(judge(manifest!, String(signature), [createPublicKey(key!)])).toBe('good')
    expect((JSON.parse(String(manifest)) as { id: string }).id).toBe(id)
  }, 60_000)

  it('that is altered does not become an ISO', async () => {
    await flip(join(folder, 'initrd'))
    const file = join(state, 'c.iso')
    expect(await failure('iso', 'build', '--output', file)).toMatchObject({ code: 'image.altered' })
    expect(await readdir(state)).not.toContain('c.iso')
    await flip(join(folder, 'initrd'))
  })

  it('stays, however many are to be kept, as long as it is the current one', async () => {
    const old = join(state, 'images/0.0.1-0000000000aa')
    await cp(folder, old, { recursive: true })
    expect(await vmpJson('image', 'prune', '--keep', '0', '--dry-run')).toMatchObject({ dryRun: true })
    expect(await images()).toContain('0.0.1-0000000000aa')
    expect(await vmpJson('image', 'prune', '--keep', '0')).toMatchObject({ removed: [{ id: '0.0.1-0000000000aa' }] })
    expect((await images()).filter((name) => !name.startsWith('.'))).toEqual([id, 'current'])
  }, 60_000)

  it('leaves nothing half when its build is killed, and the next build cleans up', async () => {
    const before = (await images()).filter((name) => !name.startsWith('.'))
    const build = spawn(vmp, ['image', 'build'], { env, stdio: ['ignore', 'ignore', 'pipe'] })
    let text = ''
    for await (const chunk of build.stderr) {
      text += String(chunk)
      // The squashfs is being written now.
      if (text.includes('Packing') && build.exitCode === null) build.kill('SIGKILL')
    }
    if (build.exitCode === null && build.signalCode === null) await once(build, 'exit')
    expect(build.signalCode).toBe('SIGKILL')
    const left = await images()
    expect(left.filter((name) => !name.startsWith('.'))).toEqual(before)
    await vmpJson('image', 'verify')
    await vmpJson('image', 'build')
    expect((await images()).filter((name) => name.startsWith('.') && name !== '.lock')).toEqual([])
    expect(await readdir(places.work())).toEqual([])
    expect(await readFile('/proc/self/mountinfo', 'utf8')).not.toContain(places.work())
  }, 300_000)

  it('is built by one at a time', async () => {
    const first = vmpJson('image', 'build')
    const second = vmpJson('image', 'build')
    const results = await Promise.allSettled([first, second])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const rejected = results.find(({ status }) => status === 'rejected') as { reason: { stdout: string } }
    expect(rejected.reason.stdout).toContain('image.busy')
  }, 300_000)

  it('can be taken over where its key is known, and only there', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'vmp-image-import-'))
    const tar = join(elsewhere, 'image.tar')
    try {
      await execute('tar', ['--create', '--file', tar, '--directory', folder, '.'])
      const there = { ...env, VMP_STATE: join(elsewhere, 'state') }
      const unknown = execute(vmp, ['image', 'import', tar, '--json'], { env: there })
      await expect(unknown).rejects.toMatchObject({ stdout: expect.stringContaining('image.unknownKey') })
      const key = join(state, 'keys/image-signing.pub')
      await execute(vmp, ['image', 'import', tar, '--key', key], { env: there })
      const { stdout } = await execute(vmp, ['image', 'verify', '--json'], { env: there })
      expect(JSON.parse(stdout)).toMatchObject({ id })
    } finally {
      await rm(elsewhere, { recursive: true })
    }
  }, 120_000)

  it('names a wrong package, a wrong lock and a mirror that is none', async () => {
    expect(await failure('image', 'build', '--include', 'no-such-package')).toMatchObject({
      status: 2,
      code: 'image.packageUnknown',
      params: { package: 'no-such-package' },
    })
    expect(await failure('image', 'build', '--lock', '/etc/hostname')).toMatchObject({
      status: 2,
      code: 'image.lockInvalid',
    })
    expect(await failure('image', 'build', '--mirror', 'http://127.0.0.1:9/debian')).toMatchObject({
      status: 2,
      code: 'image.badMirror',
    })
  }, 120_000)
})
