/** Lets the processors run as fast as they may, until the next start (Documentation/admin-guide/pm/cpufreq.rst). */
import { attributeFix } from './processors.ts'

export const governor = attributeFix({
  id: 'governor',
  codes: ['powerSaving.governor'],
  attributes: [{ file: 'cpufreq/scaling_governor', value: 'performance' }],
})

/**
 * Under the governor `performance` some drivers hold the preference there and refuse to have it written: the governor is
 * set before. The bias 0 is `performance`.
 */
export const bias = attributeFix({
  id: 'bias',
  codes: ['powerSaving.bias'],
  attributes: [
    { file: 'cpufreq/energy_performance_preference', value: 'performance' },
    { file: 'power/energy_perf_bias', value: '0' },
  ],
})
