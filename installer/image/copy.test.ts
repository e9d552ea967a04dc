import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyImage } from './copy.ts'
import type { ImageSource } from './source.ts'

const content = randomBytes(3 * 2 ** 20 + 17)
const sha256 = createHash('sha256').update(content).digest('hex')

let folder: string
let seen: number[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-copy-'))
  seen = []
  mkdirSync(join(folder, 'system/images/img.new'), { recursive: true })
  writeFileSync(join(folder, 'source'), content)
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Reads what lies on the mirror as its `part`th disk has it. */
async function verify(copied: Buffer, part: number): Promise<void> {
  writeFileSync(join(folder, 'system/images/img.new/host.squashfs'), copied)
  const file = { name: 'host.squashfs', path: join(folder, 'source'), size: content.length, sha256 }
  const source = { manifest: { id: 'img' }, files: [file] } as unknown as ImageSource
  let time = 0
  const context = {
    run: async () => ({ stdout: '', stderr: '' }),
    signal: new AbortController().signal,
    progress: ({ done }: { done: number }) => void seen.push(done),
    system: join(folder, 'system'),
    elapsed: () => (time += 1000),
  }
  await verifyImage(context, source, { from: '/dev/sdb', part, parts: 2 })
}

const changed = (at: number): Buffer => {
  const copy = Buffer.from(content)
  copy[at]! ^= 1
  return copy
}

describe.each([0, 1])('what is on disk %i of a mirror', (part) => {
  test('is right, and how far it is grows to its end', async () => {
    await verify(content, part)
    expect(seen.at(-1)).toBe(content.length * (part + 1))
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  })

  test.each([
    ['one bit at the start', changed(0)],
    ['one bit at the end', changed(content.length - 1)],
    ['a byte that is missing', content.subarray(0, -1)],
    ['a byte too many', Buffer.concat([content, Buffer.from([0])])],
    ['nothing', Buffer.alloc(0)],
  ])('is wrong by %s', async (_, copied) => {
    await expect(verify(copied, part)).rejects.toMatchObject({
      code: 'install.imageWrong',
      params: { file: 'host.squashfs', disk: '/dev/sdb' },
    })
  })
})
