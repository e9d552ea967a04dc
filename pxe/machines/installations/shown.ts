import type { MachineInstallation } from '../../contract/installations.ts'
import type { InstallService } from './install-service.ts'
import type { InstallationRecord, InstallationRepository } from './repository.ts'
import type { Stalls } from './stalls.ts'
import type { StepStore } from './steps.ts'

export type ShowInstallation = (record: InstallationRecord) => MachineInstallation

/** An installation as people see it. */
export function showInstallation(options: {
  readonly installations: Pick<InstallationRepository, 'bundle'>
  readonly steps: StepStore
  readonly stalls: Pick<Stalls, 'stalledSince'>
  readonly install: Pick<InstallService, 'turns'>
}): ShowInstallation {
  const { installations, steps, stalls, install } = options
  return (record) => {
    const { id, outcome, answerName, answerVersion, problem, step, presumed } = record
    const turn = record.phase === 'queued' ? install.turns().get(record.machine) : undefined
    return {
      id,
      phase: turn?.phase ?? record.phase,
      outcome,
      position: turn?.position ?? null,
      answer: { name: answerName, version: answerVersion },
      name: record.answer?.identity.name ?? '',
      approvedAt: record.approvedAt,
      approvedBy: record.approvedBy,
      hostKey: record.thumbprint !== null,
      reason: record.reason,
      rule: record.rule,
      policy: record.policy,
      startedAt: record.startedAt,
      writtenAt: record.writtenAt,
      endedAt: record.endedAt,
      progress: record.startedAt === null ? null : steps.progress(id),
      stalledSince: stalls.stalledSince(id),
      failure: problem && { step, problem, presumed, bundle: installations.bundle(id) !== undefined },
    }
  }
}
