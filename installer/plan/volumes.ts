/** Volume groups and volumes: how the room of the arrays is shared out. */
import type { PlannedArray, PlannedGroup, PlannedVolume, PlanProblem } from '../../answer/plan.ts'
import type { Answer } from '../../answer/schema.ts'
import { decimalSize } from '../../lib/units.ts'
import { dataGroup, mainGroup } from '../layout.ts'
import { GiB, MiB } from './arrays.ts'
import { problem } from './problem.ts'

/** LVM's default. */
const extent = 4 * MiB

export interface Volumes {
  readonly groups: readonly PlannedGroup[]
  readonly volumes: readonly PlannedVolume[]
  readonly problems: readonly PlanProblem[]
}

/** With data disks of their own local storage is there; else beside `state` and `cluster`. */
export function shareOut(arrays: readonly PlannedArray[], sizes: Answer['disks']['sizes']): Volumes {
  const main = arrays.find(({ name }) => name === 'main')
  const data = arrays.find(({ name }) => name === 'data')
  if (main === undefined) return { groups: [], volumes: [], problems: [] }
  const room = groupSize(main)
  const { state, cluster } = ownVolumes(room, sizes)
  const own = [
    { name: 'state', size: state },
    { name: 'cluster', size: cluster },
  ] as const
  const rest = room - state - cluster
  if (data === undefined)
    return filled([{ group: mainGroup, array: 'main', room, volumes: [...own, local(rest, sizes)] }])
  const separate = groupSize(data)
  return filled([
    { group: mainGroup, array: 'main', room, volumes: own },
    { group: dataGroup, array: 'data', room: separate, volumes: [local(separate, sizes)] },
  ])
}

/** Half of what is there: the other half waits for replicated storage, and XFS can grow, but not shrink. */
const local = (room: number, { local }: Answer['disks']['sizes']): { name: 'local'; size: number } => ({
  name: 'local',
  size: local === null ? Math.max(GiB, down(room / 2)) : up(local * 1e9),
})

/**
 * `state` takes 8 % of the room, 8 to 64 GiB; `cluster` 4 %, 8 to 16 GiB. Where that would be more than half of it (the disk
 * of a rehearsal) they take 30 % and 20 %.
 */
function ownVolumes(room: number, sizes: Answer['disks']['sizes']): { state: number; cluster: number } {
  const usual = { state: clamp(room * 0.08, 8 * GiB, 64 * GiB), cluster: clamp(room * 0.04, 8 * GiB, 16 * GiB) }
  const { state, cluster } = usual.state + usual.cluster > room / 2 ? { state: room * 0.3, cluster: room * 0.2 } : usual
  return {
    state: sizes.state === null ? down(state) : up(sizes.state * 1e9),
    cluster: sizes.cluster === null ? down(cluster) : up(sizes.cluster * 1e9),
  }
}

interface Filling {
  readonly group: string
  readonly array: PlannedGroup['array']
  readonly room: number
  readonly volumes: readonly Pick<PlannedVolume, 'name' | 'size'>[]
}

function filled(fillings: readonly Filling[]): Volumes {
  const sum = ({ volumes }: Filling): number => volumes.reduce((total, { size }) => total + size, 0)
  const problems = fillings
    .filter((filling) => sum(filling) > filling.room)
    .map((filling) =>
      problem('plan.noRoom', {
        volumes: filling.volumes.map(({ name, size }) => `${name} ${decimalSize(size)}`).join(', '),
        group: filling.group,
        needed: decimalSize(sum(filling)),
        room: decimalSize(filling.room),
      }),
    )
  if (problems.length > 0) return { groups: [], volumes: [], problems }
  return {
    groups: fillings.map((filling) => ({
      name: filling.group,
      array: filling.array,
      size: filling.room,
      free: filling.room - sum(filling),
    })),
    volumes: fillings.flatMap(({ group, volumes }) =>
      volumes.map(({ name, size }): PlannedVolume => ({ group, name, size, fileSystem: 'xfs' })),
    ),
    problems: [],
  }
}

/**
 * LVM keeps its metadata in the first MiB, and begins the data where a stripe of the array begins (lvm.conf,
 * md_chunk_alignment), or what the disk calls its best size (data_alignment_detection): 32 MiB on some SAS disks.
 */
const kept = 64 * MiB

const groupSize = ({ size, members }: PlannedArray): number => Math.max(0, down(size - kept - members.length * MiB))

const down = (bytes: number): number => Math.floor(bytes / extent) * extent
const up = (bytes: number): number => Math.ceil(bytes / extent) * extent
const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))
