import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CommandError, type run } from '../../../lib/exec.ts'
import { smallHost } from '../../configuration/__fixtures__/document.ts'
import { hookRun } from '../__fixtures__/run.ts'
import { runHooks } from '../engine.ts'
import { kvm } from './kvm.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-kvm-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}
const read = (path: string): string => readFileSync(join(folder, path), 'utf8')

/** An AMD host with everything there. */
function host({ nested = '1', governor = 'performance', flags = 'fpu svm' } = {}): void {
  put('proc/cpuinfo', `vendor_id\t: AuthenticAMD\nflags\t\t: ${flags}\n`)
  put('sys/module/kvm_amd/parameters/nested', `${nested}\n`)
  put('sys/devices/system/cpu/cpu0/cpufreq/scaling_governor', `${governor}\n`)
  put('dev/kvm', '')
}

interface Machine {
  active: boolean
  /** What the guest says in the place of the hypervisor's signature; undefined: the guest is never started. */
  signature?: string
  moduleInUse?: boolean
  domains?: string[]
}

/** libvirt, systemd and modprobe of that host. */
function tools({ active, signature, moduleInUse = false, domains = [] }: Machine) {
  const calls: string[] = []
  const there = new Set(domains)
  const tool: typeof run = async (command, args) => {
    const line = [command, ...args].join(' ').replace('--connect qemu:///system --quiet ', '')
    calls.push(line.replaceAll(folder, ''))
    const fails = (exit: number, stderr: string) => new CommandError(command, args, exit, stderr)
    if (line.startsWith('systemctl is-active') && !active) throw fails(3, '')
    if (line.startsWith('modprobe --remove') && moduleInUse) throw fails(1, 'Module kvm_amd is in use.')
    if (line === 'modprobe kvm_amd nested=1') put('sys/module/kvm_amd/parameters/nested', '1\n')
    if (line === 'virsh version') return { stdout: 'Running hypervisor: QEMU 10.0.13\n', stderr: '' }
    if (line === 'virsh list --all --name') return { stdout: [...there, ''].join('\n'), stderr: '' }
    if (line.startsWith('virsh destroy')) there.delete(args.at(-1)!)
    if (line.startsWith('virsh create')) {
      if (signature === undefined) throw fails(1, 'error: internal error: process exited')
      there.add('vmp-self-test')
      put('scratch/serial.log', `VMP ${signature} word-1\n`)
    }
    return { stdout: '', stderr: '' }
  }
  return { calls, tool, there }
}

const go = async (tool: typeof run, tunedProfile: string | null = 'virtual-host') =>
  (await runHooks(hookRun(folder, [], { run: tool, builtIn: [kvm], document: { ...smallHost, tunedProfile } })))[0]!

const ofKvm = 'KVMKVMKVM\0\0\0'

test('where all is as it should be nothing is changed, and a guest is run all the same', async () => {
  host()
  const { calls, tool, there } = tools({ active: true, signature: ofKvm })
  expect(await go(tool)).toMatchObject({ outcome: 'held', problem: null })
  expect(calls).toEqual([
    'systemctl is-active --quiet virtlogd.socket virtlockd.socket libvirtd.socket',
    'virsh version',
    'virsh list --all --name',
    'virsh create --file /scratch/guest.xml',
    'virsh list --all --name',
    'virsh destroy vmp-self-test',
  ])
  expect(there.size).toBe(0)
})

test('governor, nesting and libvirt are set where they are not as the answer says', async () => {
  host({ nested: '0', governor: 'schedutil' })
  const { calls, tool } = tools({ active: false, signature: ofKvm })
  expect(await go(tool)).toMatchObject({ outcome: 'applied', problem: null })
  expect(calls).toEqual(
    expect.arrayContaining([
      'modprobe --remove kvm_amd',
      'modprobe kvm_amd nested=1',
      'systemctl start virtlogd.socket virtlockd.socket libvirtd.socket',
    ]),
  )
  expect(read('sys/devices/system/cpu/cpu0/cpufreq/scaling_governor')).toBe('performance')
})

test('a policy that does not mind power saving leaves the governor alone', async () => {
  host({ governor: 'schedutil' })
  await go(tools({ active: false, signature: ofKvm }).tool, null)
  expect(read('sys/devices/system/cpu/cpu0/cpufreq/scaling_governor')).toBe('schedutil\n')
})

test('a module in use keeps its nesting: a warning, for guests run', async () => {
  host({ nested: '0' })
  expect(await go(tools({ active: true, signature: ofKvm, moduleInUse: true }).tool)).toMatchObject({
    outcome: 'applied',
    problem: { code: 'hook.kvm.nested', warning: true },
  })
})

test('a guest that ran emulated is a failure', async () => {
  host()
  expect(await go(tools({ active: true, signature: 'TCGTCGTCGTCG' }).tool)).toMatchObject({
    outcome: 'failed',
    problem: { code: 'hook.kvm.notKvm', params: { hypervisor: 'TCGTCGTCGTCG' } },
  })
})

test('a guest that cannot be started is a failure in the words of libvirt', async () => {
  host()
  expect(await go(tools({ active: true }).tool)).toMatchObject({
    outcome: 'failed',
    problem: { code: 'hook.kvm.notStarted', params: { problem: 'error: internal error: process exited' } },
  })
})

test('a guest that an earlier run was cut off from is ended first', async () => {
  host()
  const { calls, tool } = tools({ active: true, signature: ofKvm, domains: ['vmp-self-test', 'customer'] })
  await go(tool)
  const create = calls.findIndex((call) => call.startsWith('virsh create'))
  expect(calls.slice(0, create)).toContain('virsh destroy vmp-self-test')
  expect(calls).not.toContain('virsh destroy customer')
})

test('a processor without virtualization, and a module without its device, are said so', async () => {
  host({ flags: 'fpu' })
  const { tool } = tools({ active: true, signature: ofKvm })
  expect(await go(tool)).toMatchObject({ problem: { code: 'hook.kvm.noVirtualization' } })
  host()
  rmSync(join(folder, 'dev/kvm'))
  expect(await go(tool)).toMatchObject({ problem: { code: 'hook.kvm.noDevice', params: { module: 'kvm_amd' } } })
})
