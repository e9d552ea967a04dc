import { describe, expect, test } from 'vitest'
import { errorCatalogue } from '../lib/text/errors.ts'
import { messageCatalogue } from '../lib/text/messages.ts'

const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))].toSorted()

describe('every text for people', () => {
  test.each(Object.entries(messageCatalogue))('message %s is there in both languages, same parameters', (_, text) => {
    expect(text.en).not.toBe('')
    expect(text.zh).not.toBe('')
    expect(placeholders(text.zh)).toEqual(placeholders(text.en))
  })

  test.each(Object.entries(errorCatalogue))('error %s says what, why and what to do in both languages', (_, entry) => {
    for (const { what, why, remedy } of [entry.en, entry.zh]) {
      expect(what).not.toBe('')
      expect(why).not.toBe('')
      expect(remedy).not.toBe('')
    }
    const all = ({ what, why, remedy }: typeof entry.en): string => [what, why, remedy].join(' ')
    expect(placeholders(all(entry.zh))).toEqual(placeholders(all(entry.en)))
  })

  test('Chinese texts are Chinese', () => {
    const untranslated = Object.entries(messageCatalogue).filter(
      ([, { en, zh }]) => en === zh && /[a-z]{4}/.test(en.replaceAll(/\{\w+\}/g, '')) && !/\p{Script=Han}/u.test(zh),
    )
    expect(untranslated.map(([key]) => key)).toEqual([])
  })
})
