/** Whether KVM can really be used, and if not, who forbids it. */
import { isVmpError } from '../../../lib/errors.ts'
import { CommandError } from '../../../lib/exec.ts'
import { kvmProbeArgs, kvmProbeInput } from '../../../lib/tools/qemu.ts'
import type { SourceContext } from '../context.ts'
import type { VirtualizationFacts } from '../schema/cpu.ts'
import { known } from '../text.ts'

export const noVirtualization: VirtualizationFacts = {
  flag: null,
  guest: null,
  msr: null,
  module: null,
  problem: null,
  device: null,
  usable: null,
  nested: null,
  iommu: null,
}

/** Milliseconds; a working KVM makes a machine in a tenth of a second. */
const probeLimit = 10_000

export async function readVirtualization(context: SourceContext): Promise<VirtualizationFacts> {
  const { list, text, source } = context
  const cpuinfo = (await text('/proc/cpuinfo')) ?? ''
  const flags = new Set((/^flags\s*:(.*)$/m.exec(cpuinfo)?.[1] ?? '').trim().split(/\s+/))
  const nodes = await list('/dev')
  const device = nodes.length === 0 ? null : nodes.includes('kvm')
  const module = await moduleOf(context)
  const [msr, problem, usable, nested, iommu] = await Promise.all([
    source('virtualization registers', () => readRegister(context, /^vendor_id\s*:\s*(\S+)/m.exec(cpuinfo)?.[1]), null),
    source('kernel log', () => readProblem(context), null, probeLimit),
    device === true ? source('kvm', () => makesMachine(context), null, probeLimit) : device,
    module === null ? null : text(`/sys/module/${module}/parameters/nested`),
    readIommu(context),
  ])
  return {
    flag: flags.has('vmx') ? 'vmx' : flags.has('svm') ? 'svm' : null,
    guest: cpuinfo === '' ? null : flags.has('hypervisor'),
    msr,
    module,
    problem,
    device,
    usable,
    nested: nested === undefined || nested === null ? null : /^[1Y]$/i.test(nested),
    iommu,
  }
}

async function moduleOf({ list }: SourceContext): Promise<VirtualizationFacts['module']> {
  const loaded = await list('/sys/module')
  return loaded.includes('kvm_intel') ? 'kvm_intel' : loaded.includes('kvm_amd') ? 'kvm_amd' : null
}

/**
 * What the firmware wrote into the register that allows virtualization; null without the module `msr`, or without the register.
 * Intel SDM volume 4, IA32_FEATURE_CONTROL: bit 0 locked, bit 2 VMX outside SMX. AMD APM volume 2, VM_CR: bit 3 locked, bit 4 SVM off.
 */
async function readRegister(
  { bytesAt }: SourceContext,
  vendor: string | undefined,
): Promise<VirtualizationFacts['msr']> {
  const intel = vendor === 'GenuineIntel'
  if (!intel && vendor !== 'AuthenticAMD' && vendor !== 'HygonGenuine') return null
  const register = intel ? 0x3a : 0xc001_0114
  // The driver gives EIO for a register that the processor, or the hypervisor below, does not have.
  const bytes = await bytesAt('/dev/cpu/0/msr', register, 8).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EIO') return
    throw error
  })
  if (bytes === undefined) return null
  const low = bytes.readUInt32LE()
  return intel
    ? { locked: (low & 0b1) !== 0, enabled: (low & 0b100) !== 0 }
    : { locked: (low & 0b1000) !== 0, enabled: (low & 0b1_0000) === 0 }
}

/** Since Linux 5.6 (Intel) and 6.7 (AMD) a feature that the firmware turned off is no longer among the flags: the log says why. */
const complaints =
  /(?:kvm|vmx|svm)[^\n]*(?:disabled by bios|disabled \(by bios\)|not enabled \(by bios\)|not supported by cpu|no hardware support)/i

async function readProblem({ run }: SourceContext): Promise<string | null> {
  const log = await run('dmesg', ['--notime'], probeLimit - 1000)
  return known(complaints.exec(log)?.[0])
}

/** Lets QEMU make an empty machine under KVM: the kernel turns the feature on only then. Null when there is no QEMU. */
async function makesMachine({ run }: SourceContext): Promise<boolean | null> {
  try {
    await run('qemu-system-x86_64', kvmProbeArgs, probeLimit - 1000, { input: kvmProbeInput })
    return true
  } catch (error) {
    if (error instanceof CommandError) return false
    if (isVmpError(error) && error.code === 'command.missing') return null
    throw error
  }
}

async function readIommu({ list }: SourceContext): Promise<VirtualizationFacts['iommu']> {
  const tables = await list('/sys/firmware/acpi/tables')
  if (tables.length === 0) return null
  const groups = await list('/sys/kernel/iommu_groups')
  return { offered: tables.includes('DMAR') || tables.includes('IVRS'), active: groups.length > 0 }
}
