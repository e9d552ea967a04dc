/** Is there enough memory, does it make errors, is it spread over the channels evenly? */
import { binarySize } from '../../lib/units.ts'
import { check } from '../check.ts'
import type { Found } from '../check.ts'

const GiB = 1024 ** 3

export const memory = check({
  id: 'memory',
  needs: ['memory'],
  asks: [],
  run({ facts: { memory }, policy: { thresholds } }) {
    const { usable, installed, errors, channels } = memory
    const limits = thresholds.memory
    const found: Found[] = []
    if (usable === null) found.push({ problem: 'unread', severity: 'unknown' })
    else if (usable < limits.usable * GiB)
      found.push({ problem: 'tooLittle', measured: binarySize(usable), threshold: `≥ ${limits.usable} GiB` })

    // Without SMBIOS what Linux may use stands for what is installed: a little less, so never too strict by much.
    const size = installed ?? usable
    const less = (GiBs: number): boolean => size !== null && size < GiBs * GiB
    const short = (problem: string, GiBs: number): Found => ({
      problem,
      measured: binarySize(size ?? 0),
      threshold: `≥ ${GiBs} GiB`,
    })
    if (less(limits.required)) found.push(short('required', limits.required))
    else if (less(limits.installed)) found.push(short('small', limits.installed))
    else if (less(limits.advised)) found.push(short('advised', limits.advised))

    if (errors !== null && errors.uncorrected > 0)
      found.push({ problem: 'uncorrected', measured: String(errors.uncorrected), threshold: '0' })
    else if (errors !== null && errors.corrected > 0)
      found.push({ problem: 'corrected', measured: String(errors.corrected), threshold: '0' })

    if (new Set(channels.map(({ size }) => size)).size > 1)
      found.push({
        problem: 'unequal',
        measured: channels.map(({ name, size }) => `${name}: ${binarySize(size)}`).join(', '),
      })
    return found
  },
})
