import { expect, test } from 'vitest'
import { firmwareDay, isoDay } from './firmware-date.ts'

test.each([
  ['06/15/2022', '2022-06-15'],
  ['6/5/2022', '2022-06-05'],
  [' 06/15/2022 ', '2022-06-15'],
  ['06/15/99', '1999-06-15'],
  ['2022-06-15', '2022-06-15'],
  ['2022/06/15', '2022-06-15'],
  ['20220615', '2022-06-15'],
])('%j is %s', (text, day) => {
  expect(isoDay(firmwareDay(text)!)).toBe(day)
})

test.each([
  null,
  '',
  'To Be Filled',
  '13/01/2022',
  '02/30/2022',
  '00/00/0000',
  '01/01/2100',
  '01/01/1970',
  '2022-0615',
  '1/1/22222',
])('%j is no day', (text) => {
  expect(firmwareDay(text)).toBeUndefined()
})
