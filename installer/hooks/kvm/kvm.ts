/** `kvm`: the module with nesting as the answer says, processors awake, libvirt up, and a guest that really ran under KVM. */
import { isVmpError, VmpError } from '../../../lib/errors.ts'
import { CommandError } from '../../../lib/exec.ts'
import { loadArgs, unloadArgs } from '../../../lib/tools/modprobe.ts'
import { isActiveArgs, startArgs } from '../../../lib/tools/systemctl.ts'
import { parseVersion, versionArgs } from '../../../lib/tools/virsh.ts'
import { Impossible } from '../../../preflight/fix/fix.ts'
import { bias, governor } from '../../../preflight/fix/frequency.ts'
import type { Hook, HookContext, HookProblem } from '../hook.ts'
import { runGuest } from './run-guest.ts'

const minute = 60_000
/** Its first connection makes libvirt try what QEMU can: 6 s on a server, half a minute in a rehearsal without KVM of its own. */
const firstConnection = 4 * minute

/** libvirtd starts when it is asked something; virtlogd keeps what guests say, virtlockd their disks. */
const sockets = ['virtlogd.socket', 'virtlockd.socket', 'libvirtd.socket']

export const kvm: Hook = {
  id: 'kvm',
  phase: 'first-boot',
  limit: 10 * minute,
  eachBoot: true,
  async check(context) {
    const module = await moduleOf(context)
    return (await nestedOf(context, module)) === wantsNested(context) && (await isAwake(context)) && isUp(context)
  },
  async apply(context) {
    await load(context)
    for (const fix of awake(context)) await unlessImpossible(() => fix.set(context))
    await context.run('systemctl', startArgs(sockets), { timeout: minute, signal: context.signal })
  },
  async verify(context) {
    const module = await moduleOf(context)
    if (!(await context.reader.list('/dev')).includes('kvm')) return problem('hook.kvm.noDevice', { module })
    const { stdout } = await context.run('virsh', versionArgs, { timeout: firstConnection, signal: context.signal })
    const version = parseVersion(stdout)
    if (version === undefined) return problem('hook.kvm.noHypervisor', {})
    context.log(`libvirt runs ${version}`)
    const ran = await runGuest(context)
    if (ran !== null) return ran
    // A module that guests use already cannot be loaded anew; they run all the same.
    if ((await nestedOf(context, module)) !== wantsNested(context))
      return { code: 'hook.kvm.nested', params: { module }, warning: true }
    return null
  },
}

const problem = (code: string, params: Record<string, string>): HookProblem => ({ code, params })
const wantsNested = ({ document }: HookContext): boolean => document.hooks.kvm.nested

async function moduleOf({ reader }: HookContext): Promise<'kvm_intel' | 'kvm_amd'> {
  const flags =
    /^flags\s*:(.*)$/m
      .exec((await reader.text('/proc/cpuinfo')) ?? '')?.[1]
      ?.trim()
      .split(/\s+/) ?? []
  if (flags.includes('vmx')) return 'kvm_intel'
  if (flags.includes('svm')) return 'kvm_amd'
  throw new VmpError('hook.kvm.noVirtualization')
}

/** Undefined when the module is not loaded. */
async function nestedOf({ reader }: HookContext, module: string): Promise<boolean | undefined> {
  const value = await reader.text(`/sys/module/${module}/parameters/nested`)
  return value === undefined ? undefined : /^[1Y]$/i.test(value)
}

/** Also /etc/modprobe.d says how it is loaded; but udev loads it before anybody could look whether that was there in time. */
async function load(context: HookContext): Promise<void> {
  const module = await moduleOf(context)
  const nested = await nestedOf(context, module)
  const wanted = wantsNested(context)
  const { run, signal, log } = context
  if (nested === wanted) return
  if (nested !== undefined) {
    try {
      await run('modprobe', unloadArgs(module), { timeout: minute, signal })
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      log(`${module} is in use and keeps nested=${nested ? 1 : 0}: ${error.stderrTail}`)
      return
    }
  }
  try {
    await run('modprobe', loadArgs(module, { nested: wanted ? '1' : '0' }), { timeout: minute, signal })
  } catch (error) {
    if (error instanceof CommandError)
      throw new VmpError('hook.kvm.notLoaded', { module, problem: error.stderrTail || '-' }, { cause: error })
    throw error
  }
}

/** What keeps the processors awake, when the policy that the machine was checked by asks for it. */
const awake = ({ document }: HookContext) => (document.tunedProfile === null ? [] : [governor, bias])

async function isAwake(context: HookContext): Promise<boolean> {
  for (const fix of awake(context)) {
    const found = await unlessImpossible(() => fix.look(context))
    if (found?.right === false) return false
  }
  return true
}

/** A machine whose kernel governs nothing is as awake as it can be. */
async function unlessImpossible<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Impossible) return undefined
    throw error
  }
}

async function isUp({ run, signal }: HookContext): Promise<boolean> {
  try {
    await run('systemctl', isActiveArgs(sockets), { timeout: minute, signal })
    return true
  } catch (error) {
    if (isVmpError(error) && error.code === 'command.failed') return false
    throw error
  }
}
