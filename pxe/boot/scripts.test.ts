import { describe, expect, test } from 'vitest'
import { machineStates } from '../contract/states.ts'
import { decideBoot, goalOf } from './decision.ts'
import type { KnownMachine } from './decision.ts'
import { renderGrub, renderGrubEntry, renderIpxe } from './scripts.ts'

const places = {
  bootUrl: 'http://192.0.2.1:8080',
  stationUrl: 'https://192.0.2.1:8443',
  pin: 'ab'.repeat(32),
}
const image = { id: '0.1.0-0123456789ab', sha256: 'cd'.repeat(32), size: 377_487_360 }
const mac = '02:00:00:00:00:0a'
const live = decideBoot({ image, mac, machine: null }, places, (asker) => `nonce-of-${asker.replaceAll(':', '')}`)
const noImage = decideBoot({ image: null, mac, machine: null }, places, () => expect.unreachable())
const unknownNic = decideBoot({ image, mac: null, machine: null }, places, () => expect.unreachable())

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
    expect(decideBoot({ image: null, mac: null, machine: null }, places, () => expect.unreachable()).action).toBe(
      'wait',
    )
  })
})

const known = (more: Partial<KnownMachine> = {}): KnownMachine => ({
  state: 'installed',
  rescue: false,
  retrying: false,
  installation: { phase: 'ended', hostHeard: true },
  diskMethod: 'local',
  diskGivenUp: false,
  ...more,
})
const queued = { phase: 'queued', hostHeard: false } as const
const running = { phase: 'running', hostHeard: false } as const
const written = { phase: 'written', hostHeard: false } as const
const ended = { phase: 'ended', hostHeard: false } as const
const heard = { phase: 'ended', hostHeard: true } as const
const disk = decideBoot({ image, mac, machine: known() }, places, () => expect.unreachable())
const firmware = decideBoot({ image, mac, machine: known({ diskMethod: 'firmware' }) }, places, () =>
  expect.unreachable(),
)

describe('a machine starts', () => {
  test.each<[KnownMachine['state'], KnownMachine['installation'], 'live' | 'disk']>([
    ['discovered', null, 'live'],
    ['checking', queued, 'live'],
    ['checked', null, 'live'],
    ['checked', ended, 'live'],
    ['approved', queued, 'live'],
    // Its disks are half written.
    ['installing', running, 'live'],
    ['installing', written, 'disk'],
    ['failed', ended, 'live'],
    // The host is there, and its first-boot verification failed: it can be mended there, and reports again.
    ['failed', heard, 'disk'],
    ['installed', heard, 'disk'],
    // Adopted: nobody heard its host yet.
    ['installed', ended, 'disk'],
    ['rearmed', heard, 'live'],
  ])('%s with the installation %j: %s', (state, installation, goal) => {
    expect(goalOf(known({ state, installation }))).toBe(goal)
  })

  test.each(machineStates)('live for rescue in the state %s', (state) => {
    expect(goalOf(known({ state, rescue: true }))).toBe('rescue')
    const rescue = decideBoot({ image, mac, machine: known({ state, rescue: true }) }, places, () => 'n')
    expect(rescue.action === 'live' && rescue.commandLine.split(' ')).toContain('vmp.mode=rescue')
  })

  test('live when its installation is to be tried again, although its host was heard', () => {
    expect(goalOf(known({ state: 'failed', retrying: true }))).toBe('live')
  })

  test('live when its new disks did not start in any way, but an installed one never', () => {
    const diskGivenUp = true
    expect(goalOf(known({ state: 'installing', installation: written, diskGivenUp }))).toBe('live')
    expect(goalOf(known({ state: 'installed', diskGivenUp }))).toBe('disk')
  })

  test('from its disk also when the station has no image, and without a nonce', () => {
    expect(decideBoot({ image: null, mac, machine: known() }, places, () => expect.unreachable())).toEqual({
      action: 'disk',
      method: 'local',
    })
  })
})

describe('the scripts of', () => {
  test.each([
    ['live', live],
    ['no-image', noImage],
    ['unknown-nic', unknownNic],
    ['disk', disk],
    ['disk-by-firmware', firmware],
  ])('the decision %s', async (name, decision) => {
    await expect(renderIpxe(decision, places.bootUrl)).toMatchFileSnapshot(`__golden__/${name}.ipxe`)
    await expect(renderGrub(decision)).toMatchFileSnapshot(`__golden__/${name}.grub.cfg`)
  })

  test('every machine’s GRUB', async () => {
    await expect(renderGrubEntry()).toMatchFileSnapshot('__golden__/entry.grub.cfg')
  })

  test.each(['a\nreboot', 'a || shell', '${net0/filename}'])('an image with the hostile name %j are refused', (id) => {
    const decision = decideBoot({ image: { ...image, id }, mac, machine: null }, places, () => 'nonce')
    expect(() => renderIpxe(decision, places.bootUrl)).toThrow(expect.objectContaining({ code: 'template.unsafe' }))
  })
})
