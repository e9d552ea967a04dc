import { expect, test } from 'vitest'
import { contextOn } from '../__fixtures__/tree.ts'
import { noPower, readPower } from './power.ts'

const folder = '/sys/devices/system/cpu'
const file = (path: string, text: string): string => `==> ${folder}/${path}\n${text}\n`

test('idle states, governors, preferences and bias, each value once', async () => {
  const text = [
    file('cpuidle/current_driver', 'intel_idle'),
    ...['POLL 0', 'C1 2', 'C1E 10', 'C6 133'].flatMap((state, index) => {
      const [name = '', latency = ''] = state.split(' ')
      return [
        file(`cpu0/cpuidle/state${index}/name`, name),
        file(`cpu0/cpuidle/state${index}/latency`, latency),
        file(`cpu0/cpuidle/state${index}/disable`, name === 'C6' ? '1' : '0'),
        // One processor that may still go deep makes the state an enabled one.
        file(`cpu1/cpuidle/state${index}/disable`, name === 'C1E' ? '1' : '0'),
      ]
    }),
    file('cpufreq/policy0/scaling_driver', 'intel_pstate'),
    file('cpufreq/policy0/scaling_governor', 'powersave'),
    file('cpufreq/policy1/scaling_governor', 'performance'),
    file('cpufreq/policy0/scaling_available_governors', 'performance powersave'),
    file('cpufreq/policy0/energy_performance_preference', 'balance_performance'),
    file('cpu0/power/energy_perf_bias', '6'),
    file('cpu1/power/energy_perf_bias', '6'),
    file('intel_pstate/no_turbo', '0'),
  ].join('')
  expect(await readPower(contextOn(text).context)).toEqual({
    idle: {
      driver: 'intel_idle',
      states: [
        { name: 'POLL', latency: 0, enabled: true },
        { name: 'C1', latency: 2, enabled: true },
        { name: 'C1E', latency: 10, enabled: true },
        { name: 'C6', latency: 133, enabled: true },
      ],
    },
    frequency: {
      driver: 'intel_pstate',
      governors: ['performance', 'powersave'],
      available: ['performance', 'powersave'],
      preferences: ['balance_performance'],
    },
    bias: [6],
    turbo: true,
  })
})

test.each([
  ['no_turbo 1', file('intel_pstate/no_turbo', '1'), false],
  ['boost 1', file('cpufreq/boost', '1'), true],
  ['boost 0', file('cpufreq/boost', '0'), false],
])('turbo by %s', async (_, text, turbo) => {
  expect((await readPower(contextOn(text).context)).turbo).toBe(turbo)
})

test('a virtual machine shows nothing, and absurd values are left out', async () => {
  expect(await readPower(contextOn('').context)).toEqual(noPower)
  const text = file('cpuidle/current_driver', 'none') + file('cpu0/power/energy_perf_bias', '99999999999999999999')
  expect(await readPower(contextOn(text).context)).toEqual(noPower)
})
