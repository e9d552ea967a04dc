/** Every check, in the order of the report. */
import type { Check } from './check.ts'
import { memory } from './checks/memory.ts'

export const checks: readonly Check[] = [memory]
