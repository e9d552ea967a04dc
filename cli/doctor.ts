import { sayAny } from '../lib/text/say.ts'
import type { Language } from '../lib/text/types.ts'
import type { Doctor } from '../pxe/contract/machines.ts'
import { printable } from './terminal/printable.ts'

const marks = { info: ' ', warning: '!', error: '✗' } as const

/** The timeline of a machine in words, oldest first, then what it means and what to do. */
export function printDoctor({ machine, timeline, diagnoses }: Doctor, language: Language): string {
  const lines = timeline.map(({ at, level, key, params }) => {
    const time = new Date(at).toLocaleTimeString('sv-SE')
    return `${time} ${marks[level]} ${sayAny(language, key, params)}`
  })
  const meaning = diagnoses.flatMap(({ level, finding, remedy }) => [
    `${marks[level]} ${sayAny(language, finding.key, finding.params)}`,
    ...(remedy ? [`  → ${sayAny(language, remedy.key, remedy.params)}`] : []),
  ])
  const all = [`${machine.name}  ${machine.evidence.macs.join(' ')}`, ...lines, '', ...meaning]
  return all.map((line) => `${printable(line)}\n`).join('')
}
