/** Is there enough memory, does it make errors, is it spread over the channels evenly? */
import { binarySize } from '../../lib/units.ts'
import { check } from '../check.ts'
import type { MemoryFacts } from '../facts/schema/memory.ts'
import { listed } from '../support/listed.ts'

const GiB = 1024 ** 3

export const memory = check({
  id: 'memory',
  needs: ['memory', 'cpu'],
  asks: [],
  problems: ['required', 'tooLittle', 'small', 'advised', 'uncorrected', 'corrected', 'unequal'],
  remarks: { unread: 'unknown' },
  essential: ['unread'],
  *run({ facts: { memory, cpu }, policy: { thresholds } }) {
    const { usable, errors } = memory
    const limits = thresholds.memory
    const installed = installedOf(memory)
    const less = (limit: number): boolean => installed !== null && installed < limit * GiB
    const sizes = (limit: number) => ({ measured: binarySize(installed ?? 0), threshold: `≥ ${limit} GiB` })

    if (installed === null) yield { problem: 'unread' }
    // The worst alone: who has to buy memory for one reason needs not be told the smaller ones.
    else if (less(limits.required)) yield { problem: 'required', ...sizes(limits.required) }
    // Never more is usable than is installed.
    else if ((usable ?? installed) < limits.usable * GiB)
      yield { problem: 'tooLittle', measured: binarySize(usable ?? installed), threshold: `≥ ${limits.usable} GiB` }
    else if (less(limits.installed)) yield { problem: 'small', ...sizes(limits.installed) }
    else if (less(limits.advised)) yield { problem: 'advised', ...sizes(limits.advised) }

    if (errors !== null && errors.uncorrected > 0)
      yield { problem: 'uncorrected', measured: String(errors.uncorrected), threshold: '0' }
    if (errors !== null && errors.corrected > 0)
      yield { problem: 'corrected', measured: String(errors.corrected), threshold: '0' }

    const processors = processorsInUse(memory, cpu.sockets)
    if (new Set(processors.map(totalOf)).size > 1 || processors.some(isUneven))
      yield {
        problem: 'unequal',
        measured: listed(
          processors.flat().map(({ name, size }) => `${name}: ${binarySize(size)}`),
          64,
        ),
      }
  },
})

/**
 * Bytes installed. Where SMBIOS does not tell, or tells of less than Linux uses, it is what Linux may use and what the
 * firmware kept of it, which is less than one GiB.
 */
function installedOf({ installed, usable }: MemoryFacts): number | null {
  if (usable === null) return installed
  return installed !== null && installed >= usable ? installed : Math.ceil(usable / GiB) * GiB
}

type Channels = MemoryFacts['channels']

/** The processor that a channel belongs to: "0/A" of processor 0; "A" of the only one. */
const processorOf = (name: string): string => (name.includes('/') ? name.slice(0, name.indexOf('/')) : '')

/** Slots that are named after their processor alone, as Dell ("A1") and HPE ("PROC 1 DIMM 3") do: see facts/sources/channels.ts. */
const namedByProcessor = (locator: string | null): boolean =>
  /^(?:[A-D]\d{1,2}|PROC \d+ DIMM \d+.*)$/i.test(locator ?? '')

const totalOf = (channels: Channels): number => channels.reduce((sum, { size }) => sum + size, 0)

/** Channels by the processor they belong to, without the slots of a socket that has none: those cannot be used. */
function processorsInUse({ channels, dimms }: MemoryFacts, sockets: number): Channels[] {
  const alone = dimms.length > 0 && dimms.every(({ locator }) => namedByProcessor(locator))
  const processors = [...Map.groupBy(channels, ({ name }) => (alone ? name : processorOf(name))).values()]
  const populated = processors.filter((each) => totalOf(each) > 0)
  return populated.length >= sockets ? populated : processors
}

/**
 * Channels work together when those in use hold the same, and are all of them, half of them or an even number; a single
 * one of several has a fraction of the bandwidth.
 */
function isUneven(channels: Channels): boolean {
  const used = channels.filter(({ size }) => size > 0)
  const [count, all] = [used.length, channels.length]
  if (new Set(used.map(({ size }) => size)).size > 1) return true
  return count !== all && !(count > 1 && (count % 2 === 0 || count * 2 === all))
}
