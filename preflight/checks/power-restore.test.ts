import { expect, test } from 'vitest'
import { fitServer } from '../__fixtures__/facts.ts'
import { verdicts } from '../__fixtures__/judge.ts'
import type { BmcFacts } from '../facts/schema/bmc.ts'
import { noBmc } from '../facts/sources/bmc.ts'

const { bmc, virtualization } = fitServer

test.each<[BmcFacts['powerRestore'], string[]]>([
  ['always-on', []],
  ['previous', []],
  ['always-off', ['warn off']],
  [null, ['warn unknown']],
])('a management controller that says %s: %j', (powerRestore, found) => {
  expect(verdicts('powerRestore', { bmc: { ...bmc, powerRestore } })).toEqual(found)
})

test('one that could not be read is not taken for none', () => {
  const unread = [{ source: 'bmc', reason: 'late' }]
  expect(verdicts('powerRestore', { bmc: noBmc }, { unread })).toEqual(['unknown unread'])
  expect(verdicts('sensors', { bmc: noBmc }, { unread })).toEqual(['unknown unread'])
})

test('without a management controller somebody has to look, but not into a virtual machine', () => {
  expect(verdicts('powerRestore', { bmc: noBmc })).toEqual(['advice noBmc'])
  const guest = { ...virtualization, guest: true }
  expect(verdicts('powerRestore', { bmc: noBmc, virtualization: guest })).toEqual([])
  expect(verdicts('powerRestore', { bmc: { ...bmc, powerRestore: null }, virtualization: guest })).toEqual([
    'warn unknown',
  ])
})
