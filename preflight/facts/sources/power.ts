/** What the processors do when they have nothing to do, and who decides how fast they run. From sysfs. */
import type { SourceContext } from '../context.ts'
import type { IdleState, PowerFacts } from '../schema/cpu.ts'
import { count, known } from '../text.ts'

export const noPower: PowerFacts = {
  idle: { driver: null, states: [] },
  frequency: { driver: null, governors: [], available: [], preferences: [] },
  bias: [],
  turbo: null,
}

const folder = '/sys/devices/system/cpu'

export async function readPower(context: SourceContext): Promise<PowerFacts> {
  const { list, text } = context
  const cpus = (await list(folder)).filter((name) => /^cpu\d+$/.test(name))
  const policies = (await list(`${folder}/cpufreq`)).filter((name) => /^policy\d+$/.test(name))
  const each = async (names: readonly string[], path: (name: string) => string): Promise<string[]> => {
    const values = await Promise.all(names.map((name) => text(path(name))))
    return [...new Set(values.map((value) => known(value)).filter((value) => value !== null))].sort()
  }
  const ofPolicies = (attribute: string) => each(policies, (name) => `${folder}/cpufreq/${name}/${attribute}`)
  const [idleDriver, states, drivers, governors, available, preferences, biases, turbo] = await Promise.all([
    text(`${folder}/cpuidle/current_driver`),
    readIdleStates(context, cpus),
    ofPolicies('scaling_driver'),
    ofPolicies('scaling_governor'),
    ofPolicies('scaling_available_governors'),
    ofPolicies('energy_performance_preference'),
    each(cpus, (name) => `${folder}/${name}/power/energy_perf_bias`),
    readTurbo(context),
  ])
  return {
    idle: { driver: idleDriver === 'none' ? null : known(idleDriver), states },
    frequency: {
      driver: drivers[0] ?? null,
      governors,
      available: [...new Set(available.flatMap((names) => names.split(' ')))].sort(),
      preferences,
    },
    bias: biases
      .map((bias) => count(bias) ?? Number.NaN)
      .filter((bias) => bias <= 15)
      .sort((a, b) => a - b),
    turbo,
  }
}

/** The states of the first processor that has any; one that is enabled anywhere is enabled. */
async function readIdleStates({ list, text }: SourceContext, cpus: readonly string[]): Promise<IdleState[]> {
  const names = (await list(`${folder}/cpu0/cpuidle`)).filter((name) => /^state\d+$/.test(name))
  names.sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)))
  return Promise.all(
    names.map(async (state) => {
      const [name, latency, disabled] = await Promise.all([
        text(`${folder}/cpu0/cpuidle/${state}/name`),
        text(`${folder}/cpu0/cpuidle/${state}/latency`),
        Promise.all(cpus.map((cpu) => text(`${folder}/${cpu}/cpuidle/${state}/disable`))),
      ])
      return { name: known(name) ?? state, latency: count(latency), enabled: isEnabled(disabled) }
    }),
  )
}

/** A processor that is offline has no such states; a kernel before 3.5 has no way to turn one off. */
function isEnabled(disabled: readonly (string | undefined)[]): boolean {
  const told = disabled.filter((value) => value !== undefined)
  return told.length === 0 || told.includes('0')
}

async function readTurbo({ text }: SourceContext): Promise<boolean | null> {
  const off = await text(`${folder}/intel_pstate/no_turbo`)
  if (off !== undefined) return off === '0'
  const boost = await text(`${folder}/cpufreq/boost`)
  return boost === undefined ? null : boost === '1'
}
