/**
 * How a machine's own disk is started after its loader asked us. What works is remembered for machines of the same make; a
 * machine that keeps coming back without its host being heard is offered the other way.
 */
import { diskMethods } from '../../boot/decision.ts'
import type { DiskMethod } from '../../boot/decision.ts'
import type { Database } from '../../../lib/sqlite.ts'
import type { MachineRecord, MachineRepository } from '../repository.ts'
import type { Timeline } from '../timeline.ts'

export interface DiskBoots {
  /** The way to be tried next. */
  method(machine: MachineRecord): DiskMethod
  /** Every way was tried twice in a row. */
  isGivenUp(machine: MachineRecord): boolean
  /** The machine was told to start its disk. */
  told(machine: MachineRecord): void
  /** Its host is heard: the way that was tried last works. */
  worked(machine: MachineRecord): void
}

/** Milliseconds: who asks again within them did not start. Firmware of large servers needs minutes to come back. */
const BACK = 300_000
const TRIES = 2

export function diskBoots(options: {
  readonly database: Database
  readonly machines: Pick<MachineRepository, 'update'>
  readonly timeline: Timeline
  readonly now: () => Date
}): DiskBoots {
  const { database, machines, timeline, now } = options
  const get = database.prepare('SELECT method FROM disk_method WHERE model = ?')
  const put = database.prepare(
    'INSERT INTO disk_method (model, method) VALUES (?, ?) ON CONFLICT DO UPDATE SET method = excluded.method',
  )
  const order = (machine: MachineRecord): DiskMethod[] => {
    const known = get.get(modelOf(machine))?.['method'] as DiskMethod | undefined
    return known === undefined ? [...diskMethods] : [known, ...diskMethods.filter((method) => method !== known)]
  }
  const failsOf = ({ diskBoot }: MachineRecord): number => {
    if (diskBoot === null) return 0
    const isBack = now().getTime() - Date.parse(diskBoot.at) < BACK
    return isBack ? diskBoot.fails + 1 : 0
  }
  const method = (machine: MachineRecord): DiskMethod => {
    const ways = order(machine)
    return ways[Math.floor(failsOf(machine) / TRIES) % ways.length]!
  }
  return {
    method,
    isGivenUp: (machine) => failsOf(machine) >= TRIES * diskMethods.length,
    told(machine) {
      const fails = failsOf(machine)
      const chosen = method(machine)
      machines.update(machine.id, { diskBoot: { method: chosen, at: now().toISOString(), fails } })
      if (fails >= TRIES)
        timeline.add(machine.id, null, 'warning', 'machine.diskNotStarted', { times: fails, method: `disk.${chosen}` })
    },
    worked(machine) {
      if (machine.diskBoot === null) return
      put.run(modelOf(machine), machine.diskBoot.method)
      machines.update(machine.id, { diskBoot: null })
    },
  }
}

/** The same way works on machines of one make, in one firmware mode. */
function modelOf({ facts, firmware }: MachineRecord): string {
  const { vendor = null, product = null } = facts?.system ?? {}
  return [vendor ?? '', product ?? '', firmware ?? ''].join('\n')
}
