import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bootCodeSize, bootStub } from '../installer/disks/boot-stub.ts'
import { parseRequest } from '../lab/options.ts'
import { up } from '../lab/up.ts'
import { installSteps } from '../installer/steps.ts'
import type { InstallStep } from '../installer/steps.ts'
import { readLab } from '../lab/state.ts'
import { labDown } from './boots.ts'
import { firmwareMs, nothingStarts, startFrom } from './firmware-start.ts'
import { openShell, shellPorts } from './__fixtures__/live-shell.ts'
import type { LiveShell } from './__fixtures__/live-shell.ts'
import { installLimit, killedInstall } from './__fixtures__/killed-install.ts'

const lab = 'interrupted'
const answer = JSON.stringify({
  version: 1,
  identity: { name: 'node1' },
  disks: { system: { count: 2 }, wipe: [{ disks: 'selected', holds: ['anything'] }] },
})

let shell: LiveShell
beforeAll(async () => {
  const request = parseRequest({
    name: lab,
    servers: '1',
    firmware: 'uefi',
    medium: 'iso',
    dhcp: 'full',
    memory: '4G',
    disks: '64G,64G',
    nic: 'virtio',
    until: 'started',
    timeout: '10m',
    cpus: '1',
  })
  await up(request, shellPorts())
  shell = await openShell(lab)
  // What it writes to the disks here, nobody else shall.
  await shell.give('systemctl stop vmp-live && cat >/tmp/answer.json', { input: answer })
}, 600_000)
afterAll(() => labDown(lab))

/** What of each disk would start: digests of the boot code, and the loader that UEFI finds. */
const starting = (): Promise<string> =>
  shell.give(
    `for disk in sda sdb; do
       head -c ${bootCodeSize} /dev/$disk | sha256sum
       mkdir -p /tmp/esp; if mount -o ro /dev/\${disk}3 /tmp/esp 2>/dev/null; then
         ls /tmp/esp/EFI/BOOT/BOOTX64.EFI 2>/dev/null; ls /tmp/esp/vmp/installed 2>/dev/null; umount /tmp/esp; fi
     done`,
    { timeout: 120_000 },
  )
const digest = (code: Buffer): string => createHash('sha256').update(code).digest('hex')
const inert = [Buffer.alloc(bootCodeSize), bootStub()].map((code) => `${digest(code)}  -`)
const disks = async (): Promise<string[]> => (await readLab(lab))!.servers[0]!.guest.disks.map(({ file }) => file)

const written = installSteps.filter((step) => !['gate', 'plan', 'finish'].includes(step))
/** After these a server is really switched on with the disks as they are. */
const started: readonly InstallStep[] = ['partition', 'image', 'loader']

test.each(written)(
  'killed after the step %s nothing starts, and it can be begun again',
  { timeout: installLimit + 2 * firmwareMs },
  async (step) => {
    expect(await killedInstall(shell, { after: step })).toContain('ended 137')
    const lines = (await starting()).trim().split('\n')
    expect(lines).toHaveLength(2)
    expect(inert).toEqual(expect.arrayContaining(lines))
    if (!started.includes(step)) return
    expect(await startFrom(await disks(), 'bios', nothingStarts.bios)).toContain('is not finished')
    await startFrom(await disks(), 'uefi', nothingStarts.uefi)
  },
)

test(
  'begun again, it comes to its end, and lets go of the disks',
  { timeout: installLimit + 2 * firmwareMs },
  async () => {
    const said = await killedInstall(shell, { after: undefined })
    expect(said).toContain('ended 0')
    expect(await starting()).toMatch(/(?:[0-9a-f]{64}  -\n.*BOOTX64\.EFI\n.*installed\n){2}/)
    expect(await shell.give('lsblk --noheadings --output TYPE /dev/sda /dev/sdb | sort -u')).toBe('disk\npart\n')
    for (const firmware of ['bios', 'uefi'] as const) await startFrom(await disks(), firmware, /slot a/)
  },
)
