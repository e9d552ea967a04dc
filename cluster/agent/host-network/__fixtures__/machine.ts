/**
 * Plays a host's system within namespaces of network and mounts: the root of the image with a layer in memory over it, and in it
 * the bus and systemd-networkd as the image has them. Started with the image's squashfs and a folder; says `ready`.
 */
import { chown, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { run, start } from '../../../../lib/exec.ts'
import { until } from '../../../../test/until.ts'

const [, , squashfs = '', folder = ''] = process.argv
const timeout = 30_000
const root = join(folder, 'root')
const mount = (...args: string[]) => run('mount', args, { timeout })
const inRoot = (path: string): string => join(root, path)

for (const name of ['lower', 'layer', 'root']) await mkdir(join(folder, name))
await mount('-t', 'squashfs', '-o', 'loop,ro', squashfs, join(folder, 'lower'))
await mount('-t', 'tmpfs', 'tmpfs', join(folder, 'layer'))
for (const name of ['upper', 'work']) await mkdir(join(folder, 'layer', name))
const layers = [`lowerdir=${folder}/lower`, `upperdir=${folder}/layer/upper`, `workdir=${folder}/layer/work`]
await mount('-t', 'overlay', '-o', layers.join(','), 'overlay', root)
await mount('--rbind', '/dev', inRoot('dev'))
await mount('-t', 'proc', 'proc', inRoot('proc'))
// Read-only, as in a container: then networkd waits for no udev.
await mount('-t', 'sysfs', '-o', 'ro', 'sysfs', inRoot('sys'))
await mount('-t', 'tmpfs', 'tmpfs', inRoot('run'))
await mkdir(inRoot('run/dbus'))
// Ids of systemd-network in the image.
const { stdout } = await run('chroot', [root, 'id', '-u', 'systemd-network'], { timeout })
for (const name of ['', '/links', '/leases', '/lldp']) {
  await mkdir(inRoot(`run/systemd/netif${name}`), { recursive: true })
  await chown(inRoot(`run/systemd/netif${name}`), Number(stdout), Number(stdout))
}

const log = join(folder, 'machine.log')
await start('chroot', [root, 'dbus-daemon', '--system', '--nofork', '--nopidfile'], { logFile: log })
await until('the bus', 20, () => run('chroot', [root, 'busctl', 'list'], { timeout }))
await start('chroot', [root, '/usr/lib/systemd/systemd-networkd'], { logFile: log })
await until('networkd', 20, () => run('chroot', [root, 'networkctl', 'list'], { timeout }))
process.stdout.write('ready\n')
// It holds the namespaces; the test ends all that runs in them.
setInterval(() => undefined, 60_000)
