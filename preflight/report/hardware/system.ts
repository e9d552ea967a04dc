/** System, processor, virtualization and power saving, in words. */
import { say } from '../../../lib/text/say.ts'
import type { Language } from '../../../lib/text/types.ts'
import type { Facts } from '../../facts/schema.ts'
import type { PowerFacts, VirtualizationFacts } from '../../facts/schema/cpu.ts'
import { joined, pair } from '../section.ts'
import type { Section } from '../section.ts'
import { onOff, yesNo } from '../words.ts'

export function systemSection({ system, firmware, tpm }: Facts, language: Language): Section {
  const { board, chassis } = system
  const boardText = joined([board.vendor, board.product, board.serial === null ? null : `(${board.serial})`])
  return {
    title: say(language, 'hardware.system'),
    pairs: [
      pair(say(language, 'hardware.vendor'), system.vendor),
      pair(say(language, 'hardware.product'), joined([system.product, system.version])),
      pair(say(language, 'hardware.serial'), system.serial),
      pair(say(language, 'hardware.uuid'), system.uuid),
      pair(say(language, 'hardware.chassis'), joined([chassis.type, chassis.serial], ', ')),
      pair(say(language, 'hardware.assetTag'), chassis.assetTag),
      pair(say(language, 'hardware.board'), boardText),
      pair(say(language, 'hardware.firmware'), joined([firmware.vendor, firmware.version, firmware.date], ', ')),
      pair(say(language, 'hardware.mode'), firmware.mode?.toUpperCase() ?? null),
      pair(say(language, 'hardware.secureBoot'), onOff(firmware.secureBoot, language)),
      pair(say(language, 'hardware.tpm'), tpm.present ? (tpm.version ?? '+') : say(language, 'hardware.absent')),
    ],
    tables: [],
  }
}

export function processorSection({ cpu, virtualization }: Facts, language: Language): Section {
  const { sockets, cores, threads } = cpu
  return {
    title: say(language, 'hardware.processor'),
    pairs: [
      pair(say(language, 'hardware.cpu'), cpu.model ?? cpu.vendor),
      pair(
        say(language, 'hardware.cores'),
        sockets + cores + threads === 0 ? null : `${sockets}, ${cores}, ${threads}`,
      ),
      pair(say(language, 'hardware.numa'), cpu.numaNodes),
      pair(say(language, 'hardware.microcode'), cpu.microcode),
      pair(say(language, 'hardware.virtualization'), flagText(virtualization, language)),
      pair(say(language, 'hardware.msr'), switchText(virtualization, language)),
      pair(say(language, 'hardware.kvm'), yesNo(virtualization.usable, language)),
      pair(say(language, 'hardware.nested'), onOff(virtualization.nested, language)),
      pair(say(language, 'hardware.iommu'), iommuText(virtualization, language)),
    ],
    tables: [],
  }
}

function flagText({ flag }: VirtualizationFacts, language: Language): string {
  if (flag === null) return say(language, 'hardware.virtualization.none')
  return flag === 'vmx' ? 'Intel VT-x' : 'AMD-V'
}

function switchText({ msr }: VirtualizationFacts, language: Language): string | null {
  if (msr === null) return null
  if (msr.locked) return say(language, msr.enabled ? 'hardware.msr.lockedOn' : 'hardware.msr.lockedOff')
  return say(language, msr.enabled ? 'hardware.msr.on' : 'hardware.msr.off')
}

function iommuText({ iommu }: VirtualizationFacts, language: Language): string | null {
  if (iommu === null) return null
  if (iommu.active) return say(language, 'hardware.iommu.active')
  return say(language, iommu.offered ? 'hardware.iommu.offered' : 'hardware.virtualization.none')
}

export function powerSection({ power }: Facts, language: Language): Section {
  const { frequency, bias, turbo } = power
  const preferences = [...frequency.preferences, ...bias.map((value) => `EPB ${value}`)]
  return {
    title: say(language, 'hardware.power'),
    pairs: [
      pair(say(language, 'hardware.idle'), idleText(power)),
      pair(say(language, 'hardware.frequency'), joined([frequency.driver, frequency.governors.join(', ')], ': ')),
      pair(say(language, 'hardware.preference'), joined(preferences, ', ')),
      pair(say(language, 'hardware.turbo'), onOff(turbo, language)),
    ],
    tables: [],
  }
}

/** The enabled states with the microseconds that leaving them takes. */
function idleText({ idle }: PowerFacts): string | null {
  const enabled = idle.states.filter((state) => state.enabled)
  const states = enabled.map(({ name, latency }) => (latency === null ? name : `${name} (${latency} µs)`))
  return joined([idle.driver, states.join(', ')], ': ')
}
