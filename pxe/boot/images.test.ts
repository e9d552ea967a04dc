import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { servedImages } from './images.ts'

const digest = 'ab'.repeat(32)

function folder() {
  const images = mkdtempSync(join(tmpdir(), 'vmp-images-'))
  const add = (
    id: string,
    { manifest, squashfs = 'squashfs' }: { manifest?: unknown; squashfs?: string } = {},
  ): string => {
    const place = join(images, id)
    mkdirSync(place)
    const files = { vmlinuz: 'kernel', initrd: 'initrd', 'host.squashfs': 'squashfs' }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(place, name), text)
    writeFileSync(join(place, 'host.squashfs'), squashfs)
    const list = Object.entries(files).map(([name, text]) => ({ name, size: text.length, sha256: digest }))
    writeFileSync(
      join(place, 'manifest.json'),
      typeof manifest === 'string' ? manifest : JSON.stringify(manifest ?? { id, files: list }),
    )
    return place
  }
  const use = (id: string): void => {
    rmSync(join(images, 'current'), { force: true })
    symlinkSync(id, join(images, 'current'))
  }
  const { current: served, byId } = servedImages(images)
  return { images, add, use, served, byId }
}

const damaged = (image: string, file: string) => ({
  image: null,
  problem: { key: 'station.damagedImage', params: { image, file } },
})

describe('the image that is served', () => {
  test('is the one that current names', () => {
    const { add, use, served } = folder()
    const place = add('one')
    add('two')
    use('one')
    expect(served()).toMatchObject({
      image: { id: 'one', folder: place, size: 8, sha256: digest },
      problem: null,
    })
    expect([...served().image!.files]).toContainEqual(['vmlinuz', 6])
  })

  test('is another as soon as current names another', () => {
    const { add, use, served } = folder()
    add('one')
    add('two')
    use('one')
    served()
    use('two')
    expect(served().image?.id).toBe('two')
  })

  test('leaves the one before to the machines that began with it', () => {
    const { add, use, byId } = folder()
    add('one')
    add('two')
    use('two')
    expect(byId('one')?.id).toBe('one')
    expect(byId('three')).toBeNull()
    for (const id of ['..', '.partial-1', '../images/one', '']) expect(byId(id)).toBeNull()
  })

  test('is none, and that is said, while there is none', () => {
    const { images, use, served } = folder()
    const none = { image: null, problem: { key: 'station.noImage', params: { folder: images } } }
    expect(served()).toEqual(none)
    use('gone')
    expect(served()).toEqual(none)
  })

  test('is served again when what was missing came back', () => {
    const { add, use, served } = folder()
    const place = add('one')
    use('one')
    unlinkSync(join(place, 'initrd'))
    expect(served()).toEqual(damaged('one', 'initrd'))
    writeFileSync(join(place, 'initrd'), 'initrd')
    expect(served().image?.id).toBe('one')
  })

  test('is damaged when a file has another size than its manifest says', () => {
    const { add, use, served } = folder()
    add('one', { squashfs: 'squas' })
    use('one')
    expect(served()).toEqual(damaged('one', 'host.squashfs'))
  })

  test.each([
    ['not JSON', '{"id":'],
    ['of another shape', { id: 'one', files: { vmlinuz: 1 } }],
    ['without the files that boot', { id: 'one', files: [] }],
    ['with a name that is no name', { id: 'a b || shell', files: [] }],
    ['with a digest that is none', { id: 'one', files: [{ name: 'vmlinuz', size: 6, sha256: 'x' }] }],
  ])('is damaged when its manifest is %s', (_, manifest) => {
    const { add, use, served } = folder()
    add('one', { manifest })
    use('one')
    expect(served().problem?.key).toBe('station.damagedImage')
  })

  test('is looked at again when its manifest changed', () => {
    const { add, use, served } = folder()
    const place = add('one')
    use('one')
    served()
    writeFileSync(join(place, 'manifest.json'), '{}')
    utimesSync(join(place, 'manifest.json'), 1, 1)
    expect(served()).toEqual(damaged('one', 'manifest.json'))
  })
})
