/** Where a maker's firmware setup has the option that a finding is about. Data files, each entry with its published source. */
import type { VendorRemedy } from './finding.ts'
import type { SystemFacts } from './facts/schema/system.ts'

/** The options of this machine's maker that set right what `code` found; none when no source is known. */
export function vendorRemedies(_code: string, _system: SystemFacts): VendorRemedy[] {
  return []
}
