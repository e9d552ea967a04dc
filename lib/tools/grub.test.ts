import { describe, expect, it } from 'vitest'
import { biosImageArgs, readEnvironment, writeEnvironment } from './grub.ts'

describe("GRUB's environment block", () => {
  it('is 1024 bytes that begin with the header and end with #', () => {
    const block = writeEnvironment({ committed: 'a', try: '' })
    expect(block).toHaveLength(1024)
    expect(block.toString()).toMatch(/^# GRUB Environment Block\ncommitted=a\ntry=\n#+$/)
  })

  it('is read as it was written, with what needs an escape', () => {
    const variables = { committed: 'b', try: '', odd: 'a\\b\nc' }
    expect(readEnvironment(writeEnvironment(variables))).toEqual(variables)
  })

  it('is not read from anything else', () => {
    expect(readEnvironment(Buffer.from('committed=a\n'))).toBeUndefined()
  })

  it('is refused when it does not fit', () => {
    expect(() => writeEnvironment({ committed: 'x'.repeat(1000) })).toThrow(RangeError)
  })
})

it('finds the menu on the disk that it was started from', () => {
  const args = biosImageArgs({ partition: 3, prefix: 'vmp/grub', directory: '/d', output: '/o' })
  expect(args.slice(0, 4)).toEqual(['--format=i386-pc', '--directory=/d', '--prefix=(,gpt3)/vmp/grub', '--output=/o'])
  expect(args).toEqual(expect.arrayContaining(['mdraid1x', 'ext2', 'fat', 'loadenv']))
})
