/** What the boot script, the medium's menu or the disk's boot loader says to this boot, on the kernel's command line. */
import { VmpError } from '../lib/errors.ts'
import type { StationAddress } from '../lib/station/first-contact.ts'

export type { StationAddress }

export interface BootParameters {
  source: 'http' | 'iso' | 'disk'
  image: string | null
  mode: 'live' | 'rescue'
  /** Undefined when the medium carries none. */
  station: StationAddress | undefined
  /** One-time, for this boot; a medium has none. */
  nonce: string | undefined
  /** The NIC that loaded the boot files, lower case with colons. */
  bootMac: string | undefined
}

/** @throws VmpError `live.parameterInvalid`; what is not ours is left alone. */
export function parseCommandLine(commandLine: string): BootParameters {
  const given = new Map(
    commandLine
      .trim()
      .split(/\s+/)
      .map((word): [string, string] => {
        const equals = word.indexOf('=')
        return equals < 0 ? [word, ''] : [word.slice(0, equals), word.slice(equals + 1)]
      }),
  )
  const value = (name: string) => given.get(name) || undefined
  return {
    source: oneOf('vmp.source', value('vmp.source') ?? 'http', ['http', 'iso', 'disk']),
    image: value('vmp.image') ?? null,
    mode: oneOf('vmp.mode', value('vmp.mode') ?? 'live', ['live', 'rescue']),
    station: stationOf(value('vmp.station'), value('vmp.pin')),
    nonce: value('vmp.nonce'),
    bootMac: bootMacOf(value('BOOTIF')),
  }
}

function oneOf<const Choice extends string>(name: string, value: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === value)
  if (found === undefined) throw new VmpError('live.parameterInvalid', { name, value })
  return found
}

/** A station without a pin is refused: it could be anybody. */
function stationOf(station: string | undefined, pin: string | undefined): StationAddress | undefined {
  if (station === undefined) return undefined
  const url = URL.parse(station)
  if (url?.protocol !== 'https:') throw new VmpError('live.parameterInvalid', { name: 'vmp.station', value: station })
  if (pin === undefined || !/^[0-9a-f]{64}$/i.test(pin)) {
    throw new VmpError('live.parameterInvalid', { name: 'vmp.pin', value: pin ?? '-' })
  }
  return { url, pin: pin.toLowerCase() }
}

/** PXELINUX's form (hardware type 01, dashes), which iPXE and GRUB scripts write too. */
function bootMacOf(value: string | undefined): string | undefined {
  const mac = /^(?:01-)?((?:[0-9a-f]{2}[-:]){5}[0-9a-f]{2})$/i.exec(value ?? '')?.[1]
  return mac?.toLowerCase().replaceAll('-', ':')
}
