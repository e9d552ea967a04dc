import { expect, test } from 'vitest'
import { contextOn } from '../__fixtures__/tree.ts'
import { readVirtualization } from './virtualization.ts'

const cpu = (vendor: string, flags: string): string =>
  `==> /proc/cpuinfo\nprocessor\t: 0\nvendor_id\t: ${vendor}\nflags\t\t: fpu lm ${flags}\n`
const quiet = '==> $ dmesg --notime\nLinux version 6.12.0\n'
const intel = (register: string): string => `==> /dev/cpu/0/msr @3a (hex)\n${register}\n`
const amd = (register: string): string => `==> /dev/cpu/0/msr @c0010114 (hex)\n${register}\n`
const read = (...parts: string[]) => readVirtualization(contextOn(parts.join('')).context)

test.each([
  ['Intel, locked on', 'GenuineIntel', intel('0500000000000000'), { locked: true, enabled: true }],
  ['Intel, locked off', 'GenuineIntel', intel('0100000000000000'), { locked: true, enabled: false }],
  ['Intel, left open', 'GenuineIntel', intel('0000000000000000'), { locked: false, enabled: false }],
  ['AMD, on', 'AuthenticAMD', amd('0000000000000000'), { locked: false, enabled: true }],
  ['AMD, locked off', 'AuthenticAMD', amd('1800000000000000'), { locked: true, enabled: false }],
  ['a register cut short', 'GenuineIntel', intel('05'), null],
  ['another maker', 'CentaurHauls', intel('0500000000000000'), null],
])('the register of %s', async (_, vendor, register, expected) => {
  expect((await read(cpu(vendor, 'vmx'), quiet, register)).msr).toEqual(expected)
})

test.each([
  // arch/x86/kernel/cpu/feat_ctl.c, arch/x86/kernel/cpu/amd.c, arch/x86/kvm/{vmx,svm}; older: kvm.ko's own words.
  'x86/cpu: VMX (outside TXT) disabled by BIOS',
  'SVM disabled (by BIOS) in MSR_VM_CR',
  'kvm_intel: VMX not enabled (by BIOS) in MSR_IA32_FEAT_CTL on CPU 0',
  'kvm_amd: SVM not supported by CPU 0',
  'kvm: disabled by bios',
  'kvm: no hardware support',
])('what the kernel says: %s', async (line) => {
  const { problem } = await read(cpu('GenuineIntel', ''), `==> $ dmesg --notime\nfirst\n${line}\nlast\n`)
  expect(line).toContain(problem)
  expect(problem).not.toBeNull()
})

test('KVM is usable when a machine is made through it, and only then', async () => {
  const device = '==> /dev/kvm\n'
  const made = '==> $ qemu-system-x86_64 -accel kvm -machine none -nodefaults -display none -S -qmp stdio\n{}\n'
  expect(await read(cpu('GenuineIntel', 'vmx'), quiet, device, made)).toMatchObject({ device: true, usable: true })
  expect(await read(cpu('GenuineIntel', 'vmx'), quiet, device)).toMatchObject({ device: true, usable: null })
  expect(await read(cpu('GenuineIntel', 'vmx'), quiet, '==> /dev/null\n')).toMatchObject({
    device: false,
    usable: false,
  })
})

test('module, nesting, IOMMU, and being a guest oneself', async () => {
  const facts = await read(
    cpu('AuthenticAMD', 'svm hypervisor'),
    quiet,
    '==> /sys/module/kvm_amd/parameters/nested\n1\n',
    '==> /sys/firmware/acpi/tables/IVRS\n',
    '==> /sys/kernel/iommu_groups/0/type\nDMA\n',
  )
  expect(facts).toMatchObject({
    flag: 'svm',
    guest: true,
    module: 'kvm_amd',
    nested: true,
    iommu: { offered: true, active: true },
  })
  const bare = await read(cpu('GenuineIntel', ''), quiet, '==> /sys/firmware/acpi/tables/FACP\n')
  expect(bare).toMatchObject({ flag: null, guest: false, module: null, nested: null })
  expect(bare.iommu).toEqual({ offered: false, active: false })
})

test('without a kernel log the rest is still known', async () => {
  const { context, noted } = contextOn(cpu('GenuineIntel', 'vmx'))
  expect((await readVirtualization(context)).flag).toBe('vmx')
  expect(noted.unread.map(({ source }) => source)).toEqual(['kernel log'])
})
