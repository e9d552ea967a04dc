import type { MachineTraits } from '../schema.ts'

/** A machine that no override of a test is for. */
export const machine = (traits: Partial<MachineTraits> = {}): MachineTraits => ({
  uuid: 'aa000000-0000-4000-8000-000000000001',
  serial: 'SN-0001',
  macs: ['52:54:00:00:00:01', '52:54:00:00:00:02'],
  labels: {},
  index: 1,
  order: 1,
  ...traits,
})
