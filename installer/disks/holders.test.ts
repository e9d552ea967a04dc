import { expect, it } from 'vitest'
import { CommandError } from '../../lib/exec.ts'
import type { run } from '../../lib/exec.ts'
import { release } from './holders.ts'
import type { Tools } from './tools.ts'

interface Device {
  readonly path: string
  readonly type: string
  readonly mountpoints?: readonly (string | null)[]
  readonly children?: readonly Device[]
}

/** As lsblk says it; what is stopped is no longer there the next time. */
function machine(devices: readonly Device[], busy = 0): { tools: Tools; calls: string[] } {
  const calls: string[] = []
  const stopped = new Set<string>()
  const said = ({ path, type, mountpoints = [null], children = [] }: Device): object => ({
    path,
    type,
    mountpoints,
    size: 1,
    rm: false,
    hotplug: false,
    ro: false,
    tran: null,
    vendor: null,
    model: null,
    serial: null,
    label: null,
    partlabel: null,
    fstype: null,
    pttype: null,
    parttype: null,
    'log-sec': 512,
    kname: path.includes('/mapper/') ? 'dm-0' : path.slice(path.lastIndexOf('/') + 1),
    children: children.filter((child) => !stopped.has(child.path)).map(said),
  })
  const fake: typeof run = async (command, args) => {
    if (command === 'lsblk') return { stdout: JSON.stringify({ blockdevices: devices.map(said) }), stderr: '' }
    if (command !== 'udevadm') {
      calls.push([command, ...args].join(' '))
      if (calls.length <= busy) throw new CommandError(command, args, 1, 'Device or resource busy')
      stopped.add(args.at(-1)!)
    }
    return { stdout: '', stderr: '' }
  }
  return { tools: { run: fake, signal: new AbortController().signal }, calls }
}

const volume: Device = { path: '/dev/mapper/old-root', type: 'lvm' }
const array: Device = { path: '/dev/md127', type: 'raid1', children: [volume] }
const disk = (name: string, ...children: Device[]): Device => ({
  path: name,
  type: 'disk',
  children: [{ path: `${name}1`, type: 'part', children }],
})

it('stops what stands on the disks from the top, each thing once', async () => {
  // lsblk says only once what stands on an array.
  const { tools, calls } = machine([disk('/dev/sda', array), disk('/dev/sdb', { ...array, children: [] })])
  await release(tools, ['/dev/sda', '/dev/sdb'])
  expect(calls).toEqual(['dmsetup remove --retry /dev/mapper/old-root', 'mdadm --stop /dev/md127'])
})

it.each(['/srv', '[SWAP]'])('stops nothing while something of them is used at %s', async (where) => {
  const used = { ...array, children: [{ ...volume, mountpoints: [where] }] }
  const { tools, calls } = machine([disk('/dev/sda', used)])
  await expect(release(tools, ['/dev/sda'])).rejects.toMatchObject({
    code: 'install.diskInUse',
    params: { disk: '/dev/sda', part: '/dev/mapper/old-root', where },
  })
  expect(calls).toEqual([])
})

it('does not take away what it does not know', async () => {
  const { tools } = machine([disk('/dev/sda', { path: '/dev/loop3', type: 'loop' })])
  await expect(release(tools, ['/dev/sda'])).rejects.toMatchObject({ code: 'install.diskInUse' })
})

it('tries again what is busy for a moment, but not for ever', async () => {
  const moment = machine([disk('/dev/sda', array)], 2)
  await release(moment.tools, ['/dev/sda'])
  expect(moment.calls).toHaveLength(4)
  const forEver = machine([disk('/dev/sda', array)], 1000)
  await expect(release(forEver.tools, ['/dev/sda'])).rejects.toBeInstanceOf(CommandError)
})
