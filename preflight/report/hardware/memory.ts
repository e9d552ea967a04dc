/** Memory and its modules, in words. */
import { say } from '../../../lib/text/say.ts'
import type { Language } from '../../../lib/text/types.ts'
import { binarySize } from '../../../lib/units.ts'
import type { Facts } from '../../facts/schema.ts'
import { cell, joined, left, pair, right, tables } from '../section.ts'
import type { Section } from '../section.ts'

export function memorySection({ memory }: Facts, language: Language): Section {
  const { installed, usable, slots, dimms, ecc, errors, channels } = memory
  const channelTexts = channels.map(({ name, size }) => `${name} ${binarySize(size)}`)
  return {
    title: say(language, 'hardware.memory'),
    pairs: [
      pair(say(language, 'hardware.installed'), installed === null ? null : binarySize(installed)),
      pair(say(language, 'hardware.usable'), usable === null ? null : binarySize(usable)),
      pair(say(language, 'hardware.slots'), slots === null ? null : `${dimms.length} / ${slots}`),
      pair(say(language, 'hardware.ecc'), eccText(ecc, language)),
      pair(say(language, 'hardware.errors'), errors === null ? null : say(language, 'hardware.errors.memory', errors)),
      pair(say(language, 'hardware.channels'), joined(channelTexts, ', ')),
    ],
    tables: tables(
      '',
      [
        left(say(language, 'hardware.slot')),
        right(say(language, 'hardware.size')),
        left(say(language, 'hardware.type')),
        right(say(language, 'hardware.speed')),
        left(say(language, 'hardware.vendor')),
        left(say(language, 'hardware.part')),
        left(say(language, 'hardware.serial')),
      ],
      dimms.map(({ locator, bank, size, type, speed, manufacturer, part, serial }) => [
        cell(joined([locator, bank], ', ')),
        cell(binarySize(size)),
        cell(type),
        cell(speed === null ? null : `${speed} MT/s`),
        cell(manufacturer),
        cell(part),
        cell(serial),
      ]),
    ),
  }
}

function eccText(ecc: Facts['memory']['ecc'], language: Language): string | null {
  if (ecc === null) return null
  return ecc === 'none' ? say(language, 'hardware.absent') : say(language, `hardware.ecc.${ecc}`)
}
