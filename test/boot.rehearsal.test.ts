import { afterEach, expect, test } from 'vitest'
import { localClient } from '../cli/station-client.ts'
import { labPaths, readLab } from '../lab/state.ts'
import { bootTimeoutMs, everyBoot, fewBoots, labDown, labUp, titleOf } from './boots.ts'

const lab = 'boottest'
/** The live system asks late sources again after 20 s, three times; each round may take as long as its slowest source. */
const readAgainMs = 180_000
const timeout = bootTimeoutMs + readAgainMs + 180_000

afterEach(() => labDown(lab))

// VMP_BOOTS=all tries every chain; a table of their seconds is printed by `npm run bench:lab`.
for (const boot of process.env['VMP_BOOTS'] === 'all' ? everyBoot : fewBoots) {
  test(`a bare server shows up with its hardware: ${titleOf(boot)}`, { timeout }, async () => {
    const result = await labUp(lab, boot, ['--cpus', '1'])
    expect(result).toMatchObject({ reached: true, servers: [{ name: `${lab}-1`, reached: true }] })

    const { mac } = (await readLab(lab))!.servers[0]!.guest.nics[0]!
    const machines = async () => (await localClient(labPaths(lab).stationSocket).machines({})).machines
    // QEMU's BMC has no LAN channel; everything else of a rehearsal server can be read. What its processors were too busy
    // for at first is asked again by the live system.
    const unread = async () => (await machines())[0]?.facts?.unread.map(({ source }) => source)
    await expect.poll(unread, { timeout: readAgainMs, interval: 1000 }).toEqual(['ipmitool lan print'])
    const [machine, ...others] = await machines()
    expect(others).toEqual([])
    expect(machine).toMatchObject({
      talking: true,
      live: { enrolledFromMedia: boot.medium !== 'pxe', shortCode: result.servers[0]!.shortCode },
      facts: {
        firmware: { mode: boot.firmware === 'bios' ? 'bios' : 'uefi' },
        nics: [{ mac, link: true, speed: 1000, duplex: 'full', boot: boot.medium === 'pxe' }],
      },
    })
    const { disks, memory, firmware } = machine!.facts!
    expect(disks.filter(({ removable }) => !removable).map(({ size }) => Math.round(size / 2 ** 30))).toEqual([64, 64])
    expect(Math.round(memory.installed! / 2 ** 30)).toBe(4)
    const secureBoot = { bios: null, uefi: false, 'uefi-http': false, 'uefi-secure': true }[boot.firmware]
    expect(firmware.secureBoot).toBe(secureBoot)
  })
}
