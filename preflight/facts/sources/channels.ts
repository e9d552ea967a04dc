/** Which memory channels are populated, from what firmwares print beside their slots. There is no standard for it. */
import { dmiSize } from '../../../lib/tools/dmidecode.ts'
import type { DmiStructure } from '../../../lib/tools/dmidecode.ts'
import type { MemoryFacts } from '../schema/memory.ts'

/**
 * What names a channel in "locator / bank locator", from published dmidecode output. A name has what tells the processor
 * and the channel, and not the slot. Where only the processor is told (HPE, Dell), its slots count as one group.
 */
const patterns: readonly RegExp[] = [
  // Supermicro, Intel reference: "P1-DIMMA1 / P0_Node0_Channel0_Dimm0", "NODE 0 CHANNEL 1 DIMM 0"
  /(?:P(\d+)_)?NODE[ _]?(\d+)[ _]CHANNEL[ _]?(\w)/i,
  // AMD EPYC: "DIMM 1 / P0 CHANNEL A"
  /P(\d+) CHANNEL (\w)/i,
  // Desktop boards and laptops: "ChannelA-DIMM0", "Controller0-ChannelB-DIMM1"
  /(?:Controller(\d+)-)?Channel[ -]?([A-Z0-9])\b/i,
  // Supermicro, ASUS, Lenovo, Inspur: "P1-DIMMA1", "CPU1_DIMM_B2", "CPU0_C0D1", "DIMM_A1"
  /(?:(?:CPU|P|PROC)_?(\d+)[-_ ])?DIMM[-_ ]?([A-Z])\d\b/i,
  /CPU(\d+)_C(\d+)D\d/i,
  // Huawei, xFusion: "DIMM000": processor, channel, slot
  /\bDIMM(\d)(\d)\d\b/i,
  // HPE: "PROC 1 DIMM 3", "PROC  1 DIMM  3", Sun: "CPU0_DIMM3": the processor alone
  /\b(?:PROC|CPU) *(\d+)[ _]+DIMM *\d+/i,
  // Oracle: "D3 / /SYS/MB/P0", Lenovo: "DIMM 3 / CPU 1": likewise
  /\/ \/SYS\/MB\/P(\d+)$/,
  /\/ CPU (\d+)$/,
  // Dell: "A1" … "B12": the letter is the processor's
  /^([A-D])\d{1,2} \/ (?:Not Specified)?$/,
]

/** Every channel with its size, the empty ones too; none when not all slots are told apart in one and the same way. */
export function channelsOf(slots: readonly DmiStructure[]): MemoryFacts['channels'] {
  const texts = slots.map(({ fields }) => `${fields.get('Locator') ?? ''} / ${fields.get('Bank Locator') ?? ''}`)
  const pattern = patterns.find((each) => texts.length > 0 && texts.every((text) => each.test(text)))
  if (pattern === undefined) return []
  const channels = new Map<string, { size: number; dimms: number }>()
  for (const [index, { fields }] of slots.entries()) {
    const name = pattern
      .exec(texts[index] ?? '')
      ?.slice(1)
      .filter((part) => part !== undefined)
      .join('/')
      .toUpperCase()
    if (name === undefined) continue
    const size = dmiSize(fields.get('Size')) ?? 0
    const before = channels.get(name) ?? { size: 0, dimms: 0 }
    channels.set(name, { size: before.size + size, dimms: before.dimms + (size > 0 ? 1 : 0) })
  }
  return [...channels].map(([name, { size, dimms }]) => ({ name, size, dimms }))
}
