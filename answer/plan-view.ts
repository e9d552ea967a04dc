/** A plan in words: what terminal, screen and pages show, each in its way. Nothing in it can move a cursor or hide a letter. */
import { describe } from '../lib/errors.ts'
import type { MessageKey } from '../lib/text/messages.ts'
import { say, sayAny } from '../lib/text/say.ts'
import type { ErrorText, Language } from '../lib/text/types.ts'
import { decimalSize } from '../lib/units.ts'
import { allVisible } from '../preflight/report/visible.ts'
import { contentText, tellingContents } from '../preflight/support/contents.ts'
import { listed } from '../preflight/support/listed.ts'
import type { Plan, PlannedArray, PlannedDisk } from './plan.ts'

/** `wipe`: it holds data, or may; `use`: it is empty; `keep`: it is not touched. */
type DiskFate = 'wipe' | 'use' | 'keep'

export interface DiskView {
  readonly fate: DiskFate
  /** The fate in a word. */
  readonly mark: string
  /** As the kernel calls it now: `sda`. */
  readonly name: string
  readonly size: string
  readonly kind: string
  readonly model: string | null
  readonly serial: string | null
  readonly role: string
  /** Whose it is and what is on it, one thing a line. */
  readonly holds: readonly string[]
  /** Why it may be wiped, or that it may not yet; null for a disk that is kept. */
  readonly permission: string | null
  readonly why: readonly string[]
}

export interface PlanView {
  readonly title: string
  readonly counts: string
  /** What is lost, in one sentence. */
  readonly loss: string
  readonly losesData: boolean
  readonly disks: readonly DiskView[]
  readonly arrays: readonly {
    readonly name: string
    readonly level: string
    readonly size: string
    readonly disks: string
  }[]
  readonly groups: readonly {
    readonly name: string
    readonly size: string
    readonly free: string
    readonly volumes: readonly { readonly name: string; readonly size: string }[]
  }[]
  readonly notes: readonly string[]
  /** Those of them that a person must have read before anything is written: of disks that nobody named. */
  readonly cautions: readonly string[]
  readonly problems: readonly ErrorText[]
  /** What is to be typed; null when nothing needs it, or it was typed. */
  readonly code: string | null
}

export function planView(plan: Plan, language: Language): PlanView {
  const disks = plan.disks.map((disk) => diskView(disk, plan, language))
  const wiped = disks.filter(({ fate }) => fate === 'wipe')
  const used = disks.filter(({ fate }) => fate !== 'keep')
  const counts = { all: disks.length, used: used.length, kept: disks.length - used.length }
  const names = new Map(plan.disks.map(({ id, path }) => [id, nameOf(path)]))
  return allVisible({
    title: say(language, 'plan.title'),
    counts: say(language, 'plan.counts', counts),
    loss:
      wiped.length > 0
        ? say(language, 'plan.destroys', { disks: wiped.map(({ name }) => name).join(', ') })
        : say(language, used.length > 0 ? 'plan.destroysNothing' : 'plan.usesNothing'),
    losesData: wiped.length > 0,
    disks,
    arrays: plan.arrays.map((array) => ({
      name: array.name,
      level: levelText(array, language),
      size: decimalSize(array.size),
      disks: listed(array.members.map(({ disk }) => names.get(disk) ?? disk)),
    })),
    groups: plan.groups.map(({ name, size, free }) => ({
      name,
      size: decimalSize(size),
      free: decimalSize(free),
      volumes: plan.volumes
        .filter(({ group }) => group === name)
        .map((volume) => ({ name: volume.name, size: decimalSize(volume.size) })),
    })),
    notes: plan.notes.map(({ key, params }) => sayAny(language, key, params)),
    cautions: plan.notes.filter(({ key }) => cautions.has(key)).map(({ key, params }) => sayAny(language, key, params)),
    problems: plan.problems.map((problem) => describe(problem, language)),
    code: needsCode(plan) ? plan.code : null,
  })
}

/** Data of disks that are left alone, and a RAID whose other disks are. */
const cautions: ReadonlySet<string> = new Set([
  'plan.note.torn',
  'plan.note.sameNames',
  'plan.note.firmwareRaid',
] satisfies MessageKey[])

const needsCode = ({ problems }: Plan): boolean => problems.some(({ code }) => code === 'plan.needsCode')

const nameOf = (path: string): string => path.replace(/^\/dev\//, '')

const kinds: Readonly<Record<PlannedDisk['kind'], string>> = {
  nvme: 'NVMe',
  ssd: 'SSD',
  hdd: 'HDD',
  raid: 'RAID',
  unknown: '?',
}

function diskView(disk: PlannedDisk, plan: Plan, language: Language): DiskView {
  const fate = fateOf(disk)
  const { permission } = disk
  const allowed = permission === 'code' && plan.problems.length === 0 ? 'typed' : permission
  return {
    fate,
    mark: say(language, `plan.mark.${fate}`),
    name: nameOf(disk.path),
    size: decimalSize(disk.size),
    kind: kinds[disk.kind],
    model: disk.model,
    serial: disk.serial,
    role: say(language, `plan.role.${disk.role}`),
    holds: holdsOf(disk, language),
    permission: allowed === null ? null : say(language, `plan.permission.${allowed}`),
    why: disk.why.map(({ key, params }) => sayAny(language, key, params)),
  }
}

function fateOf({ role, holds, marker }: PlannedDisk): DiskFate {
  if (role === 'untouched') return 'keep'
  return marker === null && holds?.length === 0 ? 'use' : 'wipe'
}

/** Its owner before all: a host's disk shows little else that tells its worth. */
function holdsOf({ holds, marker }: PlannedDisk, language: Language): string[] {
  const owner = marker === null ? [] : [ownerOf(marker, language)]
  if (holds === null) return [...owner, say(language, 'plan.holds.unknown')]
  const contents = tellingContents(holds).map(contentText)
  return owner.length + contents.length === 0 ? [say(language, 'plan.holds.nothing')] : [...owner, ...contents]
}

function ownerOf({ state, cluster, host, machine }: NonNullable<PlannedDisk['marker']>, language: Language): string {
  const name = host ?? machine
  if (state === 'unfinished') return say(language, 'plan.holds.unfinished', { host: name })
  return cluster === null
    ? say(language, 'plan.holds.single', { host: name })
    : say(language, 'plan.holds.installed', { host: name, cluster })
}

function levelText({ level, members }: PlannedArray, language: Language): string {
  return say(language, level === '1' && members.length === 1 ? 'plan.level.mirror' : `plan.level.${level}`)
}
