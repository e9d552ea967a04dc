import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CHUNK, Chunks } from './chunks.ts'

let folder: string
let file: FileHandle

/** Three chunks, each of its own number, and a short one. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vmp-chunks-'))
  const parts = [0, 1, 2].map((number) => Buffer.alloc(CHUNK, number))
  await writeFile(join(folder, 'file'), Buffer.concat([...parts, Buffer.alloc(5, 3)]))
  file = await open(join(folder, 'file'), 'r')
})
afterAll(async () => {
  await file.close()
  await rm(folder, { recursive: true })
})

it('reads a chunk once for all, and a version of a file for itself', async () => {
  const chunks = new Chunks()
  const [one, same, other] = await Promise.all(['a', 'a', 'b'].map((key) => chunks.acquire(key, file, 1)))
  expect(one!.bytes.buffer).toBe(same!.bytes.buffer)
  expect(one!.bytes.buffer).not.toBe(other!.bytes.buffer)
  expect(one!.bytes.every((byte) => byte === 1)).toBe(true)
})

it('uses no memory again that somebody reads or that is kept', async () => {
  const chunks = new Chunks()
  const held = await chunks.acquire('held', file, 1)
  const left = await chunks.acquire('left', file, 2)
  left.release()
  // A second release of the same chunk counts for nothing.
  left.release()
  for (let version = 0; version < 600; version++) (await chunks.acquire(`v${version}`, file, 0)).release()
  expect(held.bytes.every((byte) => byte === 1)).toBe(true)
  held.release()
  const kept = await chunks.acquire('v599', file, 0)
  const fresh = await chunks.acquire('fresh', file, 2)
  expect(kept.bytes.every((byte) => byte === 0)).toBe(true)
  expect(fresh.bytes.every((byte) => byte === 2)).toBe(true)
})

it('gives the end of the file as short as it is, and fails for all when the read fails', async () => {
  const chunks = new Chunks()
  expect((await chunks.acquire('a', file, 3)).bytes.length).toBe(5)
  const closed = await open(join(folder, 'file'), 'r')
  await closed.close()
  const both = [chunks.acquire('closed', closed, 0), chunks.acquire('closed', closed, 0)]
  expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect((await chunks.acquire('closed', file, 0)).bytes.length).toBe(CHUNK)
})
