/** Disks, RAID controllers and arrays, in words. */
import { say } from '../../../lib/text/say.ts'
import type { Language } from '../../../lib/text/types.ts'
import { decimalSize } from '../../../lib/units.ts'
import type { Facts } from '../../facts/schema.ts'
import type { Disk } from '../../facts/schema/disks.ts'
import { contentType, tellingContents, tellingLabel } from '../../support/contents.ts'
import { cell, joined, left, right, tables } from '../section.ts'
import type { Cell, Section } from '../section.ts'

/** A disk may hold hundreds of partitions; the document has them all. */
const contentsShown = 6

export function disksSection({ disks }: Facts, language: Language): Section {
  return {
    title: say(language, 'hardware.disks'),
    pairs: [],
    tables: tables(
      '',
      [
        left(say(language, 'hardware.device')),
        left(say(language, 'hardware.product')),
        left(say(language, 'hardware.serial')),
        right(say(language, 'hardware.size')),
        left(say(language, 'hardware.type')),
        left(say(language, 'hardware.health')),
        right(say(language, 'hardware.wear')),
        right(say(language, 'hardware.temperature')),
        right(say(language, 'hardware.hours')),
        left(say(language, 'hardware.contents')),
      ],
      disks.map((disk) => [
        cell(disk.name),
        cell(joined([disk.vendor, disk.model])),
        cell(disk.serial ?? disk.wwn),
        cell(decimalSize(disk.size)),
        cell(kindText(disk, language)),
        healthCell(disk, language),
        cell(unit(disk.health?.wear, '%')),
        cell(unit(disk.health?.temperature, '°C')),
        cell(disk.health?.powerOnHours ?? null),
        cell(contentsText(disk, language)),
      ]),
    ),
  }
}

const unit = (value: number | null | undefined, name: string): string | null =>
  value === null || value === undefined ? null : `${value} ${name}`

function kindText({ rotational, transport, boot }: Disk, language: Language): string | null {
  const kind = rotational === null ? null : say(language, rotational ? 'hardware.rotational' : 'hardware.solid')
  return joined([kind, transport?.toUpperCase() ?? null, boot ? `(${say(language, 'hardware.bootMedium')})` : null])
}

function healthCell({ health }: Pick<Disk, 'health'>, language: Language): Cell {
  if (health === null) return cell(null)
  if (health.passed === false)
    return cell(joined([say(language, 'hardware.health.failing'), ...health.warnings], ', '), true)
  const defects = (health.reallocated ?? 0) + (health.pending ?? 0) + (health.mediaErrors ?? 0)
  if (defects > 0) return cell(say(language, 'hardware.health.defects', { count: defects }), true)
  return cell(health.passed === null ? null : say(language, 'hardware.health.good'))
}

function contentsText({ contents, marker }: Disk, language: Language): string | null {
  if (marker !== null) return say(language, 'hardware.marker', { cluster: marker.cluster ?? marker.host ?? '–' })
  if (contents === null) return null
  if (contents.length === 0) return say(language, 'hardware.contents.empty')
  const telling = tellingContents(contents)
  const texts = telling.slice(0, contentsShown).map((content) => joined([contentType(content), tellingLabel(content)]))
  return joined([...new Set(texts), telling.length > contentsShown ? '…' : null], ', ')
}

export function raidSection({ raid }: Facts, language: Language): Section {
  const driver = left(say(language, 'hardware.driver'))
  return {
    title: say(language, 'hardware.raid'),
    pairs: [],
    tables: [
      ...tables(
        '',
        [left(say(language, 'hardware.controller')), driver, left(say(language, 'hardware.deviceFirmware'))],
        raid.controllers.map(({ name, driver, firmware }) => [cell(name), cell(driver), cell(firmware)]),
      ),
      ...tables(
        '',
        [
          left(say(language, 'hardware.array')),
          left(say(language, 'hardware.level')),
          right(say(language, 'hardware.size')),
          left(say(language, 'hardware.state')),
          left(say(language, 'hardware.members')),
        ],
        raid.arrays.map(({ name, level, size, state, members, missing }) => [
          cell(name),
          cell(level?.toUpperCase() ?? null),
          cell(size === null ? null : decimalSize(size)),
          cell(
            joined(
              [
                state === null ? null : say(language, `hardware.array.${state}`),
                missing === null || missing === 0 ? null : say(language, 'hardware.missing', { count: missing }),
              ],
              ', ',
            ),
            state === 'degraded' || state === 'failed',
          ),
          cell(members.join(', ')),
        ]),
      ),
      ...tables(
        '',
        [
          left(say(language, 'hardware.behind')),
          left(say(language, 'hardware.product')),
          left(say(language, 'hardware.serial')),
          right(say(language, 'hardware.size')),
          left(say(language, 'hardware.health')),
          right(say(language, 'hardware.wear')),
          right(say(language, 'hardware.temperature')),
        ],
        raid.disks.map((disk) => [
          cell(disk.name),
          cell(disk.model),
          cell(disk.serial),
          cell(disk.size === null ? null : decimalSize(disk.size)),
          healthCell(disk, language),
          cell(unit(disk.health?.wear, '%')),
          cell(unit(disk.health?.temperature, '°C')),
        ]),
      ),
    ],
  }
}
