/** Real disks, as far as a loop device is one, and the ISO as it is built. */
import { execFile } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildIso } from '../iso.ts'
import { openDevice } from './device.ts'
import { writeUsb } from './write.ts'

const execute = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'vmp-usb-system-'))
const [iso, image] = [join(folder, 'medium.iso'), join(folder, 'stick.img')]
const size = 1024 * 2 ** 20
let isoSize: number
let device: string

beforeAll(async () => {
  isoSize = (await buildIso({ output: iso })).size
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true }))

beforeEach(async () => {
  writeFileSync(image, '')
  truncateSync(image, size)
  const { stdout } = await execute('losetup', ['--find', '--show', '--partscan', image])
  device = stdout.trim()
})
afterEach(async () => {
  await execute('losetup', ['--detach', device])
})

const bytesAt = (file: string, position: number, length: number): Buffer => {
  const [descriptor, bytes] = [openSync(file, 'r'), Buffer.alloc(length)]
  readSync(descriptor, bytes, 0, length, position)
  closeSync(descriptor)
  return bytes
}
const verifyTable = async (): Promise<string> => (await execute('sgdisk', ['--verify', '--print', device])).stdout

describe('a disk', () => {
  it('holds the ISO and a table that nothing is wrong with', async () => {
    const { bytes } = await writeUsb({ iso, disk: { path: device, size }, reports: false })
    expect(bytes).toBeGreaterThanOrEqual(isoSize)
    expect(await verifyTable()).toMatch(/No problems found/)
    await execute('cmp', ['--bytes', String(isoSize - 2048 - 32_768), `--ignore-initial=2048`, iso, image])
    expect((await execute('blkid', ['--probe', '--output', 'value', '--match-tag', 'LABEL', device])).stdout).toBe(
      'VMP\n',
    )
  })

  it('gets a file system for reports that files can be put on', async () => {
    await writeUsb({ iso, disk: { path: device, size }, reports: true })
    const table = await verifyTable()
    expect(table).toMatch(/No problems found/)
    const [, start] = /^ +4 +(\d+) .*VMP-REPORTS$/m.exec(table) ?? []
    const report = join(folder, 'report.json')
    writeFileSync(report, '{}')
    const at = `${device}@@${Number(start) * 512}`
    await execute('mcopy', ['-i', at, report, '::report.json'])
    expect((await execute('mtype', ['-i', at, '::report.json'])).stdout).toBe('{}')
    const probed = await execute('blkid', ['--probe', '--offset', String(Number(start) * 512), '-o', 'export', image])
    expect(probed.stdout).toContain('LABEL=VMP-REPORTS')
  })

  it('that is mounted is not opened', async () => {
    await execute('mkfs.ext4', ['-q', device])
    const place = join(folder, 'mounted')
    await execute('mount', ['--mkdir', device, place])
    try {
      await expect(openDevice(device)).rejects.toMatchObject({ code: 'usb.busy' })
    } finally {
      await execute('umount', [place])
    }
  })

  it('that is smaller than it says starts nothing', async () => {
    // As sticks are that say they are larger than they are.
    truncateSync(image, 200 * 2 ** 20)
    await execute('losetup', ['--set-capacity', device])
    const failed = writeUsb({ iso, disk: { path: device, size }, reports: false })
    await expect(failed).rejects.toMatchObject({ code: 'usb.failed', params: { device } })
    expect(bytesAt(device, 0, 2 ** 20).every((byte) => byte === 0)).toBe(true)
  })
})
