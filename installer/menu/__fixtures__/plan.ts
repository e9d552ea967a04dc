import type { Plan } from '../../../answer/plan.ts'

/** A plan that touches nothing, and needs no code. */
export const noPlan: Plan = {
  version: 1,
  firmware: 'bios',
  disks: [],
  arrays: [],
  groups: [],
  volumes: [],
  notes: [],
  problems: [],
  code: null,
  digest: 'none',
}
