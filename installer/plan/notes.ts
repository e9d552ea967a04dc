/** Why a plan is as it is, in words: what an array survives, what is wasted, what stays free, what else to know. */
import type { PlannedArray, PlanSentence } from '../../answer/plan.ts'
import type { MessageKey, MessageParams } from '../../lib/text/messages.ts'
import { decimalSize } from '../../lib/units.ts'
import type { Facts } from '../../preflight/facts/schema.ts'
import { contentType } from '../../preflight/support/contents.ts'
import { listed } from '../../preflight/support/listed.ts'
import { dataGroup, mainGroup } from '../layout.ts'
import type { Layout } from './arrays.ts'
import type { Candidate } from './candidate.ts'
import type { Area, Selection } from './select.ts'
import type { Volumes } from './volumes.ts'

interface Planned {
  readonly facts: Pick<Facts, 'raid'>
  readonly selection: Selection
  readonly layout: Layout
  readonly shared: Volumes
  readonly candidates: readonly Candidate[]
}

type NoteKey = Extract<MessageKey, `plan.note.${string}`>

function note<Key extends NoteKey>(
  key: Key,
  ...[params]: keyof MessageParams<Key> extends never ? [] : [MessageParams<Key>]
): PlanSentence {
  return { key, params: params ?? {} }
}

export function notesOf(planned: Planned): PlanSentence[] {
  return [...ofArrays(planned), ...ofRoom(planned), ...ofDisks(planned)]
}

/** A cache array is the storage hook's to say more of. */
const areaOf: Readonly<Record<PlannedArray['name'], Area>> = {
  system: 'system',
  main: 'system',
  data: 'data',
  cache: 'cache',
}

function* ofArrays({ selection, layout }: Planned): Iterable<PlanSentence> {
  for (const { name, level, members, size } of layout.arrays) {
    const disks = selection.chosen[areaOf[name]]
    const [count, array] = [members.length, `plan.array.${name}`]
    if (name === 'system') continue
    yield* ofLevel(array, level, disks)
    if (count > 1 && new Set(disks.map(({ kind }) => kind)).size > 1)
      yield note('plan.note.mixed', {
        array,
        disks: listed(
          disks.map(({ disk, kind }) => `${disk.name} ${kind}`),
          12,
        ),
      })
    const member = layout.partitions.get(disks[0]!)?.at(-1)?.size ?? size
    const wasted = disks.reduce((sum, { disk }) => sum + Math.max(0, disk.size - smallest(disks)), 0)
    // What makers round is not worth a word.
    if (wasted > member * 0.01)
      yield note('plan.note.unequal', { array, smallest: decimalSize(smallest(disks)), wasted: decimalSize(wasted) })
  }
  const { cache } = selection.chosen
  if (layout.arrays.some(({ name }) => name === 'cache') && cache.some(({ kind }) => kind === 'hdd'))
    yield note('plan.note.slowCache', { disks: listed(cache.map(({ disk }) => disk.name)) })
}

const smallest = (disks: readonly Candidate[]): number => Math.min(...disks.map(({ disk }) => disk.size))

function* ofLevel(array: string, level: PlannedArray['level'], disks: readonly Candidate[]): Iterable<PlanSentence> {
  const count = disks.length
  if (level === 'none') {
    const controller = disks[0]?.kind === 'raid'
    yield controller
      ? note('plan.note.controller', { array, disk: disks[0]?.disk.name ?? '–' })
      : note('plan.note.single', { array, disk: disks[0]?.disk.name ?? '–' })
  } else if (level === '1') yield note('plan.note.raid1', { array, count, others: count - 1 })
  else if (level === '10') yield note(count % 2 === 0 ? 'plan.note.raid10' : 'plan.note.raid10odd', { array, count })
  else yield note(level === '5' ? 'plan.note.raid5' : 'plan.note.raid6', { array, count })
}

const hasLocal = (group: string, { volumes }: Volumes): boolean =>
  volumes.some((volume) => volume.group === group && volume.name === 'local')

function* ofRoom({ shared }: Planned): Iterable<PlanSentence> {
  for (const { name, size, free } of shared.groups)
    if (free > 0)
      yield note(hasLocal(name, shared) ? 'plan.note.free' : 'plan.note.freeBeside', {
        group: name,
        free: decimalSize(free),
        size: decimalSize(size),
      })
}

function* ofDisks({ facts, selection, candidates }: Planned): Iterable<PlanSentence> {
  const chosen = new Set(Object.values(selection.chosen).flat())
  for (const candidate of candidates) {
    const { disk, lasting } = candidate
    if (chosen.has(candidate)) {
      if (!lasting) yield note('plan.note.nameless', { disk: disk.name })
      continue
    }
    const partners = tornWith(candidate, chosen)
    if (partners.length > 0)
      yield note('plan.note.torn', { disk: disk.name, disks: listed(partners.map((other) => other.disk.name)) })
    const names = ourNames(candidate)
    if (names.length > 0) yield note('plan.note.sameNames', { disk: disk.name, names: listed(names) })
  }
  const firmware = facts.raid.arrays.filter(({ kind }) => kind === 'firmware')
  const members = [...chosen].map(({ disk }) => disk.name)
  for (const { name, members: of } of firmware)
    if (of.some((member) => members.includes(member.replace(/(?<=\d)p\d+$|(?<=^[a-z]+)\d+$/, ''))))
      yield note('plan.note.firmwareRaid', { array: name, disks: listed(of) })
}

/** The disks that are written and share an array or a volume group with one that is left alone. */
export const tornWith = (kept: Candidate, chosen: ReadonlySet<Candidate>): Candidate[] =>
  [...chosen].filter((other) => sharesData(kept, other))

/**
 * An array or a volume group stands on both. libblkid's UUID of an array's member is the array's; of a group every member
 * holds the same metadata, and so the same label.
 */
function sharesData(one: Candidate, other: Candidate): boolean {
  const keys = ({ disk }: Candidate): string[] =>
    (disk.contents ?? []).flatMap(({ kind, uuid, label }) => {
      if (kind === 'raid-member') return uuid === null ? [] : [`array ${uuid}`]
      return kind === 'lvm-member' && label !== null ? [`group ${label}`] : []
    })
  const of = keys(other)
  return keys(one).some((key) => of.includes(key))
}

const ourGroups: ReadonlySet<string> = new Set([mainGroup, dataGroup])
const ourArrays: ReadonlySet<string> = new Set(['system', 'main', 'data', 'cache'])

/** Arrays and groups on a disk that are called as those of an installation: `vmp: state, local`, `vmp:system`. */
function ourNames({ disk }: Candidate): string[] {
  return (disk.contents ?? []).flatMap((content) => {
    const { kind, label } = content
    if (label === null) return []
    const group = label.split(':')[0]!
    const array = label.split(':').at(-1)!
    const ours = (kind === 'lvm-member' && ourGroups.has(group)) || (kind === 'raid-member' && ourArrays.has(array))
    return ours ? [`${contentType(content)} ${label}`] : []
  })
}
