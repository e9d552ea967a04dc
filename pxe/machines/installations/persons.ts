/** What persons decide about a machine besides approving it: again, once more, rescue, adopt, labels. */
import { asVmpError, VmpError } from '../../../lib/errors.ts'
import type { Database } from '../../../lib/sqlite.ts'
import { allows } from '../../contract/states.ts'
import type { MachineAction } from '../../contract/states.ts'
import type { MachineRecord, MachineRepository } from '../repository.ts'
import type { Timeline } from '../timeline.ts'
import { adoption } from './adopt.ts'
import { approvalHolds } from './approvals.ts'
import type { Approvals } from './approvals.ts'
import type { Audit } from './audit.ts'
import type { InstallationRepository } from './repository.ts'

export interface Persons {
  /** Checks it again, and approves it as it was when that finds nothing against it. */
  retry(machine: MachineRecord, who: string): void
  /** A report is there: what a person asked to be tried again is. */
  retryNow(machine: string): void
  isRetrying(machine: string): boolean
  /** There is nothing to be tried again. */
  dropRetry(machine: string): void
  rearm(machine: MachineRecord, serial: string, who: string): void
  rescue(machine: MachineRecord, wanted: boolean, who: string): void
  adopt(machine: MachineRecord, who: string): void
  label(machine: MachineRecord, set: Readonly<Record<string, string>>, remove: readonly string[], who: string): void
}

/** Labels of one machine at the most. */
const mostLabels = 64

export function persons(options: {
  readonly database: Database
  readonly machines: MachineRepository
  readonly installations: InstallationRepository
  readonly approvals: Approvals
  readonly timeline: Timeline
  readonly audit: Audit
  /** Asks the live system to look again; false when it does not talk. */
  readonly recheck: (machine: string) => boolean
  readonly onLabels: (machine: string) => void
  readonly now: () => Date
  readonly onChange: (machine: string) => void
}): Persons {
  const { database, machines, installations, approvals, timeline, audit, now, onChange } = options
  const sql = {
    ask: database.prepare(
      'INSERT INTO retry (machine, answer, reason, asked_at, asked_by) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET answer = excluded.answer, reason = excluded.reason, asked_at = excluded.asked_at, asked_by = excluded.asked_by',
    ),
    get: database.prepare('SELECT * FROM retry WHERE machine = ?'),
    drop: database.prepare('DELETE FROM retry WHERE machine = ?'),
  }
  const adopt = adoption(options)
  const name = ({ number }: MachineRecord): string => `m${number}`
  const need = (action: MachineAction, machine: MachineRecord, isFit = true): void => {
    if (allows(action, machine.state) && isFit) return
    throw new VmpError('machine.notAllowed', {
      machine: name(machine),
      action: `action.${action}`,
      state: `state.${machine.state}`,
    })
  }

  return {
    retry(machine, who) {
      const last = installations.last(machine.id)
      need('retry', machine, last?.outcome === 'failed')
      sql.ask.run(machine.id, last!.answerName, last!.reason, now().toISOString(), who)
      audit.add(who, 'retry', name(machine), { answer: last!.answerName })
      timeline.add(machine.id, null, 'info', 'machine.retryAsked', { who })
      // What failed may have changed the disks: they are read again first. One that is silent is checked when it starts.
      if (machine.state !== 'checking') options.recheck(machine.id)
      onChange(machine.id)
    },

    retryNow(id) {
      const wish = sql.get.get(id)
      if (!wish) return
      sql.drop.run(id)
      if (now().getTime() - Date.parse(wish['asked_at'] as string) > approvalHolds) return
      const machine = machines.get(id)!
      try {
        approvals.approve(machine, {
          answer: wish['answer'] as string,
          unfitReason: (wish['reason'] as string | null) ?? undefined,
          who: wish['asked_by'] as string,
        })
      } catch (error) {
        const { code } = asVmpError(error)
        if (code === 'internal') throw error
        timeline.add(id, null, 'warning', 'machine.retryRefused', { code })
        onChange(id)
      }
    },

    dropRetry: (machine) => void sql.drop.run(machine),

    isRetrying: (machine) => sql.get.get(machine) !== undefined,

    rearm(machine, serial, who) {
      need('rearm', machine)
      // One without a serial number is meant by its UUID, or its name.
      const wanted = machine.serial ?? machine.uuid ?? name(machine)
      if (serial.trim().toLowerCase() !== wanted.toLowerCase())
        throw new VmpError('machine.wrongSerial', { machine: name(machine) })
      database.transaction(() => {
        machines.update(machine.id, { state: 'rearmed', since: now().toISOString(), rearmed: true })
        audit.add(who, 'rearm', name(machine), { serial: wanted })
      })
      timeline.add(machine.id, null, 'warning', 'machine.rearmed', { who })
      onChange(machine.id)
    },

    rescue(machine, wanted, who) {
      machines.update(machine.id, { rescue: wanted })
      audit.add(who, wanted ? 'rescue' : 'no rescue', name(machine))
      timeline.add(machine.id, null, 'info', wanted ? 'machine.rescueAsked' : 'machine.rescueDropped', { who })
      onChange(machine.id)
    },

    adopt(machine, who) {
      need('adopt', machine)
      adopt(machine, who)
      onChange(machine.id)
    },

    label(machine, set, remove, who) {
      const labels = Object.fromEntries(
        Object.entries({ ...machine.labels, ...set })
          .filter(([key]) => !remove.includes(key))
          .sort(([a], [b]) => a.localeCompare(b)),
      )
      if (Object.keys(labels).length > mostLabels)
        throw new VmpError('machine.tooManyLabels', { machine: name(machine), most: mostLabels })
      machines.update(machine.id, { labels })
      const text = Object.entries(labels).map(([key, value]) => `${key}=${value}`)
      audit.add(who, 'labels', name(machine), { labels: text.join(' ') })
      // Names, overrides and rules may hang on a label.
      approvals.settle(machine.id)
      options.onLabels(machine.id)
      onChange(machine.id)
    },
  }
}
