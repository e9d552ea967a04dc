/**
 * What an installed system needs so that its processors stay awake: sysfs forgets at the next start. A running Linux is
 * only told of it, for its boot loader is not ours; an installation writes it.
 */
import type { PowerFacts } from '../facts/schema/cpu.ts'
import type { Policy } from '../policy.ts'

export interface InstalledPower {
  /** In their order on the kernel's command line. */
  readonly kernelArguments: readonly string[]
  /** The profile of tuned that sets governor and bias; null when the policy asks for neither. */
  readonly tunedProfile: string | null
}

/**
 * @param policy A policy that does not mind power saving asks for nothing.
 */
export function installedPower(
  { idle }: Pick<PowerFacts, 'idle'>,
  { severities }: Pick<Policy, 'severities'>,
): InstalledPower {
  const asks = (problem: string): boolean => (severities[`powerSaving.${problem}`] ?? 'off') !== 'off'
  // intel_idle knows its states by itself; without it, and on AMD, ACPI's driver has them (Documentation/admin-guide/pm/intel_idle.rst).
  const limits = [...(idle.driver === 'intel_idle' ? ['intel_idle.max_cstate=1'] : []), 'processor.max_cstate=1']
  const governed = asks('governor') || asks('bias')
  return {
    kernelArguments: [
      ...(asks('idleStates') ? limits : []),
      // Governs from the first second on, also where there is no tuned.
      ...(asks('governor') ? ['cpufreq.default_governor=performance'] : []),
    ],
    tunedProfile: governed ? 'virtual-host' : null,
  }
}
