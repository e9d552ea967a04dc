/** Can this machine run virtual machines, and if not, who forbids it? */
import { check } from '../check.ts'
import type { CpuFacts, VirtualizationFacts } from '../facts/schema/cpu.ts'

type Verdict = 'absent' | 'guest' | 'off' | 'locked' | 'unusable' | 'unread' | 'fine'

export const virtualization = check({
  id: 'virtualization',
  needs: ['virtualization', 'cpu'],
  asks: [],
  problems: ['absent', 'guest', 'off', 'locked', 'unusable', 'iommuOff', 'iommuInactive', 'nestedOff'],
  remarks: { unread: 'unknown' },
  essential: ['unread'],
  *run({ facts: { virtualization: facts, cpu } }) {
    const verdict = verdictOf(facts, cpu)
    if (verdict === 'unusable') yield { problem: verdict, params: { problem: facts.problem ?? '/dev/kvm' } }
    else if (verdict !== 'fine') yield { problem: verdict, measured: facts.problem }

    // What a virtual machine has of these is its host's business.
    if (facts.guest === true) return
    if (facts.iommu !== null && !facts.iommu.active)
      yield { problem: facts.iommu.offered ? 'iommuInactive' : 'iommuOff' }
    if (verdict === 'fine' && facts.nested === false) yield { problem: 'nestedOff' }
  },
})

function verdictOf({ flag, guest, msr, problem, device, usable }: VirtualizationFacts, cpu: CpuFacts): Verdict {
  if (usable === true) return 'fine'
  // The register before the flag: since Linux 5.6 (Intel) and 6.7 (AMD) the kernel takes away the flag of what the firmware forbids.
  if (msr !== null && !msr.enabled) {
    // An Intel register that is neither set nor locked is set by Linux itself (arch/x86/kernel/cpu/feat_ctl.c).
    if (msr.locked) return 'locked'
    if (flag !== 'vmx') return 'off'
  }
  if (problem !== null && /disabled by bios|disabled \(by bios\)|not enabled \(by bios\)/i.test(problem))
    // Linux says so on Intel only when the register is locked; on AMD it looks at the switch alone.
    return isIntel(flag, cpu) ? 'locked' : 'off'
  if (flag === null) {
    if (guest === null || cpu.threads === 0) return 'unread'
    return guest ? 'guest' : 'absent'
  }
  if (usable === false || device === false) return 'unusable'
  // Nothing was tried, and no register says that it would work.
  return device === null && msr === null ? 'unread' : 'fine'
}

const isIntel = (flag: VirtualizationFacts['flag'], { vendor }: CpuFacts): boolean =>
  flag === 'vmx' || vendor === 'GenuineIntel'
