import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseHistory, recorder } from './history.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-history-'))
  file = join(folder, 'history')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a history is read as it was written, and what did not end is unknown for ever', async () => {
  let now = 0
  const first = recorder(file, 'a1', () => (now += 1))
  const second = recorder(file, 'b1', () => (now += 1))
  const { promise, resolve } = Promise.withResolvers<{ outcome: 'unknown'; result: object }>()
  const open = first.record({ kind: 'add', element: 'x' }, 3, () => promise)
  const answer = { outcome: 'ok', result: { value: '中', revision: 7 } } as const
  await second.record({ kind: 'read', register: 'r' }, null, async () => answer)
  void second.record({ kind: 'all' }, null, () => new Promise(() => undefined))
  second.lead(4, 2.5)
  resolve({ outcome: 'unknown', result: {} })
  await open
  first.close()
  second.close()
  appendFileSync(file, '{"id":"b1.9","at":')
  expect(parseHistory(readFileSync(file, 'utf8'))).toEqual([
    {
      process: 'a1',
      start: 1,
      end: Infinity,
      outcome: 'unknown',
      term: 3,
      attempt: { kind: 'add', element: 'x' },
      result: {},
    },
    {
      process: 'b1',
      start: 2,
      end: 3,
      outcome: 'ok',
      term: null,
      attempt: { kind: 'read', register: 'r' },
      result: answer.result,
    },
    { process: 'b1', start: 4, end: Infinity, outcome: 'unknown', term: null, attempt: { kind: 'all' }, result: {} },
    { process: 'b1', start: 2.5, end: 2.5, outcome: 'ok', term: 4, attempt: { kind: 'lead' }, result: {} },
  ])
})

test.each([
  ['a line that is none, in the middle', '{"id":\n{}\n'],
  ['an end without a beginning', '{"id":"a.1","at":1,"outcome":"ok","result":{}}\n'],
  ['an outcome that there is not', '{"id":"a.1","at":1,"outcome":"well","result":{}}\n\n'],
  ['two beginnings of one', '{"id":"a.1","process":"a","at":1,"term":null,"begins":{"kind":"all"}}\n'.repeat(2)],
])('a history with %s is refused', (_, text) => {
  expect(() => parseHistory(text)).toThrow(/history/)
})
