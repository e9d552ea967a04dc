/** Whether what would be done now is what was approved. */
import type { Plan, PlannedDisk } from '../answer/plan.ts'
import { fromProblem, VmpError } from '../lib/errors.ts'
import type { InstallOrder } from './order.ts'

/** @param fresh The plan by the facts of now. @throws VmpError of the plan's first problem; `install.planChanged` */
export function expectApproved(fresh: Plan, { plan, machine, installation }: InstallOrder): void {
  const [problem] = fresh.problems
  if (problem !== undefined) throw fromProblem(problem)
  if (fresh.digest === plan.digest) return
  // Broken off and begun again, the disks hold what this very installation has written: it may go on, to the same end.
  const begun = (disk: PlannedDisk): boolean =>
    disk.marker?.state === 'unfinished' && disk.marker.machine === machine && disk.marker.installation === installation
  const changed = fresh.disks.find((disk) => {
    const before = plan.disks.find(({ id }) => id === disk.id)
    if (before === undefined) return disk.role !== 'untouched'
    return outcomeOf(before) !== outcomeOf(disk) || (holdingOf(before) !== holdingOf(disk) && !begun(disk))
  })
  const gone = plan.disks.find(({ id, role }) => role !== 'untouched' && !fresh.disks.some((disk) => disk.id === id))
  if (changed ?? gone ?? built(plan) !== built(fresh))
    throw new VmpError('install.planChanged', { disk: (changed ?? gone)?.path ?? '-' })
}

const outcomeOf = ({ role, size, partitions }: PlannedDisk): string => JSON.stringify([role, size, partitions])
const holdingOf = ({ role, holds, marker }: PlannedDisk): string =>
  role === 'untouched' ? '' : JSON.stringify([holds, marker])
const built = ({ firmware, arrays, groups, volumes }: Plan): string =>
  JSON.stringify([firmware, arrays, groups, volumes])
