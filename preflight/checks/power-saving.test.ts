import { expect, test } from 'vitest'
import { fitServer } from '../__fixtures__/facts.ts'
import { findings, verdicts } from '../__fixtures__/judge.ts'
import type { PowerFacts } from '../facts/schema/cpu.ts'
import { noPower } from '../facts/sources/power.ts'
import { shippedPolicy } from '../policies.ts'

const { power } = fitServer
const strict = shippedPolicy('strict')
const state = (name: string, enabled = true, latency: number | null = 10) => ({ name, enabled, latency })
const idle = (...states: PowerFacts['idle']['states']) => ({ power: { ...power, idle: { driver: 'x', states } } })
const frequency = (different: Partial<PowerFacts['frequency']>) => ({
  power: { ...power, frequency: { ...power.frequency, ...different } },
})

test.each(['POLL', 'C1', 'C1E', 'C1_ACPI', 'C1-HSW', 'C1E-HSW', 'haltpoll', 'HALT'])(
  '%s is not deeper than C1',
  (name) => {
    expect(verdicts('powerSaving', idle(state(name)))).toEqual([])
  },
)

test.each(['C2', 'C3', 'C6', 'C8', 'C10', 'C2_ACPI', 'C6-SKX', 'C7s-HSW'])('%s is deeper than C1', (name) => {
  expect(verdicts('powerSaving', idle(state('POLL'), state('C1'), state(name)))).toEqual(['warn idleStates'])
  expect(verdicts('powerSaving', idle(state(name, false)))).toEqual([])
})

test('the deep states are named with the time it takes to leave them', () => {
  expect(findings('powerSaving', idle(state('C1'), state('C3', true, 33), state('C6', true, null)))).toMatchObject([
    { measured: 'C3 (33 µs), C6', threshold: 'C1' },
  ])
})

test.each<[string, Parameters<typeof verdicts>[1], string]>([
  ['idle states', idle(state('C6')), 'idleStates'],
  ['the governor', frequency({ governors: ['performance', 'powersave'] }), 'governor'],
  ['the preference', frequency({ preferences: ['balance_performance'] }), 'bias'],
  ['the bias', { power: { ...power, bias: [0, 1] } }, 'bias'],
])('%s: a warning, and unfit under strict', (_, different, problem) => {
  expect(verdicts('powerSaving', different)).toEqual([`warn ${problem}`])
  expect(verdicts('powerSaving', different, { policy: strict })).toEqual([`fail ${problem}`])
})

test('turbo that is off is an advice, and unfit under strict', () => {
  const off = { power: { ...power, turbo: false } }
  expect(verdicts('powerSaving', off)).toEqual(['advice turboOff'])
  expect(verdicts('powerSaving', off, { policy: strict })).toEqual(['fail turboOff'])
  expect(verdicts('powerSaving', { power: { ...power, turbo: null } })).toEqual([])
})

test('preference and bias tell the processor the same, and are one finding', () => {
  const lazy = { power: { ...power, bias: [6], frequency: { ...power.frequency, preferences: ['power'] } } }
  expect(findings('powerSaving', lazy)).toMatchObject([{ measured: 'power, energy_perf_bias 6' }])
})

test('a machine without such settings has nothing to save power with; one that could not be read is unknown', () => {
  expect(verdicts('powerSaving', { power: noPower })).toEqual([])
  const unread = [{ source: 'power', reason: 'late' }]
  expect(verdicts('powerSaving', { power: noPower }, { unread })).toEqual(['unknown unread'])
})
