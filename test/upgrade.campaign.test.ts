import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { run } from '../lib/exec.ts'
import { labDown, labUp } from './boots.ts'
import { installTimeoutMs, machineOf } from './installs.ts'
import { openHostShell } from './__fixtures__/live-shell.ts'
import type { LiveShell } from './__fixtures__/live-shell.ts'
import { builtImage, offer } from './__fixtures__/upgrade-image.ts'
import type { HostImage } from './__fixtures__/upgrade-image.ts'

const lab = 'upgradetest'
/** Milliseconds for a copy of an image, a start, and the judgement. */
const upgradeMs = 900_000

let scratch: string
let host: LiveShell
let key: string
let address: string
let running: HostImage
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'vmp-upgrade-'))
  key = join(scratch, 'key')
  const options = ['--cpus', '1', '--answer', await answer(), '--until', 'installed']
  const limit = ['--timeout', `${installTimeoutMs / 1000}s`]
  await labUp(lab, { firmware: 'uefi', medium: 'pxe', dhcp: 'full' }, [...options, ...limit])
  const { image, addresses } = (await machineOf(lab)).host!
  address = addresses[0]!
  running = await builtImage(image)
  host = await openHost()
}, installTimeoutMs + 120_000)
afterAll(async () => {
  await labDown(lab)
  await rm(scratch, { recursive: true })
})

async function answer(): Promise<string> {
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', key], { timeout: 10_000 })
  const file = join(scratch, 'answer.json')
  const sshKeys = [(await readFile(`${key}.pub`, 'utf8')).trim()]
  const management = { port: { boot: true }, address: { method: 'dhcp' } }
  const disks = { system: { kind: 'ssd' } }
  await writeFile(
    file,
    JSON.stringify({ version: 1, name: 'lab', identity: { name: 'node1', sshKeys }, disks, network: { management } }),
  )
  return file
}

const openHost = (): Promise<LiveShell> => openHostShell(lab, address, key)

/** Upgrades, and restarts the host. */
async function upgradeTo(folder: string): Promise<void> {
  await host.give(`vmp upgrade ${folder} --json`, { timeout: 600_000 })
  // The connection may end before it has said that it went well.
  await host.run('systemctl reboot')
}

interface Status {
  running: { slot: string; image: string }
  committed: string
  wanted: string | null
  trying: string | null
  failed: string | null
}

/** What the host says of its slots, as soon as it is as expected; it restarts in between. */
const awaitStatus = (expected: Partial<Status>): Promise<void> =>
  vi.waitFor(
    async () => {
      host = await openHost()
      expect(JSON.parse(await host.give('vmp upgrade status --json'))).toMatchObject(expected)
    },
    { timeout: upgradeMs, interval: 2000 },
  )

const has = async (path: string): Promise<boolean> => (await host.run(`test -e ${path}`)).exit === 0

test.each([
  ['an older image', { version: '0.0.1', signedBy: 'site' }, 'upgrade.older'],
  ['an unsigned image', { version: '98.0.0', signedBy: 'nobody' }, 'upgrade.unsigned'],
  ['an image of somebody else', { version: '98.0.1', signedBy: 'stranger' }, 'upgrade.unknownKey'],
] as const)('%s is refused', { timeout: 120_000 }, async (_title, options, code) => {
  const { folder } = await offer(host, scratch, running, options)
  const { exit, stdout, stderr } = await host.run(`vmp upgrade ${folder} --json`)
  expect(exit, stdout + stderr).not.toBe(0)
  expect(stdout + stderr).toContain(code)
  expect(JSON.parse(await host.give('vmp upgrade status --json'))).toMatchObject({ committed: 'a', wanted: null })
})

test('a second image is tried, and kept, with the state of the first', { timeout: upgradeMs + 300_000 }, async () => {
  const { image, folder } = await offer(host, scratch, running, { version: '99.0.0', signedBy: 'site' })
  const { id } = image.manifest
  await host.give('echo first >/var/lib/vmp/first')
  await upgradeTo(folder)
  await awaitStatus({ running: { slot: 'b', image: id }, committed: 'b', wanted: null, trying: null, failed: null })
  expect(await host.give('cat /var/lib/vmp/first')).toBe('first\n')
  // Of the state of the slot before nothing is left to be mistaken for this one.
  expect(await has('/run/vmp/state/slots/a')).toBe(false)
  await vi.waitFor(
    async () => expect((await machineOf(lab)).host).toMatchObject({ image: id, slot: 'b', verified: true }),
    {
      timeout: upgradeMs,
      interval: 2000,
    },
  )
  running = image
})

const bootScript = new URL('../templates/image/overlay/etc/initramfs-tools/scripts/vmp-disk', import.meta.url)
/**
 * A host without its clock's service is never healthy. What it waits for is cut short: ten minutes are the host's own business.
 * It also leaves a file in each kind of state.
 */
const breaking = `
vmp_break() {
	units=/run/systemd/system
	mkdir -p $units/vmp-health.service.d
	ln -s /dev/null $units/chrony.service
	printf '[Service]\\nTimeoutStartSec=60\\n' >$units/vmp-health.service.d/short.conf
	echo third >$rootmnt/var/lib/vmp/third
	echo third >$rootmnt/root/third
}
`

test('a broken third image goes back by itself, and its state with it', { timeout: upgradeMs + 300_000 }, async () => {
  const { id: second } = running.manifest
  const prepare = '\tvmp_in_root host prepare && return\n'
  const script = await readFile(bootScript, 'utf8')
  expect(script).toContain(prepare)
  const initrd = { 'scripts/vmp-disk': script.replace(prepare, `\tvmp_break\n${prepare}`) + breaking }
  const { image, folder } = await offer(host, scratch, running, { version: '99.0.1', signedBy: 'site', initrd })
  await upgradeTo(folder)
  await awaitStatus({
    running: { slot: 'b', image: second },
    committed: 'b',
    wanted: null,
    trying: null,
    failed: image.manifest.id,
  })
  // It ran, and wrote: what no slot owns stays.
  expect(await host.give('cat /root/third')).toBe('third\n')
  expect(await has('/var/lib/vmp/third')).toBe(false)
  expect(await host.give('cat /var/lib/vmp/first')).toBe('first\n')
})
