/** How far an installation is, as the screen shows it; folded from the events of its steps. */
import type { Problem } from '../../lib/errors.ts'
import type { StepEvent } from '../../lib/steps.ts'
import type { Language } from '../../lib/text/types.ts'

export interface StepStatus {
  readonly id: string
  /** From 1. */
  readonly number: number
  readonly of: number
  readonly startedAt: number
  /** Of this step; null while it does not say. */
  readonly percent: number | null
  /** Bytes a second, where it counts bytes. */
  readonly rate: number | null
  /** Milliseconds, about. */
  readonly left: number | null
}

export interface InstallationStatus {
  /** stopped: it never began, `problem` says why; nothing was written. */
  readonly phase: 'queued' | 'planned' | 'running' | 'written' | 'failed' | 'stopped'
  /** Place in the station's queue, from 1. */
  readonly position: number | null
  /** What the host will be called. */
  readonly name: string | null
  /** What happens to which disk, in lines. */
  readonly plan: Readonly<Record<Language, readonly string[]>> | null
  readonly step: StepStatus | null
  readonly problem: Problem | null
  readonly finish: 'reboot' | 'poweroff'
}

export const planned: InstallationStatus = {
  phase: 'planned',
  position: null,
  name: null,
  plan: null,
  step: null,
  problem: null,
  finish: 'reboot',
}

/** The status after one more event of an installation with these steps. */
export function after(
  status: InstallationStatus,
  { step, type, at, done, total, unit, left }: StepEvent,
  steps: readonly string[],
): InstallationStatus {
  if (step === undefined) return status
  const time = Date.parse(at)
  if (type === 'started') {
    const number = steps.indexOf(step) + 1
    return {
      ...status,
      phase: 'running',
      step: { id: step, number, of: steps.length, startedAt: time, percent: null, rate: null, left: null },
    }
  }
  if (type !== 'progress' || status.step?.id !== step || done === undefined) return status
  const percent = percentOf(done, total, unit)
  const seconds = (time - status.step.startedAt) / 1000
  const rate = unit === 'bytes' && seconds >= 1 ? done / seconds : null
  const guess = rate === null || rate === 0 || total === undefined ? null : ((total - done) / rate) * 1000
  return { ...status, step: { ...status.step, percent, rate, left: left ?? guess } }
}

function percentOf(done: number, total: number | undefined, unit: StepEvent['unit']): number | null {
  if (unit === 'percent') return Math.min(100, done)
  return total === undefined || total === 0 ? null : Math.min(100, (done / total) * 100)
}
