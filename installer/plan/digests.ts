/** Digests (SHA-256, hexadecimal) of what an approval binds: they stay the same while what they stand for does. */
import type { Plan, PlannedDisk } from '../../answer/plan.ts'
import type { Answer } from '../../answer/schema.ts'
import { canonical, digestOf } from '../../lib/canonical.ts'
import type { Facts } from '../../preflight/facts/schema.ts'
import { fixedDisks } from '../../preflight/support/disks.ts'
import type { Candidate } from './candidate.ts'
import { candidatesOf } from './candidate.ts'
import { lastingContents, lastingId } from './lasting.ts'

/**
 * Of a plan, but for device nodes, the order in which the kernel found the disks, and the words of notes and problems, which
 * follow from the rest. A stick that is plugged in or pulled and that the plan leaves alone changes nothing.
 */
export function planDigest(
  plan: Omit<Plan, 'digest'>,
  disks: readonly { readonly candidate: Candidate; readonly planned: PlannedDisk }[],
): string {
  const lasting = new Map(disks.map(({ candidate }) => [candidate.id, lastingId(candidate)]))
  const fixed = new Set(fixedDisks(disks.map(({ candidate }) => candidate.disk)))
  const counted = disks.filter(({ candidate, planned }) => planned.role !== 'untouched' || fixed.has(candidate.disk))
  return digestOf({
    ...plan,
    disks: sorted(counted.map(lastingDisk)),
    arrays: plan.arrays.map(({ members, ...array }) => ({
      ...array,
      members: sorted(members.map((member) => ({ ...member, disk: lasting.get(member.disk) }))),
    })),
    notes: sorted(plan.notes.map(({ key }) => key)),
    problems: sorted(plan.problems.map(({ code }) => code)),
  })
}

function lastingDisk({ candidate, planned }: { candidate: Candidate; planned: PlannedDisk }): unknown {
  return {
    ...planned,
    id: lastingId(candidate),
    path: null,
    holds: lastingContents(candidate.disk),
    why: planned.why.map(({ key }) => key),
  }
}

/** Those facts on which plan and verdict depend, and the verdict; never a reading, never a name that a boot may change. */
export function factsDigest({ system, nics, firmware, memory, disks }: Facts, verdict: string): string {
  return digestOf({
    uuid: system.uuid,
    serial: system.serial,
    macs: nics.map(({ mac }) => mac).toSorted(),
    mode: firmware.mode,
    memory: memory.installed,
    disks: sorted(
      candidatesOf(fixedDisks(disks)).map((candidate) => ({
        id: lastingId(candidate),
        serial: candidate.disk.serial,
        wwn: candidate.disk.wwn,
        size: candidate.disk.size,
        contents: lastingContents(candidate.disk),
        marker: candidate.disk.marker,
      })),
    ),
    verdict,
  })
}

export function answerDigest(answer: Answer): string {
  return digestOf(answer)
}

const sorted = (items: readonly unknown[]): string[] => items.map(canonical).toSorted()
