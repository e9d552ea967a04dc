/** What the processors do when they have nothing to do, and who decides how fast they run. */
import type { PowerFacts } from '../schema/cpu.ts'

export const noPower: PowerFacts = {
  idle: { driver: null, states: [] },
  frequency: { driver: null, governors: [], available: [], preferences: [] },
  bias: [],
  turbo: null,
}
