/** Network ports, in words. */
import { say } from '../../../lib/text/say.ts'
import type { Language } from '../../../lib/text/types.ts'
import type { Facts } from '../../facts/schema.ts'
import type { Nic } from '../../facts/schema/nics.ts'
import { cell, joined, left, tables } from '../section.ts'
import type { Cell, Section } from '../section.ts'

export function nicsSection({ nics }: Facts, language: Language): Section {
  return {
    title: say(language, 'hardware.nics'),
    pairs: [],
    tables: tables(
      '',
      [
        left(say(language, 'hardware.port')),
        left(say(language, 'hardware.mac')),
        left(say(language, 'hardware.link')),
        left(say(language, 'hardware.supported')),
        left(say(language, 'hardware.driver')),
        left(say(language, 'hardware.errors')),
        left(say(language, 'hardware.neighbour')),
      ],
      nics.map((nic) => [
        cell(nic.name),
        cell(nic.mac),
        linkCell(nic, language),
        cell(nic.supported.length === 0 ? null : speedText(Math.max(...nic.supported))),
        cell(joined([nic.driver, nic.firmware], ', ')),
        errorsCell(nic, language),
        cell(neighbourText(nic, language)),
      ]),
    ),
  }
}

/** Mb/s as people say it. */
export function speedText(speed: number): string {
  return speed >= 1000 ? `${speed / 1000} Gb/s` : `${speed} Mb/s`
}

function linkCell({ link, speed, duplex }: Nic, language: Language): Cell {
  if (link === null) return cell(say(language, 'hardware.link.down'))
  if (!link) return cell(say(language, 'hardware.link.none'))
  const parts = [
    speed === null ? say(language, 'hardware.link.up') : speedText(speed),
    duplex === null ? null : say(language, `hardware.duplex.${duplex}`),
  ]
  return cell(joined(parts, ', '), duplex === 'half')
}

function errorsCell({ errors }: Nic, language: Language): Cell {
  if (errors === null) return cell(null)
  const sum = errors.received + errors.sent + errors.crc
  return sum === 0 ? cell('0') : cell(say(language, 'hardware.errors.nic', errors), true)
}

function neighbourText({ lldp }: Nic, language: Language): string | null {
  if (lldp === null) return null
  const vlan = lldp.vlan === null ? null : say(language, 'hardware.vlan', { vlan: lldp.vlan })
  return joined([lldp.system, lldp.port ?? lldp.description, vlan], ', ')
}
