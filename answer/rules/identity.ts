import { Check } from 'typebox/value'
import { VmpError } from '../../lib/errors.ts'
import { nearest } from '../../lib/nearest.ts'
import { isPlaceholder, nameOf, placeholders, placeholdersOf } from '../name.ts'
import { HostName } from '../schema.ts'
import { isKeyboard, keyboards } from './keyboards.ts'
import { flaw } from './rule.ts'
import type { Rule, RuleFlaw } from './rule.ts'

/** The name, the time zone, the language and the keyboard are ones that there are. */
export const identityRules: Rule = ({ answer: { identity, network }, origin }) => {
  const pooled = [network.management, network.storage].some((each) => each?.address.method === 'pool')
  const match = origin(['identity', 'name'])?.match ?? null
  const forMany = pooled && (match === null || 'label' in match)
  return [...nameFlaws(identity.name, forMany), ...placeFlaws(identity)]
}

function nameFlaws(name: string, forMany: boolean): RuleFlaw[] {
  const path = ['identity', 'name']
  const found = placeholdersOf(name)
  const unknown = found.filter((each) => !isPlaceholder(each))
  if (unknown.length > 0)
    return unknown.map(({ text, name: word }) =>
      flaw(path, (at) => {
        const near = nearest(word, placeholders) ?? '–'
        const names = placeholders.map((each) => `{${each}}`).join(', ')
        return new VmpError('answer.unknownPlaceholder', { ...at, part: text, nearest: `{${near}}`, names })
      }),
    )
  // A machine like any other: what is wrong with its name is wrong with all.
  const labels = Object.fromEntries(found.map(({ detail = '' }) => [detail, 'x']))
  const sample = nameOf(name, { uuid: null, serial: 'x', macs: ['52:54:00:00:00:01'], labels, index: 1, order: 1 })
  const result = 'name' in sample ? sample.name : ''
  if (!Check(HostName, result)) return [flaw(path, (at) => new VmpError('answer.badName', { ...at, name, result }))]
  if (forMany && found.length === 0) return [flaw(path, (at) => new VmpError('answer.oneName', { ...at, name }))]
  return []
}

function placeFlaws({
  timezone,
  locale,
  keyboard,
}: {
  timezone: string
  locale: string
  keyboard: string
}): RuleFlaw[] {
  const flaws: RuleFlaw[] = []
  if (!isZone(timezone))
    flaws.push(
      flaw(['identity', 'timezone'], (at) => {
        const near = nearest(timezone, Intl.supportedValuesOf('timeZone')) ?? '–'
        return new VmpError('answer.unknownZone', { ...at, value: timezone, nearest: near })
      }),
    )
  if (!isLocale(locale))
    flaws.push(flaw(['identity', 'locale'], (at) => new VmpError('answer.unknownLocale', { ...at, value: locale })))
  if (!isKeyboard(keyboard))
    flaws.push(
      flaw(['identity', 'keyboard'], (at) => {
        const near = nearest(keyboard.split('-')[0] ?? '', keyboards) ?? '–'
        return new VmpError('answer.unknownKeyboard', { ...at, value: keyboard, nearest: near })
      }),
    )
  return flaws
}

/** ICU is slow, and a file may have thousands of overrides. */
function remembered(judge: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    if (known.size >= 1000) known.clear()
    const judged = judge(text)
    known.set(text, judged)
    return judged
  }
}

/** ICU takes names in any case; the files of the time zone database have the one. */
const isZone = remembered((name) => {
  if (!name.split('/').every((part) => /^[A-Z]/.test(part))) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).format()
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
})

const isLocale = remembered((locale) => {
  const [, language, region] = /^([a-z]+)_([A-Z]+)/.exec(locale) ?? []
  if (language === undefined || region === undefined) return locale === 'C.UTF-8'
  const known = (type: 'language' | 'region', code: string): boolean =>
    new Intl.DisplayNames('en', { type, fallback: 'none' }).of(code) !== undefined
  return known('language', language) && known('region', region)
})
