/** A machine's states, and what may be done in each: one table, for the station and for whoever shows it. `joined` comes with clusters. */
import { Type } from 'typebox'
import type { Static } from 'typebox'

export const machineStates = [
  'discovered',
  'checking',
  'checked',
  'approved',
  'installing',
  'installed',
  'failed',
  'rearmed',
] as const
export const MachineState = Type.Enum(machineStates, {
  description:
    'whether a checked one is fit its verdict says; rearmed: an installed one that may be installed once more',
})
export type MachineState = Static<typeof MachineState>

export type MachineAction =
  | 'check'
  | 'recheck'
  | 'approve'
  | 'disapprove'
  | 'start'
  | 'retry'
  | 'rearm'
  | 'adopt'
  | 'rescue'
  | 'forget'

const every = machineStates
const unlocked = ['discovered', 'checking', 'checked', 'approved', 'failed', 'rearmed'] as const

const actionStates = {
  /** Its live system begins to check: the state becomes `checking`. In all other states a live boot changes facts only. */
  check: unlocked,
  /** A person asks its live system to look again; not while it writes to its disks. */
  recheck: [...unlocked, 'installed'],
  approve: ['checked', 'approved'],
  disapprove: ['approved', 'checking'],
  start: ['approved'],
  /** After a failure the machine is mostly checked again by its next live boot: the failure stands in its last installation. */
  retry: ['failed', 'checking', 'checked'],
  rearm: ['installed'],
  /** Takes a machine as installed that this station did not install. */
  adopt: ['discovered', 'checked', 'failed'],
  rescue: every,
  forget: every,
} as const satisfies Record<MachineAction, readonly MachineState[]>

/** May this be done to a machine in that state? */
export function allows(action: MachineAction, state: MachineState): boolean {
  return (actionStates[action] as readonly MachineState[]).includes(state)
}
