import { VmpError } from '../../lib/errors.ts'
import { normalMac } from '../../lib/identity.ts'
import type { Machine } from '../contract/machines.ts'
import type { Liveness } from './liveness.ts'
import type { Rechecks } from './rechecks.ts'
import type { MachineRecord, MachineRepository } from './repository.ts'
import type { ReportRepository } from './reports.ts'
import type { Timeline } from './timeline.ts'

/** A machine as the API shows it. */
export interface MachineView {
  show(record: MachineRecord): Machine
  list(): Machine[]
  /**
   * The one machine that `name` means: id, name, NIC address, serial or UUID.
   * @throws VmpError `machine.unknown` when none does, or more than one.
   */
  find(name: string): MachineRecord
}

/** Seconds that firmware and loaders may be quiet between two packets and still count as talking. */
const QUIET = 30

export function machineView(options: {
  readonly machines: MachineRepository
  readonly reports: ReportRepository
  readonly rechecks: Pick<Rechecks, 'of'>
  readonly timeline: Timeline
  readonly liveness: Liveness
  readonly installation: (machine: string) => Machine['installation']
  readonly host: (machine: string) => Machine['host']
  readonly now: () => Date
}): MachineView {
  const { machines, reports, rechecks, timeline, liveness, now } = options
  const show = (record: MachineRecord): Machine => {
    const { id, number, macs, uuid, serial, facts, checkedBoot: _, diskId: __, diskBoot: ___, ...rest } = record
    const last = timeline.last(id)
    const beat = liveness.lastBeat(id)?.toISOString()
    const lastSeenAt = beat !== undefined && beat > record.lastSeenAt ? beat : record.lastSeenAt
    const live = liveness.isStarting(id) ? null : record.live
    const heard = now().getTime() - Date.parse(lastSeenAt) < QUIET * 1000
    return {
      ...rest,
      id,
      name: `m${number}`,
      live,
      talking: live ? liveness.isTalking(id) : heard,
      lastSeenAt,
      evidence: { uuid, serial, macs: [...macs] },
      vendor: facts?.system.vendor ?? null,
      product: facts?.system.product ?? null,
      secureBoot: facts?.firmware.secureBoot ?? null,
      facts,
      report: reports.last(id) ?? null,
      checking: reports.running(id) ?? null,
      recheck: rechecks.of(id) ?? null,
      installation: options.installation(id),
      host: options.host(id),
      findings: machines.findings(id),
      lastEvent: last ? { at: last.at, key: last.key, params: last.params } : null,
    }
  }
  return {
    show,
    list: () => machines.list().map(show),
    find(name) {
      const mac = normalMac(name)
      const text = name.toLowerCase()
      const found = machines
        .list()
        .filter(
          (machine) =>
            machine.id === text ||
            `m${machine.number}` === text ||
            machine.serial?.toLowerCase() === text ||
            machine.uuid === text ||
            (mac !== undefined && machine.macs.includes(mac)),
        )
      if (found.length !== 1) throw new VmpError('machine.unknown', { machine: name })
      return found[0]!
    },
  }
}
