/**
 * The installation plan of one machine, from its facts and its rendered answer. Pure: the station computes it for people to
 * look at, the machine computes it again from fresh facts before it writes, and stops when the digests differ.
 *
 * Only a disk that a selector picked gets partitions, and a plan without problems has a permission for each of them.
 */
import type { Plan, PlannedDisk, PlanProblem } from '../../answer/plan.ts'
import type { Answer } from '../../answer/schema.ts'
import type { Facts } from '../../preflight/facts/schema.ts'
import { listed } from '../../preflight/support/listed.ts'
import { layOut } from './arrays.ts'
import { candidatesOf, shortly } from './candidate.ts'
import type { Candidate } from './candidate.ts'
import { planDigest } from './digests.ts'
import { notesOf, tornWith } from './notes.ts'
import { codeOf, isSameCode, permissionOf } from './permission.ts'
import { problem } from './problem.ts'
import { selectDisks } from './select.ts'
import type { Area } from './select.ts'
import { shareOut } from './volumes.ts'

export interface PlanRequest {
  readonly facts: Pick<Facts, 'system' | 'firmware' | 'disks' | 'raid' | 'unread'>
  /** Rendered for this machine. */
  readonly answer: Answer
  /** The machine's own id: disks with its unfinished marker may be written without new permission. */
  readonly machine?: string | undefined
  /** A person unlocked exactly this installation over a finished one of this machine. */
  readonly rearmed: boolean
  /** What a person typed to allow the disks that no rule does. */
  readonly code: string | null
}

export function planInstallation({ facts, answer, machine, rearmed, code: typed }: PlanRequest): Plan {
  const candidates = candidatesOf(facts.disks)
  const selection = selectDisks(candidates, answer.disks, facts.unread)
  const layout =
    selection.problems.length > 0
      ? { partitions: new Map<Candidate, never[]>(), arrays: [], problems: [] }
      : layOut(selection.chosen, answer.disks.raid)
  const shared = shareOut(layout.arrays, answer.disks.sizes)

  const areaOf = (candidate: Candidate): Area | undefined =>
    (['system', 'data', 'cache'] as const).find((area) => selection.chosen[area].includes(candidate))
  const chosen = new Set(candidates.filter((candidate) => areaOf(candidate) !== undefined))
  // No rule says that what is on a disk which is left alone may be lost.
  const torn = new Set(candidates.flatMap((each) => (chosen.has(each) ? [] : tornWith(each, chosen))))
  const permissions = new Map(
    candidates.map((candidate) => {
      const area = areaOf(candidate)
      const permission =
        area === undefined ? null : permissionOf(candidate, area, answer.disks.wipe, { machine, rearmed })
      return [candidate, permission === 'rule' && torn.has(candidate) ? 'code' : permission] as const
    }),
  )
  const locked = candidates.filter((candidate) => permissions.get(candidate) === 'code')
  const obstacles = [...selection.problems, ...layout.problems, ...shared.problems]
  // Nobody is asked to allow what is not going to be done.
  const code = locked.length === 0 || obstacles.length > 0 ? null : codeOf(facts, locked)
  const fits = shared.problems.length === 0
  const problems = [...obstacles, ...lockedProblems(locked, code, typed)]
  const disks = candidates.map((candidate) => ({
    candidate,
    planned: {
      ...identityOf(candidate),
      role: areaOf(candidate) ?? 'untouched',
      why: [...(selection.why.get(candidate) ?? [])],
      holds: candidate.disk.contents,
      marker: candidate.disk.marker,
      permission: permissions.get(candidate) ?? null,
      partitions: fits ? [...(layout.partitions.get(candidate) ?? [])] : [],
    } satisfies PlannedDisk,
  }))
  const plan: Omit<Plan, 'digest'> = {
    version: 1,
    // Every disk is made to start in both modes; what is not known changes nothing on them.
    firmware: facts.firmware.mode ?? 'bios',
    disks: disks.map(({ planned }) => planned).toSorted(asPeopleRead),
    arrays: fits ? [...layout.arrays] : [],
    groups: [...shared.groups],
    volumes: [...shared.volumes],
    notes: notesOf({ facts, selection, layout, shared, candidates }),
    problems,
    code,
  }
  return { ...plan, digest: planDigest(plan, disks) }
}

function identityOf({
  disk,
  id,
  kind,
}: Candidate): Pick<PlannedDisk, 'id' | 'path' | 'model' | 'serial' | 'wwn' | 'size' | 'kind'> {
  const { path, model, serial, wwn, size } = disk
  return { id, path, model, serial, wwn, size, kind }
}

function lockedProblems(locked: readonly Candidate[], code: string | null, typed: string | null): PlanProblem[] {
  if (code === null || (typed !== null && isSameCode(typed, code))) return []
  return [
    ...(typed === null ? [] : [problem('plan.wrongCode', { typed: typed.slice(0, 32) })]),
    problem('plan.needsCode', { disks: listed(locked.map(shortly), 12), code }),
  ]
}

const roles: readonly PlannedDisk['role'][] = ['system', 'data', 'cache', 'untouched']

/** What is used first, then by name, sda2 before sda10. */
function asPeopleRead(a: PlannedDisk, b: PlannedDisk): number {
  return roles.indexOf(a.role) - roles.indexOf(b.role) || byName.compare(a.path, b.path)
}
const byName = new Intl.Collator('en', { numeric: true })
