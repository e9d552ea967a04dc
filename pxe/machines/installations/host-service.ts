/** What hosts say that this station installed, proved by the machine key that their installation registered. */
import { VmpError } from '../../../lib/errors.ts'
import type { Database } from '../../../lib/sqlite.ts'
import type { HostReport } from '../../contract/install.ts'
import type { MachineHost } from '../../contract/installations.ts'
import type { Beat } from '../../contract/live.ts'
import { keyBroughtBy, thumbprintOf, verifyProof } from '../../trust/proof.ts'
import type { ProofRequest } from '../../trust/proof.ts'
import type { Liveness } from '../liveness.ts'
import type { MachineRecord, MachineRepository } from '../repository.ts'
import type { Timeline } from '../timeline.ts'
import type { Audit } from './audit.ts'
import type { InstallService } from './install-service.ts'
import type { InstallationRecord, InstallationRepository } from './repository.ts'

/** A host that proved itself. */
export interface HostPrincipal {
  readonly machine: string
  readonly installation: string
}

export interface HostService {
  /** @throws VmpError `live.proofRefused`, `host.unknown` */
  authenticate(proof: ProofRequest): Promise<HostPrincipal>
  /** @throws VmpError `installation.over` when it is of another installation. */
  report(host: HostPrincipal, report: HostReport): { state: string }
  beat(host: HostPrincipal, beat: Beat): { state: string }
  last(machine: string): { readonly report: HostReport; readonly reportedAt: string } | undefined
  shown(machine: string): MachineHost | null
}

export function hostService(options: {
  readonly database: Database
  readonly machines: MachineRepository
  readonly installations: InstallationRepository
  readonly install: Pick<InstallService, 'fail' | 'moved'>
  readonly heard: (installation: string) => void
  readonly timeline: Timeline
  readonly audit: Audit
  readonly liveness: Pick<Liveness, 'beat'>
  readonly now: () => Date
  readonly onChange: (machine: string) => void
  /** The host runs: its disk was started. */
  readonly onUp: (machine: MachineRecord) => void
}): HostService {
  const { database, machines, installations, install, timeline, audit, liveness, now, onChange } = options
  const sql = {
    put: database.prepare(
      'INSERT INTO host (machine, report, reported_at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET report = excluded.report, reported_at = excluded.reported_at',
    ),
    get: database.prepare('SELECT report, reported_at FROM host WHERE machine = ?'),
  }
  const last = (machine: string) => {
    const row = sql.get.get(machine)
    return (
      row && { report: JSON.parse(row['report'] as string) as HostReport, reportedAt: row['reported_at'] as string }
    )
  }

  /** A host that talks has booted its disk, also when nobody told us that all was written. */
  const isUp = (record: InstallationRecord, addresses: readonly string[]): boolean => {
    const { machine, id } = record
    options.heard(id)
    const before = machines.get(machine)!
    options.onUp(before)
    const address = addresses[0] ?? before.address
    const changes = before.live !== null || before.address !== address
    const at = now().toISOString()
    machines.update(machine, { live: null, lastSeenAt: at, ...(changes ? { address } : {}) })
    if (record.phase === 'running') {
      database.transaction(() => {
        installations.update(id, { phase: 'written', writtenAt: at })
        machines.update(machine, { rearmed: false })
      })
      install.moved()
    }
    liveness.beat(machine)
    return changes || record.phase === 'running'
  }

  const verified = (record: InstallationRecord, { name, image }: HostReport): void => {
    const at = now().toISOString()
    const { number } = machines.get(record.machine)!
    database.transaction(() => {
      installations.update(record.id, {
        phase: 'ended',
        outcome: 'installed',
        endedAt: at,
        step: null,
        problem: null,
        presumed: false,
      })
      machines.update(record.machine, { state: 'installed', since: at })
      audit.add('station', 'installed', `m${number}`, { installation: record.id, name, image })
    })
    timeline.add(record.machine, null, 'info', 'machine.installed', { host: name, image })
  }

  const judgeArrays = (machine: string, { arrays }: HostReport, before: HostReport | undefined): void => {
    const bad = arrays.filter(({ state }) => state !== 'optimal')
    const text = bad.map(({ name, state }) => `${name}: ${state}`).join(', ')
    const was = (before?.arrays ?? []).filter(({ state }) => state !== 'optimal')
    if (bad.length === 0) {
      machines.clearFinding(machine, 'finding.arrays')
      if (was.length > 0) timeline.add(machine, null, 'info', 'machine.arraysFine', {})
      return
    }
    machines.setFinding(machine, { key: 'finding.arrays', params: { arrays: text } }, now().toISOString())
    if (JSON.stringify(was) !== JSON.stringify(bad))
      timeline.add(machine, null, 'warning', 'machine.arraysDegraded', { arrays: text })
  }

  return {
    async authenticate(proof) {
      const print = thumbprintOf(proof)
      const record = installations.byThumbprint(print)
      if (!record) throw new VmpError('host.unknown')
      const key = record.publicKey ?? (await keyBroughtBy(proof, print))
      await verifyProof(proof, key, now())
      const { id, machine } = record
      // A disk of an older installation in a machine that was installed anew.
      if (installations.last(machine)?.id !== id) throw new VmpError('host.unknown')
      if (record.publicKey === null) {
        installations.update(id, { publicKey: key })
        audit.add('station', 'host key', `m${machines.get(machine)!.number}`, { installation: id, thumbprint: print })
        timeline.add(machine, null, 'info', 'machine.hostProved', {})
      }
      return { machine, installation: id }
    },

    report({ machine, installation }, report) {
      if (report.installation !== installation) throw new VmpError('installation.over')
      isUp(installations.get(installation)!, report.addresses)
      const before = last(machine)?.report
      sql.put.run(machine, JSON.stringify(report), now().toISOString())
      judgeArrays(machine, report, before?.installation === installation ? before : undefined)
      const record = installations.get(installation)!
      const [problem] = report.problems
      if (record.outcome !== 'installed' && record.outcome !== 'adopted') {
        if (report.verified) verified(record, report)
        else if (problem && (record.phase !== 'ended' || record.presumed))
          install.fail(record, 'firstBoot', problem, false)
      } else if (!report.verified && problem && before?.verified === true)
        timeline.add(machine, null, 'warning', 'machine.hostProblem', { code: problem.code })
      onChange(machine)
      return { state: machines.get(machine)!.state }
    },

    beat({ machine, installation }, { addresses }) {
      if (isUp(installations.get(installation)!, addresses)) onChange(machine)
      return { state: machines.get(machine)!.state }
    },

    last,
    shown(machine) {
      const found = last(machine)
      if (!found) return null
      const { hooks, ...report } = found.report
      const short = hooks.map(({ hook, phase, outcome, took, problem }) => ({ hook, phase, outcome, took, problem }))
      return { reportedAt: found.reportedAt, ...report, hooks: short }
    },
  }
}
