/** `storage`: the host's local storage is mounted and does what disks of VMs ask of it. */
import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CommandError } from '../../../lib/exec.ts'
import { startArgs } from '../../../lib/tools/systemctl.ts'
import { mounts } from '../../layout.ts'
import type { Hook, HookContext, HookPhase } from '../hook.ts'
import { applyCache, cacheHolds, cacheProblem, mountUnit } from './cache.ts'
import { selfTest } from './self-test.ts'

/** Below local storage: disks of VMs; ISO and other images that are only read. */
const folders = ['disks', 'images']
/** QEMU, which is not root, opens what libvirt gives it; nobody lists it. */
const mode = 0o711
/** Milliseconds; systemd itself gives up after 60 s. */
const mountWithin = 120_000

const storage = (phase: HookPhase): Hook => ({
  id: 'storage',
  phase,
  limit: 600_000,
  ...(phase === 'first-boot' ? { eachBoot: true } : {}),
  check: async (context) => {
    if (!hasLocal(context)) return true
    const there = await context.reader.list(mounts.local)
    return folders.every((folder) => there.includes(folder)) && (phase === 'target' || (await cacheHolds(context)))
  },
  async apply(context) {
    // Not while installing: a cache comes in front of a volume that works.
    if (phase === 'first-boot') await applyCache(context)
    if (!(await isMounted(context)) && !(phase === 'first-boot' && (await isMountedNow(context)))) return
    for (const folder of folders) {
      const path = join(context.root, mounts.local, folder)
      await mkdir(path, { recursive: true })
      await chmod(path, mode)
    }
  },
  async verify(context) {
    if (!hasLocal(context)) {
      context.log('this host has no local storage')
      return null
    }
    // Else the test would try the memory that the root is in.
    if (!(await isMounted(context))) return { code: 'host.notMounted', params: { folder: mounts.local } }
    const problem = await selfTest({ ...context, folder: join(context.root, mounts.local) })
    if (problem !== null) return problem
    context.log('local storage writes, zeroes, gives back and locks as it says')
    return phase === 'target' ? null : cacheProblem(context)
  },
})

export const storageTarget = storage('target')
export const storageUp = storage('first-boot')

const hasLocal = ({ document }: HookContext): boolean => document.storage.volumes.some(({ name }) => name === 'local')

async function isMounted({ reader, root }: HookContext): Promise<boolean> {
  const wanted = join(root, mounts.local)
  // The fifth field is where it is mounted (proc_pid_mountinfo(5)).
  const lines = ((await reader.text('/proc/self/mountinfo')) ?? '').split('\n')
  return lines.some((line) => line.split(' ')[4] === wanted)
}

/**
 * systemd waits for the disks of local storage once and for a limited time (fstab's x-systemd.device-timeout): disks that
 * were slower than that are waited for here again.
 */
async function isMountedNow(context: HookContext): Promise<boolean> {
  const { run, signal } = context
  try {
    await run('systemctl', startArgs([mountUnit]), { timeout: mountWithin, signal })
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    context.log(error.stderrTail)
  }
  return isMounted(context)
}
