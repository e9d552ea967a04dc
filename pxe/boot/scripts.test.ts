import { describe, expect, test } from 'vitest'
import { decideBoot } from './decision.ts'
import { renderGrub, renderGrubEntry, renderIpxe } from './scripts.ts'

const places = {
  bootUrl: 'http://192.0.2.1:8080',
  stationUrl: 'https://192.0.2.1:8443',
  pin: 'ab'.repeat(32),
}
const image = { id: '0.1.0-0123456789ab', sha256: 'cd'.repeat(32), size: 377_487_360 }
const mac = '02:00:00:00:00:0a'
const live = decideBoot({ image, mac }, places, (asker) => `nonce-of-${asker.replaceAll(':', '')}`)
const noImage = decideBoot({ image: null, mac }, places, () => expect.unreachable())
const unknownNic = decideBoot({ image, mac: null }, places, () => expect.unreachable())

describe('the boot decision', () => {
  test('is the live system, with all that the initrd and the live system need to know', () => {
    expect(live).toMatchObject({ action: 'live', image: image.id })
    const words = live.action === 'live' ? live.commandLine.split(' ') : []
    expect(words).toEqual([
      'boot=vmp',
      'vmp.source=http',
      'vmp.image=0.1.0-0123456789ab',
      'vmp.url=http://192.0.2.1:8080/images/0.1.0-0123456789ab/host.squashfs',
      `vmp.sha256=${image.sha256}`,
      'vmp.size=377487360',
      'vmp.station=https://192.0.2.1:8443',
      `vmp.pin=${places.pin}`,
      'vmp.nonce=nonce-of-02000000000a',
      'BOOTIF=01-02-00-00-00-00-0a',
      'systemd.unit=vmp-live.target',
      'console=tty0',
      'console=ttyS0,115200n8',
    ])
  })

  test('is to wait, and no nonce is spent, while there is no image or nobody knows who asks', () => {
    expect(noImage).toEqual({ action: 'wait', why: 'no-image' })
    expect(unknownNic).toEqual({ action: 'wait', why: 'unknown-nic' })
    expect(decideBoot({ image: null, mac: null }, places, () => expect.unreachable()).action).toBe('wait')
  })
})

describe('the scripts of', () => {
  test.each([
    ['live', live],
    ['no-image', noImage],
    ['unknown-nic', unknownNic],
  ])('the decision %s', async (name, decision) => {
    await expect(renderIpxe(decision, places.bootUrl)).toMatchFileSnapshot(`__golden__/${name}.ipxe`)
    await expect(renderGrub(decision)).toMatchFileSnapshot(`__golden__/${name}.grub.cfg`)
  })

  test('every machine’s GRUB', async () => {
    await expect(renderGrubEntry()).toMatchFileSnapshot('__golden__/entry.grub.cfg')
  })

  test.each(['a\nreboot', 'a || shell', '${net0/filename}'])('an image with the hostile name %j are refused', (id) => {
    const decision = decideBoot({ image: { ...image, id }, mac }, places, () => 'nonce')
    expect(() => renderIpxe(decision, places.bootUrl)).toThrow(expect.objectContaining({ code: 'template.unsafe' }))
  })
})
