/** What the station must know of a rehearsal server that it has seen: its hardware, and how it booted. */
import { expect } from 'vitest'
import { readLab } from '../lab/state.ts'
import type { Boot } from './boots.ts'
import { machineOf } from './installs.ts'

/** The live system asks late sources again after 20 s, three times; each round may take as long as its slowest source. Milliseconds. */
export const readAgainMs = 180_000

/**
 * QEMU's BMC has no LAN channel; everything else of a rehearsal server can be read. What its processors were too busy for at
 * first is asked again by the live system.
 */
export async function expectAllRead(lab: string): Promise<void> {
  const unread = async () => (await machineOf(lab)).facts?.unread.map(({ source }) => source)
  await expect.poll(unread, { timeout: readAgainMs, interval: 1000 }).toEqual(['ipmitool lan print'])
}

/** The live system that runs now is the one that the lab saw come up, by that medium. */
export async function expectLive(lab: string, boot: Boot, shortCode: string | null): Promise<void> {
  expect((await machineOf(lab)).live).toMatchObject({ enrolledFromMedia: boot.medium !== 'pxe', shortCode })
}

export async function expectHardware(lab: string, boot: Boot): Promise<void> {
  const { mac } = (await readLab(lab))!.servers[0]!.guest.nics[0]!
  const machine = await machineOf(lab)
  expect(machine).toMatchObject({
    facts: {
      firmware: { mode: boot.firmware === 'bios' ? 'bios' : 'uefi' },
      nics: [{ mac, link: true, speed: 1000, duplex: 'full', boot: boot.medium === 'pxe' }],
    },
  })
  const { disks, memory, firmware } = machine.facts!
  expect(disks.filter(({ removable }) => !removable).map(({ size }) => Math.round(size / 2 ** 30))).toEqual([64, 64])
  expect(Math.round(memory.installed! / 2 ** 30)).toBe(4)
  const secureBoot = { bios: null, uefi: false, 'uefi-http': false, 'uefi-secure': true }[boot.firmware]
  expect(firmware.secureBoot).toBe(secureBoot)
}
