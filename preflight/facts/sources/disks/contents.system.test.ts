/** What is on disks, with the real programs: loop devices stand in for them. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { run } from '../../../../lib/exec.ts'
import { markerOffset, markerPartitionType, writeMarker } from '../../../../lib/marker.ts'
import { sourceContext } from '../../context.ts'
import { readerOf } from '../../reader.ts'
import { readContents } from './contents.ts'
import type { Contents } from './contents.ts'
import { unknownIdentity } from './identity.ts'

const MiB = 1024 ** 2
const size = 64 * MiB
const timeout = 20_000
const folder = mkdtempSync(join(tmpdir(), 'vmp-contents-'))
const loops: string[] = []

afterEach(async () => {
  for (const loop of loops.splice(0)) {
    await run('partx', ['--delete', loop], { timeout }).catch(() => {})
    await run('losetup', ['-d', loop], { timeout })
  }
  rmSync(folder, { recursive: true, force: true })
})

const context = sourceContext(
  readerOf('/', run, new AbortController().signal),
  {
    bootMac: undefined,
    clock: async () => ({ rtc: null, system: '', reference: null, ahead: null }),
    now: () => new Date(),
    elapsed: () => performance.now(),
    patience: 1,
  },
  { unread: [], times: [] },
)

interface Loop {
  readonly file: string
  readonly path: string
}

/** A disk of 64 MiB, blank at first; `prepare` may write to the file before it becomes a disk. */
async function loopDisk(prepare: (file: string) => Promise<unknown>): Promise<Loop> {
  const file = join(mkdtempSync(`${folder}-`), 'disk.img')
  writeFileSync(file, '')
  truncateSync(file, size)
  await prepare(file)
  const path = (await run('losetup', ['--find', '--show', file], { timeout })).stdout.trim()
  loops.push(path)
  return { file, path }
}

const read = ({ path }: Loop): Promise<Contents> =>
  readContents(context, { ...unknownIdentity(basename(path)), path, size })
const digestOf = ({ file }: Loop): string => createHash('sha256').update(readFileSync(file)).digest('hex')
const sgdisk = (file: string, ...args: string[]) => run('sgdisk', [...args, file], { timeout })

test('a blank disk is blank, and one whose blocks cannot be read is not', async () => {
  const disk = await loopDisk(async () => {})
  expect(await read(disk)).toEqual({ contents: [], marker: null })
  // The kernel gives an error for what lies behind the end of the file, as for a bad block.
  truncateSync(disk.file, 0)
  await expect(read(disk)).rejects.toThrow(/^dd failed/)
})

test('partitions with what is in them, and the marker, none of which is touched', async () => {
  const marker = { state: 'installed', machine: 'm1', installation: 'i1', cluster: '机房', host: 'h1' } as const
  const disk = await loopDisk(async (file) => {
    await sgdisk(file, '-n1:2048:+16M', '-c1:root', `-n2:0:+1M`, `-t2:${markerPartitionType}`, '-n3:0:+8M', '-c3:rest')
    await run('mkfs.ext4', ['-q', '-L', 'old data', '-E', `offset=${2048 * 512}`, file, '16M'], { timeout })
    const image = readFileSync(file)
    writeMarker(marker).copy(image, markerOffset)
    writeFileSync(file, image)
  })
  // A kernel without GPT still takes partitions from partx.
  await run('partx', ['--add', disk.path], { timeout }).catch(() => {})
  const before = digestOf(disk)
  const { contents, marker: found } = await read(disk)
  expect(contents?.map(({ path, kind, type, label, size }) => [path, kind, type, label, size])).toEqual([
    [`${disk.path}p1`, 'filesystem', 'ext4', 'old data', 16 * MiB],
    [`${disk.path}p2`, 'partition', markerPartitionType.toLowerCase(), null, MiB],
    [`${disk.path}p3`, 'partition', '0fc63daf-8483-4772-8e79-3d69d8477de4', 'rest', 8 * MiB],
  ])
  expect(found).toEqual(marker)
  expect(digestOf(disk)).toBe(before)
})

test.each([
  ['swap', (file: string) => run('mkswap', ['-L', 'S', file], { timeout }), 'swap', 'swap'],
  ['a file system', (file: string) => run('mkfs.vfat', ['-n', 'STICK', file], { timeout }), 'filesystem', 'vfat'],
  ['a member of an array', async (file: string) => writeSuperblock(file), 'raid-member', 'linux_raid_member'],
])('%s on the whole disk', async (_, prepare, kind, type) => {
  const { contents } = await read(await loopDisk(prepare))
  expect(contents).toMatchObject([{ kind, type, size }])
})

test('an empty partition table is told', async () => {
  const disk = await loopDisk((file) => sgdisk(file, '--clear'))
  expect((await read(disk)).contents).toMatchObject([{ path: disk.path, kind: 'other', type: 'gpt' }])
})

/** A superblock of version 1.2 (struct mdp_superblock_1, include/uapi/linux/raid/md_p.h): RAID 5 of four. */
function writeSuperblock(file: string): void {
  const most = 128
  const block = Buffer.alloc(256 + 2 * most)
  block.writeUInt32LE(0xa92b4efc, 0)
  block.writeUInt32LE(1, 4)
  block.write('array-uuid-12345', 16)
  block.write('nas:7', 32)
  block.writeBigUInt64LE(1_700_000_000n, 64)
  block.writeInt32LE(5, 72)
  block.writeBigUInt64LE(BigInt(size / 512 - 2048), 80)
  block.writeUInt32LE(1024, 88)
  block.writeUInt32LE(4, 92)
  for (const [index, value] of [2048, size / 512 - 2048, 8].entries())
    block.writeBigUInt64LE(BigInt(value), 128 + 8 * index)
  block.write('device-uuid-0000', 168)
  block.writeBigUInt64LE(1_700_000_000n, 192)
  block.writeBigUInt64LE(42n, 200)
  block.writeBigUInt64LE(0xffff_ffff_ffff_ffffn, 208)
  block.writeUInt32LE(most, 220)
  for (let slot = 0; slot < most; slot++) block.writeUInt16LE(slot < 4 ? slot : 0xfffe, 256 + 2 * slot)
  let sum = 0
  for (let offset = 0; offset < block.length; offset += 4) sum += block.readUInt32LE(offset)
  block.writeUInt32LE(((sum % 2 ** 32) + Math.floor(sum / 2 ** 32)) % 2 ** 32, 216)
  const image = readFileSync(file)
  block.copy(image, 4096)
  writeFileSync(file, image)
}
