/** Which overrides of an answer file are for a machine. */
import { normalMac, swappedUuid } from '../lib/identity.ts'
import type { MachineSelector, MachineTraits } from './schema.ts'

/** How telling a selector is: the higher one wins. */
export function tellingOf(match: MachineSelector): number {
  if ('uuid' in match) return 5
  if ('serial' in match) return 4
  if ('mac' in match) return 3
  return match.label.includes('=') ? 2 : 1
}

export function isMatch(match: MachineSelector, traits: MachineTraits): boolean {
  if ('uuid' in match) {
    const wanted = match.uuid.toLowerCase()
    const own = traits.uuid?.toLowerCase()
    // What is printed on a machine, or shown by its BMC, may be in the other byte order.
    return own !== undefined && (own === wanted || swappedUuid(own) === wanted)
  }
  if ('serial' in match) return sameText(match.serial, traits.serial)
  if ('mac' in match) return traits.macs.some((mac) => normalMac(mac) === normalMac(match.mac))
  const [, key = match.label, value] = /^([^=]*)=(.*)$/.exec(match.label) ?? []
  return Object.hasOwn(traits.labels, key) && (value === undefined || traits.labels[key] === value)
}

/** The same for two selectors that pick the same machines. */
export function selectorKey(match: MachineSelector): string {
  if ('uuid' in match) return `uuid ${match.uuid.toLowerCase()}`
  if ('serial' in match) return `serial ${match.serial.trim().toLowerCase()}`
  if ('mac' in match) return `mac ${normalMac(match.mac)}`
  return `label ${match.label}`
}

/** For people: `serial SN-1`. */
export const selectorText = (match: MachineSelector): string => Object.entries(match)[0]!.join(' ')

const sameText = (a: string, b: string | null): boolean => a.trim().toLowerCase() === b?.trim().toLowerCase()
