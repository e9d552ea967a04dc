import { expect, test } from 'vitest'
import { fitServer } from '../__fixtures__/facts.ts'
import { findings, verdicts } from '../__fixtures__/judge.ts'
import type { VirtualizationFacts } from '../facts/schema/cpu.ts'
import { noCpu } from '../facts/sources/cpu.ts'
import { noVirtualization } from '../facts/sources/virtualization.ts'

const intel = fitServer.cpu
const amd = { ...intel, vendor: 'AuthenticAMD', flags: ['svm'] }
const on = fitServer.virtualization
const judged = (different: Partial<VirtualizationFacts>, cpu = intel) =>
  verdicts('virtualization', { virtualization: { ...on, ...different }, cpu })
/** Nothing could be made through KVM. */
const dead = { usable: false, device: false, module: null } as const

test.each<[string, Partial<VirtualizationFacts>, string[]]>([
  ['no flag, and no register', { ...dead, flag: null, msr: null }, ['fail absent']],
  ['no flag in a virtual machine', { ...dead, flag: null, msr: null, guest: true }, ['fail guest']],
  ['a register locked without it', { ...dead, flag: null, msr: { locked: true, enabled: false } }, ['fail locked']],
  ['the same with the flag still shown', { ...dead, msr: { locked: true, enabled: false } }, ['fail locked']],
  [
    '"VMX (outside TXT) disabled by BIOS"',
    { ...dead, flag: null, msr: null, problem: 'x86/cpu: VMX (outside TXT) disabled by BIOS' },
    ['fail locked'],
  ],
  ['"kvm: disabled by bios"', { ...dead, msr: null, problem: 'kvm: disabled by bios' }, ['fail locked']],
  ['an unlocked register, which Linux sets itself', { msr: { locked: false, enabled: false } }, []],
  ['no flag and an unlocked register', { ...dead, flag: null, msr: { locked: false, enabled: false } }, ['fail off']],
  ['a flag, an open register, no /dev/kvm', { ...dead, usable: null }, ['fail unusable']],
  ['/dev/kvm that makes no machine', { usable: false }, ['fail unusable']],
  ['/dev/kvm that was not tried', { usable: null }, []],
  ['a machine that could be made, whatever registers say', { msr: { locked: true, enabled: false } }, []],
  ['nothing tried, and a register that allows it', { usable: null, device: null }, []],
  ['nothing tried and no register', { usable: null, device: null, msr: null }, ['unknown unread']],
])('Intel: %s', (_, different, found) => {
  expect(judged(different)).toEqual(found)
})

test.each<[string, Partial<VirtualizationFacts>, string[]]>([
  ['switched off', { ...dead, flag: null, msr: { locked: false, enabled: false } }, ['fail off']],
  ['switched off and locked', { ...dead, flag: null, msr: { locked: true, enabled: false } }, ['fail locked']],
  [
    '"SVM disabled (by BIOS)"',
    { ...dead, flag: null, msr: null, problem: 'kvm_amd: SVM disabled (by BIOS) in MSR_VM_CR on CPU 0' },
    ['fail off'],
  ],
  ['"kvm: disabled by bios"', { ...dead, flag: 'svm', msr: null, problem: 'kvm: disabled by bios' }, ['fail off']],
  ['on', { flag: 'svm', module: 'kvm_amd', msr: { locked: false, enabled: true } }, []],
])('AMD: %s', (_, different, found) => {
  expect(judged(different, amd)).toEqual(found)
})

test('a machine of which nothing could be read is not called unable', () => {
  for (const cpu of [noCpu, intel])
    expect(verdicts('virtualization', { virtualization: noVirtualization, cpu })).toEqual(['unknown unread'])
})

test('the kernel’s own words are shown', () => {
  const problem = 'kvm: disabled by bios'
  expect(findings('virtualization', { virtualization: { ...on, ...dead, msr: null, problem } })[0]?.measured).toBe(
    problem,
  )
})

test.each<[VirtualizationFacts['iommu'], boolean, string[]]>([
  [{ offered: true, active: true }, false, []],
  [{ offered: true, active: false }, false, ['warn iommuInactive']],
  [{ offered: false, active: false }, false, ['warn iommuOff']],
  [null, false, []],
  [{ offered: false, active: false }, true, []],
])('IOMMU %j, virtual %s: %j', (iommu, guest, found) => {
  expect(judged({ iommu, guest })).toEqual(found)
})

test('nested virtualization that is off is worth an advice, where there is any at all', () => {
  expect(judged({ nested: false })).toEqual(['advice nestedOff'])
  expect(judged({ nested: null })).toEqual([])
  expect(judged({ nested: false, guest: true })).toEqual([])
  expect(judged({ ...dead, nested: false, msr: { locked: true, enabled: false } })).toEqual(['fail locked'])
})
