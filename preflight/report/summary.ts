/** The hardware of a machine in a few lines. */
import { say } from '../../lib/text/say.ts'
import type { Language } from '../../lib/text/types.ts'
import { binarySize, decimalSize } from '../../lib/units.ts'
import type { Facts } from '../facts/schema.ts'
import { speedText } from './hardware/network.ts'
import { joined, pair } from './section.ts'
import type { Pair } from './section.ts'

export function hardwareLines({ system, firmware, cpu, memory, disks, nics, bmc }: Facts, language: Language): Pair[] {
  const size = memory.installed ?? memory.usable
  const modules = tally(memory.dimms.map((dimm) => joined([binarySize(dimm.size), dimm.type])))
  const drives = tally(
    disks.map((disk) => joined([decimalSize(disk.size), disk.transport?.toUpperCase() ?? null, disk.model])),
  )
  const ports = tally(nics.map((nic) => linkText(nic, language)))
  return [
    pair(say(language, 'hardware.system'), joined([system.vendor, system.product])),
    pair(say(language, 'hardware.firmware'), joined([firmware.mode?.toUpperCase() ?? null, firmware.version], ', ')),
    pair(say(language, 'hardware.cpu'), joined([cpu.sockets > 1 ? `${cpu.sockets} ×` : null, cpu.model])),
    pair(
      say(language, 'hardware.memory'),
      joined([size === null ? null : binarySize(size), modules === '' ? null : `(${modules})`]),
    ),
    pair(say(language, 'hardware.disks'), drives),
    pair(say(language, 'hardware.nics'), ports),
    pair(
      say(language, 'hardware.bmc'),
      bmc.present ? joined([bmc.manufacturer, bmc.address], ', ') : say(language, 'hardware.absent'),
    ),
  ]
}

function linkText({ link, speed }: Facts['nics'][number], language: Language): string {
  if (link !== true) return say(language, 'hardware.link.none')
  return speed === null ? say(language, 'hardware.link.up') : speedText(speed)
}

/** `4 × 16 GiB DDR4, 2 × 8 GiB DDR4`, in the order of their first appearance. */
function tally(texts: readonly (string | null)[]): string {
  const counts = new Map<string, number>()
  for (const text of texts) if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].map(([text, count]) => `${count} × ${text}`).join(', ')
}
