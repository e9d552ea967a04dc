/** Which disks: for the system, and for data apart from it. What each holds now stands beside it. */
import { say, sayAny } from '../../lib/text/say.ts'
import type { Language } from '../../lib/text/types.ts'
import { decimalSize } from '../../lib/units.ts'
import type { Facts } from '../../preflight/facts/schema.ts'
import type { Disk } from '../../preflight/facts/schema/disks.ts'
import { contentType, tellingContents, tellingLabel } from '../../preflight/support/contents.ts'
import { fixedDisks } from '../../preflight/support/disks.ts'
import { listOf } from './page.ts'
import type { Choice, FieldProblem, PageMaker } from './page.ts'

/** Disks that a person may pick; what cannot be written is not offered. */
export const offered = ({ disks }: Facts): Disk[] =>
  fixedDisks(disks).filter(({ readOnly, size }) => readOnly !== true && size > 0)

const raidChoices = ['auto', 'none', '1', '10', '5', '6'] as const

export const disksPage: PageMaker = {
  id: 'disks',
  make({ facts, language }) {
    const choices = offered(facts).map((disk) => choiceOf(disk, language))
    return {
      id: 'disks',
      title: say(language, 'menu.disks.title'),
      lines: [say(language, choices.length === 0 ? 'menu.disks.none' : 'menu.disks.intro')],
      fields: [
        { kind: 'many', id: 'system', label: say(language, 'menu.disks.system'), choices },
        { kind: 'many', id: 'data', label: say(language, 'menu.disks.data'), choices },
        {
          kind: 'one',
          id: 'raid',
          label: say(language, 'menu.disks.raid'),
          choices: raidChoices.map((value) => ({ value, text: sayAny(language, `menu.raid.${value}`) })),
        },
      ],
    }
  },
  problems({ facts, values, language }) {
    const [system, data] = [listOf(values, 'system'), listOf(values, 'data')]
    const there = new Set(offered(facts).map(({ path }) => path))
    const problems: FieldProblem[] = []
    if (system.length === 0) problems.push({ field: 'system', text: say(language, 'menu.problem.noSystemDisk') })
    const both = data.filter((path) => system.includes(path))
    if (both.length > 0)
      problems.push({ field: 'data', text: say(language, 'menu.problem.bothAreas', { disks: both.join(', ') }) })
    const gone = [...system, ...data].filter((path) => !there.has(path))
    if (gone.length > 0)
      problems.push({ field: 'system', text: say(language, 'menu.problem.diskGone', { disks: gone.join(', ') }) })
    return problems
  },
}

function choiceOf(disk: Disk, language: Language): Choice {
  const parts = [disk.name, decimalSize(disk.size), disk.model, disk.serial === null ? null : `S/N ${disk.serial}`]
  return { value: disk.path, text: `${parts.filter((part) => part !== null).join('  ')}: ${holds(disk, language)}` }
}

function holds({ contents, marker }: Disk, language: Language): string {
  if (marker !== null) return say(language, 'hardware.marker', { cluster: marker.cluster ?? marker.host ?? '-' })
  if (contents === null) return say(language, 'menu.disks.unread')
  if (contents.length === 0) return say(language, 'hardware.contents.empty')
  const texts = tellingContents(contents).map((each) =>
    [contentType(each), tellingLabel(each)].filter((part) => part !== null).join(' '),
  )
  return [...new Set(texts)].slice(0, 3).join(', ')
}
