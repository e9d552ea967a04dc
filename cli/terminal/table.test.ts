import { assert, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { duration } from './duration.ts'
import { table } from './table.ts'
import { truncate, widthOf, wrap } from '../../lib/text/width.ts'

const columns = [{ title: 'NAME' }, { title: 'VENDOR', shrinks: true }, { title: 'MEMORY', align: 'right' as const }]
const rows = [
  ['node-1', 'Inspur Electronic Information Industry Co.', '64 GB'],
  ['机房二号服务器', '浪潮电子信息产业股份有限公司', '512 GB'],
]

describe('a table', () => {
  test('aligns Chinese and Latin text in the same columns', () => {
    expect(table(columns, rows)).toBe(
      [
        'NAME            VENDOR                                      MEMORY',
        'node-1          Inspur Electronic Information Industry Co.   64 GB',
        '机房二号服务器  浪潮电子信息产业股份有限公司                512 GB',
        '',
      ].join('\n'),
    )
  })

  test('cuts only the columns that may shrink to fit the terminal', () => {
    expect(table(columns, rows, 44)).toBe(
      [
        'NAME            VENDOR                MEMORY',
        'node-1          Inspur Electronic I…   64 GB',
        '机房二号服务器  浪潮电子信息产业股…   512 GB',
        '',
      ].join('\n'),
    )
  })

  test.each([10, 20, 30, 44, 60])('is never wider than the terminal: %i columns', (width) => {
    for (const line of table(columns, rows, width).split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(width)
  })

  test('is its titles when there are no rows', () => {
    expect(table(columns, [])).toBe('NAME  VENDOR  MEMORY\n')
  })
})

test('text is cut between characters, never inside one', () => {
  expect(truncate('机房服务器', 6)).toBe('机房…')
  expect(truncate('👨‍👩‍👧‍👦 family', 4)).toBe('👨‍👩‍👧‍👦 …')
  expect(truncate('abc', 3)).toBe('abc')
  expect(truncate('abc', 0)).toBe('')
})

test.each([
  [380, '0.4 s'],
  [9960, '10 s'],
  [58_400, '58 s'],
  [59_600, '1 min 00 s'],
  [123_000, '2 min 03 s'],
  [3_840_000, '1 h 04 min'],
])('%i ms read %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})

describe('wrapped text', () => {
  test('breaks between words, and never before a stop', () => {
    expect(wrap('look whether the firmware lists all.', 14)).toEqual(['look whether', 'the firmware', 'lists all.'])
    expect(wrap('内存不足，请增加内存条。', 10)).toEqual(['内存不足，', '请增加内存', '条。'])
  })

  test('cuts a word that is wider than a line', () => {
    expect(wrap('a WWWWWWWWWW b', 4)).toEqual(['a', 'WWWW', 'WWWW', 'WW b'])
    expect(wrap('', 4)).toEqual([''])
  })

  test('loses nothing but spaces, and is never wider than asked', () => {
    assert(
      property(string({ unit: 'grapheme' }), (text) => {
        const lines = wrap(text, 12)
        expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''))
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(12)
      }),
    )
  })
})
