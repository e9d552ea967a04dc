/** Whether KVM can really be used, and if not, who forbids it. */
import type { VirtualizationFacts } from '../schema/cpu.ts'

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
