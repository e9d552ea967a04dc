/** Disables idle states deeper than C1 on every processor, until the next start (Documentation/admin-guide/pm/cpuidle.rst). */
import { isDeep } from '../support/idle.ts'
import { Impossible } from './fix.ts'
import type { Fix, FixContext } from './fix.ts'
import { cpus, processors } from './processors.ts'

export const idle: Fix = {
  id: 'idle',
  codes: ['powerSaving.idleStates'],
  async look(context) {
    const states = await deepStates(context)
    if (states.length === 0) throw new Impossible('the kernel shows no deeper idle state')
    const enabled = [...new Set(states.filter((state) => state.enabled).map(({ name }) => name))]
    return { value: enabled.length === 0 ? 'C1' : enabled.join(', '), right: enabled.length === 0 }
  },
  wanted: () => 'C1',
  async set(context) {
    for (const { path, enabled } of await deepStates(context)) if (enabled) await context.write(`${path}/disable`, '1')
  },
}

async function deepStates(context: FixContext): Promise<{ path: string; name: string; enabled: boolean }[]> {
  const { list, text } = context.reader
  const found: { path: string; name: string; enabled: boolean }[] = []
  for (const cpu of await processors(context)) {
    const folder = `${cpus}/${cpu}/cpuidle`
    for (const state of (await list(folder)).filter((each) => /^state\d+$/.test(each))) {
      const path = `${folder}/${state}`
      const name = (await text(`${path}/name`)) ?? state
      if (isDeep({ name })) found.push({ path, name, enabled: (await text(`${path}/disable`)) === '0' })
    }
  }
  return found
}
