/** Partitions and arrays: what of each disk is used, at which level, and how much comes of it. */
import type { PlannedArray, PlannedPartition, PlanProblem } from '../../answer/plan.ts'
import type { Answer, RaidChoice } from '../../answer/schema.ts'
import { canonical } from '../../lib/canonical.ts'
import { markerOffset } from '../../lib/marker.ts'
import { decimalSize } from '../../lib/units.ts'
import { partitions } from '../layout.ts'
import type { Candidate } from './candidate.ts'
import { problem } from './problem.ts'
import type { Area } from './select.ts'

export const MiB = 2 ** 20
export const GiB = 2 ** 30

type Level = PlannedArray['level']
type ArrayName = PlannedArray['name']

/** Where the first partition that is not the marker's begins; as much is left at the end, for the second partition table. */
const margin = MiB
const systemEnd = margin + partitions.bios.size + partitions.esp.size + partitions.system.size
/** Less than this for the rest of a system disk holds no host. */
const leastMain = 8 * GiB
const leastOther = 4 * GiB
const leastSystemDisk = systemEnd + leastMain + margin

const fewest: Readonly<Record<Level, number>> = { none: 1, '1': 2, '5': 3, '6': 4, '10': 4 }

/** Of an area's disks: which level their array has, or what speaks against it. */
function levelOf(area: Area, choice: RaidChoice, disks: readonly Candidate[]): Level | PlanProblem {
  const count = disks.length
  const names = disks.map(({ disk }) => disk.name).join(', ')
  if (count > 1 && disks.some(({ kind }) => kind === 'raid'))
    return problem('plan.overController', { area: `disks.${area}`, disks: names })
  // A cache is always an array: by its name the host finds it, and knows that it is lost.
  if (choice === 'auto') return count === 1 && area !== 'cache' ? 'none' : count < 4 ? '1' : '10'
  if (choice === 'none' && count > 1) return problem('plan.noneOfMany', { area: `disks.${area}`, count, disks: names })
  if (count < fewest[choice])
    return problem('plan.tooFewForLevel', {
      area: `disks.${area}`,
      level: choice,
      needed: fewest[choice],
      count,
      disks: names,
    })
  return choice
}

export interface Layout {
  readonly partitions: ReadonlyMap<Candidate, readonly PlannedPartition[]>
  readonly arrays: readonly PlannedArray[]
  readonly problems: readonly PlanProblem[]
}

/** Partitions of every chosen disk, and the arrays over them; with a problem, neither. */
export function layOut(chosen: Readonly<Record<Area, readonly Candidate[]>>, raid: Answer['disks']['raid']): Layout {
  if (chosen.system.length === 0) return { partitions: new Map(), arrays: [], problems: [] }
  const areas = (['system', 'data', 'cache'] as const).filter((area) => chosen[area].length > 0)
  const levels = areas.map((area) => levelOf(area, choiceOf(area, raid, chosen.data.length > 0), chosen[area]))
  const mirror = levelOf('system', raid.system, chosen.system)
  const problems = [
    ...distinct([mirror, ...levels].filter((level) => typeof level !== 'string')),
    ...areas.flatMap((area) => tooSmall(area, chosen[area])),
  ]
  if (problems.length > 0) return { partitions: new Map(), arrays: [], problems }

  const parts = new Map<Candidate, readonly PlannedPartition[]>()
  const arrays = areas.flatMap((area, index) => {
    const disks = chosen[area]
    const level = levels[index] as Level
    const use = area === 'system' ? 'main' : area
    const size = memberSize(area, disks)
    for (const disk of disks)
      parts.set(disk, [
        { number: partitions.marker.number, use: 'marker', start: markerOffset, size: margin - markerOffset },
        ...(area === 'system' ? fixedPartitions : []),
        { number: partitions[use].number, use, start: startOf(area), size },
      ])
    const last = arrayOf(use, level, disks, size)
    // A mirror also of one disk, so that it can grow.
    return area === 'system' ? [arrayOf('system', '1', disks, partitions.system.size), last] : [last]
  })
  return { partitions: parts, arrays, problems: [] }
}

/** Without data disks of its own the rest of the system disks is where the data is. */
function choiceOf(area: Area, raid: Answer['disks']['raid'], separate: boolean): RaidChoice {
  if (area === 'cache') return 'auto'
  return area === 'system' && separate ? raid.system : raid.data
}

const distinct = (problems: readonly PlanProblem[]): PlanProblem[] => [
  ...new Map(problems.map((each) => [canonical(each), each])).values(),
]

const fixedPartitions: readonly PlannedPartition[] = (['bios', 'esp', 'system'] as const).map((use, index, all) => ({
  number: partitions[use].number,
  use,
  start: margin + all.slice(0, index).reduce((sum, before) => sum + partitions[before].size, 0),
  size: partitions[use].size,
}))

const startOf = (area: Area): number => (area === 'system' ? systemEnd : margin)

/** What the smallest of the disks has to give; the others give no more. */
function memberSize(area: Area, disks: readonly Candidate[]): number {
  return Math.min(...disks.map(({ disk }) => Math.floor(disk.size / MiB) * MiB)) - margin - startOf(area)
}

function tooSmall(area: Area, disks: readonly Candidate[]): PlanProblem[] {
  const least = area === 'system' ? leastSystemDisk : leastOther + 2 * margin
  return disks
    .filter(({ disk }) => disk.size < least)
    .map(({ disk }) =>
      problem('plan.diskTooSmall', {
        area: `disks.${area}`,
        disk: disk.name,
        serial: disk.serial ?? '–',
        size: decimalSize(disk.size),
        needed: decimalSize(least),
      }),
    )
}

function arrayOf(name: ArrayName, level: Level, disks: readonly Candidate[], member: number): PlannedArray {
  return {
    name,
    level,
    members: disks.map(({ id }) => ({ disk: id, partition: partitions[name].number })),
    size: capacity(name, level, member, disks.length),
  }
}

/** mdadm's default, which it rounds what a member gives down to. */
const chunk = 512 * 1024

/** What an array offers at least. RAID 10 as mdadm makes it (`near=2`) takes odd numbers of disks, too. */
function capacity(name: ArrayName, level: Level, member: number, count: number): number {
  if (level === 'none' && name !== 'system') return member
  const usable = Math.floor((member - overhead(member)) / chunk) * chunk
  if (level === '10') return Math.floor((usable / chunk) * count * 0.5) * chunk
  if (level === '5') return usable * (count - 1)
  return level === '6' ? usable * (count - 2) : usable
}

/**
 * Metadata 1.2 keeps room for a reshape in front of the data, at most 128 MiB or a 1024th of the member, with superblock and
 * bitmap (at most 140 KiB) rounded up to a MiB (mdadm 4.3, super1.c, validate_geometry1).
 */
const overhead = (member: number): number => Math.min(128 * MiB, Math.ceil(member / 1024)) + 3 * MiB
