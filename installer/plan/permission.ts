/** What allows a disk to be wiped. A rule of the answer never reaches a disk with a VMP marker. */
import { createHash } from 'node:crypto'
import type { Permission } from '../../answer/plan.ts'
import type { WipeRule } from '../../answer/schema.ts'
import { canonical } from '../../lib/canonical.ts'
import { markerPartitionType } from '../../lib/marker.ts'
import type { Facts } from '../../preflight/facts/schema.ts'
import type { Candidate } from './candidate.ts'
import { lastingContents, lastingId } from './lasting.ts'
import { mismatch } from './matching.ts'
import type { Area } from './select.ts'

export interface Claims {
  /** The machine's own id, as in the markers that its installations write. */
  readonly machine: string | undefined
  /** A person unlocked one installation over the machine's own finished one. */
  readonly rearmed: boolean
}

export function permissionOf(
  candidate: Candidate,
  area: Area,
  rules: readonly WipeRule[],
  { machine, rearmed }: Claims,
): Permission {
  const { contents, marker } = candidate.disk
  if (marker !== null) {
    if (machine === undefined || marker.machine !== machine) return 'code'
    if (marker.state === 'unfinished') return 'resumed'
    return rearmed ? 'rearmed' : 'code'
  }
  if (contents === null) return 'code'
  if (contents.length === 0) return 'empty'
  // The marker's partition without its marker: whose disk it was cannot be read any more.
  if (contents.some(({ type }) => type?.toLowerCase() === markerPartitionType.toLowerCase())) return 'code'
  const named = new Set(rules.filter((rule) => reaches(rule, candidate, area)).flatMap(({ holds }) => holds))
  return named.has('anything') || contents.every(({ kind }) => named.has(kind)) ? 'rule' : 'code'
}

function reaches({ disks, match }: WipeRule, candidate: Candidate, area: Area): boolean {
  return (disks === 'selected' || disks === area) && (match === undefined || mismatch(match, candidate) === undefined)
}

/** Without 0 O, 1 I L, 2 Z, 5 S, 8 B: they look alike on a bad screen. */
const alphabet = '34679ACDEFGHJKMNPQRTUVWXY'

/** `ABC-DEF`: made of the machine, and of what these disks are and hold, so that it changes when they do. */
export function codeOf({ system }: Pick<Facts, 'system'>, candidates: readonly Candidate[]): string {
  const lost = candidates.map((candidate) => ({
    id: lastingId(candidate),
    size: candidate.disk.size,
    contents: lastingContents(candidate.disk),
    marker: candidate.disk.marker,
  }))
  const text = canonical({ uuid: system.uuid, serial: system.serial, lost: lost.map(canonical).toSorted() })
  let rest = createHash('sha256').update(text).digest().readBigUInt64BE()
  let code = ''
  for (let place = 0; place < 6; place++) {
    code += alphabet[Number(rest % BigInt(alphabet.length))]
    rest /= BigInt(alphabet.length)
  }
  return `${code.slice(0, 3)}-${code.slice(3)}`
}

/** As people type it: in small letters, without the dash, with blanks. */
export function isSameCode(typed: string, code: string): boolean {
  const plain = (text: string): string => text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
  return plain(typed) === plain(code)
}
