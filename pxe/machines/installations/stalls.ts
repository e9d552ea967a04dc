/** Notices installations that do not move: says so first, and takes them for failed much later. Whoever is heard after that goes on. */
import type { Problem } from '../../../lib/errors.ts'
import type { InstallationRecord, InstallationRepository } from './repository.ts'
import type { StepStore } from './steps.ts'

/** Seconds without a word after which a step counts as stalled. */
const stepLimits: Readonly<Record<string, number>> = {
  arrays: 300,
  volumes: 300,
  fileSystems: 300,
  image: 120,
  verify: 180,
  // The site's own scripts may take an hour each (answer/schema.ts), and say nothing meanwhile.
  targetHooks: 3660,
  loader: 300,
}
const usualLimit = 180
/** From the restart to the host's first word: large servers test their memory for a quarter of an hour. */
const startLimit = 1200
/** It counts as failed after so many times the limit. */
const patience = 3

export interface Stalls {
  heard(installation: string): void
  stalledSince(installation: string): string | null
  /** Call every few seconds. */
  sweep(): void
}

export function stalls(options: {
  readonly installations: Pick<InstallationRepository, 'open'>
  readonly steps: Pick<StepStore, 'progress'>
  readonly now: () => Date
  /** Milliseconds of a clock that nobody sets. */
  readonly uptime: () => number
  readonly onStall: (record: InstallationRecord, step: string, seconds: number) => void
  readonly onFail: (record: InstallationRecord, step: string, problem: Problem) => void
}): Stalls {
  const { installations, steps, now, uptime, onStall, onFail } = options
  /** When each was heard last; of one known from before this start, when we began to listen. */
  const last = new Map<string, number>()
  const stalled = new Map<string, string>()
  return {
    heard(installation) {
      last.set(installation, uptime())
      stalled.delete(installation)
    },
    stalledSince: (installation) => stalled.get(installation) ?? null,
    sweep() {
      const open = installations.open().filter(({ phase }) => phase !== 'queued')
      for (const id of last.keys())
        if (!open.some((record) => record.id === id)) {
          last.delete(id)
          stalled.delete(id)
        }
      for (const record of open) {
        const since = last.get(record.id)
        if (since === undefined) {
          last.set(record.id, uptime())
          continue
        }
        // It was told to switch itself off, and is switched on whenever somebody likes.
        if (record.phase === 'written' && record.answer?.after.finish === 'poweroff') continue
        const step = record.phase === 'written' ? 'start' : (steps.progress(record.id)?.step ?? 'gate')
        const limit = record.phase === 'written' ? startLimit : (stepLimits[step] ?? usualLimit)
        const seconds = Math.round((uptime() - since) / 1000)
        if (seconds >= limit * patience) {
          const code = record.phase === 'written' ? 'installation.notStarted' : 'installation.stalled'
          onFail(record, step, { code, params: { seconds } })
        } else if (seconds >= limit && !stalled.has(record.id)) {
          stalled.set(record.id, new Date(now().getTime() - seconds * 1000).toISOString())
          onStall(record, step, seconds)
        }
      }
    },
  }
}
