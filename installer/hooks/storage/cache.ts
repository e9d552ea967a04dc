/**
 * SSDs in front of local storage on slower disks (lvmcache). Always `writethrough`: a write is answered when the disks have
 * it, so a cache that is lost loses nothing, and can be taken away without asking. `writeback` would make the SSDs hold the
 * only copy of what a VM was told is safe.
 */
import { join } from 'node:path'
import {
  activateArgs,
  attachArgs,
  detachArgs,
  dropMissingArgs,
  extendArgs,
  forgetOutdatedArgs,
  listDevicesArgs,
  listVolumesArgs,
  parseDevices,
  parseVolumes,
  poolArgs,
} from '../../../lib/tools/lvm-cache.ts'
import type { CachedVolume } from '../../../lib/tools/lvm-cache.ts'
import { startArgs } from '../../../lib/tools/systemctl.ts'
import type { HostDocument } from '../../configuration/document.ts'
import { mainGroup } from '../../layout.ts'
import type { HookContext, HookProblem } from '../hook.ts'

const timeout = 120_000
/** Milliseconds that the cache's disks may take to appear before local storage goes on without them. */
const appearWithin = 30_000
const again = 1000

const array = 'cache'
const pool = 'cache'
const volume = 'local'
const node = `/dev/md/${array}`
/** systemd.mount(5): the unit of mounts.local. */
export const mountUnit = 'var-lib-vmp-local.mount'

/**
 * The group whose local storage is to be cached; null when none is. Never that of the system disks: a group that lacks a
 * device is not activated as a whole, and the host could not start without its cache.
 */
export function cachedGroup({ storage }: HostDocument): string | null {
  if (!storage.arrays.some(({ name }) => name === array)) return null
  const group = storage.volumes.find(({ name }) => name === volume)?.group
  return group === undefined || group === mainGroup ? null : group
}

export async function cacheHolds(context: HookContext): Promise<boolean> {
  const group = cachedGroup(context.document)
  if (group === null) return true
  const local = (await volumes(context, group)).find(({ name }) => name === volume)
  return local?.type === 'cache' && !local.partial
}

/** Puts the cache in place, each part that is not there yet; or, when it is lost, takes it away. */
export async function applyCache(context: HookContext): Promise<void> {
  const group = cachedGroup(context.document)
  if (group === null) return
  const all = await volumes(context, group)
  const local = all.find(({ name }) => name === volume)
  if (local === undefined) return
  if (await isThere(context)) return local.type === 'cache' ? undefined : attach(context, group, all)
  if (local.type === 'cache' && local.partial) await detach(context, group, all)
}

export async function cacheProblem(context: HookContext): Promise<HookProblem> {
  const { document } = context
  if (!document.storage.arrays.some(({ name }) => name === array)) return null
  if (cachedGroup(document) === null) return { code: 'hook.storage.cacheUnused', params: {}, warning: true }
  if (await cacheHolds(context)) {
    context.log('local storage is cached (writethrough)')
    return null
  }
  return { code: 'hook.storage.cacheLost', params: {}, warning: true }
}

async function attach(context: HookContext, group: string, all: readonly CachedVolume[]): Promise<void> {
  const { run, signal, reader } = context
  const options = { timeout, signal }
  // LVM names an array by its kernel's name.
  const kernelName = join('/', (await reader.target(node)) ?? node)
  await run('vgck', forgetOutdatedArgs(group), options)
  const { stdout } = await run('pvs', listDevicesArgs, options)
  const member = parseDevices(stdout).get(kernelName)
  // Without --yes: on a device that holds something it asks, is not answered, and fails.
  if (member === undefined) await run('pvcreate', [node], options)
  if (member !== group) await run('vgextend', extendArgs(group, node), options)
  if (!all.some(({ name }) => name === pool)) await run('lvcreate', poolArgs(group, pool, node), options)
  await run('lvconvert', attachArgs(group, volume, pool), options)
}

/** What stays is whole, for the disks had every write that was answered. */
async function detach(context: HookContext, group: string, all: readonly CachedVolume[]): Promise<void> {
  const { run, signal, log } = context
  const options = { timeout, signal }
  const { mode } = all.find(({ name }) => name === volume)!
  const origin = all.find(({ name }) => name === `${volume}_corig`)
  // Neither where only the cache has the newest, nor where the disks themselves are away.
  if (mode !== 'writethrough' || origin === undefined || origin.partial) return
  log('the cache of local storage is lost; it goes on without')
  await run('lvconvert', detachArgs(group, volume), options)
  await run('vgreduce', dropMissingArgs(group), options)
  await run('vgchange', activateArgs(group), options)
  await run('systemctl', startArgs([mountUnit]), options)
}

async function volumes({ run, signal }: HookContext, group: string): Promise<CachedVolume[]> {
  return parseVolumes((await run('lvs', listVolumesArgs(group), { timeout, signal })).stdout)
}

async function isThere({ reader, pause }: HookContext): Promise<boolean> {
  const deadline = performance.now() + appearWithin
  while (!(await reader.list('/dev/md')).includes(array)) {
    if (performance.now() > deadline) return false
    await pause(again)
  }
  return true
}
