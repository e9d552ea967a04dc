/** Does a disk fit a selector, and if not, why. */
import type { PlanSentence } from '../../answer/plan.ts'
import type { DiskSelector } from '../../answer/schema.ts'
import { matchesGlob } from '../../lib/glob.ts'
import type { MessageKey } from '../../lib/text/messages.ts'
import { decimalSize } from '../../lib/units.ts'
import type { Candidate } from './candidate.ts'

export type Why = PlanSentence & { key: Extract<MessageKey, `plan.why.${string}`> }

const GB = 1e9
/** Disks of one size as sold differ a little: 960,197,124,096 bytes are 960 GB, and a controller keeps some for itself. */
const tolerance = 0.01

/** Why nothing may be installed on this disk, whatever an answer asks for; undefined when it may. */
export function unusable({ disk }: Candidate, named: boolean): Why | undefined {
  if (disk.boot) return { key: 'plan.why.boot', params: {} }
  if (disk.removable || disk.transport === 'usb') return { key: 'plan.why.removable', params: {} }
  if (disk.readOnly === true) return { key: 'plan.why.readOnly', params: {} }
  if (disk.size === 0) return { key: 'plan.why.noSize', params: {} }
  if (named) return undefined
  if (disk.transport === 'iscsi' || disk.transport === 'fc') return { key: 'plan.why.remote', params: {} }
  return disk.transport === 'mmc' ? { key: 'plan.why.card', params: {} } : undefined
}

/** Picked as itself, not for what it is like. */
export function isNamed({ serial, wwn }: DiskSelector, candidate: Candidate): boolean {
  return matchesSerial(serial ?? [], candidate) || matchesWwn(wwn ?? [], candidate)
}

const matchesSerial = (patterns: readonly string[], { disk }: Candidate): boolean =>
  patterns.some((pattern) => matchesGlob(pattern, disk.serial ?? ''))

/** With or without what tells its kind: `0x5000…`, `naa.5000…`, `5000…`. */
const matchesWwn = (patterns: readonly string[], { disk }: Candidate): boolean =>
  disk.wwn !== null && patterns.some((pattern) => matchesGlob(bare(pattern), bare(disk.wwn!)))
const bare = (wwn: string): string => wwn.replace(/^(0x|naa\.)/i, '')

/** The first thing that does not fit; undefined when all of it does. A count says nothing of one disk. */
export function mismatch(selector: DiskSelector, candidate: Candidate): Why | undefined {
  const { disk, kind } = candidate
  const { serial, wwn, model, size } = selector
  if (serial !== undefined && !matchesSerial(serial, candidate))
    return { key: 'plan.why.serial', params: { is: disk.serial ?? '–', wanted: serial.join(', ') } }
  if (wwn !== undefined && !matchesWwn(wwn, candidate))
    return { key: 'plan.why.wwn', params: { is: disk.wwn ?? '–', wanted: wwn.join(', ') } }
  if (model !== undefined && !matchesGlob(model, disk.model ?? ''))
    return { key: 'plan.why.model', params: { is: disk.model ?? '–', wanted: model } }
  if (selector.kind !== undefined && selector.kind !== kind)
    return { key: 'plan.why.kind', params: { is: kind, wanted: selector.kind } }
  if (size !== undefined && !inRange(disk.size, size))
    return { key: 'plan.why.size', params: { is: decimalSize(disk.size), wanted: rangeText(size) } }
  return undefined
}

type Range = NonNullable<DiskSelector['size']>

function inRange(bytes: number, { min = 0, max = Infinity }: Range): boolean {
  return bytes >= min * GB * (1 - tolerance) && bytes <= max * GB * (1 + tolerance)
}

function rangeText({ min, max }: Range): string {
  if (min === undefined) return max === undefined ? '*' : `≤ ${max} GB`
  return max === undefined ? `≥ ${min} GB` : `${min}–${max} GB`
}

/** Asks for nothing but perhaps a number of disks. */
export function isOpen(selector: DiskSelector): boolean {
  return Object.entries(selector).every(([key, value]) => key === 'count' || value === undefined)
}

/** `kind: ssd, size: 400–500 GB`, as an answer would say it. */
export function selectorText({ serial, wwn, model, kind, size, count }: DiskSelector): string {
  const parts = [
    serial && `serial: ${serial.join(' ')}`,
    wwn && `wwn: ${wwn.join(' ')}`,
    model && `model: ${model}`,
    kind && `kind: ${kind}`,
    size && `size: ${rangeText(size)}`,
    count && `count: ${countText(count)}`,
  ]
  return parts.filter((part) => part !== undefined).join(', ') || '{}'
}

export const countText = (count: NonNullable<DiskSelector['count']>): string =>
  typeof count === 'number' ? String(count) : `${count.min}–${count.max}`
