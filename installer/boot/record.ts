/**
 * Which slot is the host's own, on the mirror of the slots: the one truth. What GRUB reads on each ESP is made from it, and
 * a disk that was away has an older one. Lines of NAME=VALUE, which the initrd reads too.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isSystemError, VmpError } from '../../lib/errors.ts'
import { writeFileSafely } from '../../lib/files.ts'
import type { Slot } from '../layout.ts'

export interface SlotRecord {
  readonly committed: Slot
  /** Folder name of the image of each slot. */
  readonly images: Readonly<Partial<Record<Slot, string>>>
  /** To be started once. Taken away when it has been started: what is found here afterwards never came up. */
  readonly wanted: Slot | null
  /** Started for a trial that has not ended well yet. */
  readonly trying: Slot | null
  /** The last trial that did not end well, by the name of its image. */
  readonly failed: string | null
}

/** Below the root of the mirror. */
const recordFile = 'loader/slots'

const isSlot = (value: string | undefined): value is Slot => value === 'a' || value === 'b'

export function parseRecord(text: string): SlotRecord | undefined {
  const lines = text.split('\n').map((line): [string, string] => {
    const equals = line.indexOf('=')
    return [line.slice(0, equals), line.slice(equals + 1)]
  })
  const values = new Map(lines)
  const slot = (name: string): Slot | null => {
    const value = values.get(name)
    return isSlot(value) ? value : null
  }
  const committed = slot('committed')
  if (committed === null) return undefined
  const images = Object.fromEntries(
    (['a', 'b'] as const).flatMap((name) => (values.get(name) ? [[name, values.get(name)]] : [])),
  )
  return { committed, images, wanted: slot('wanted'), trying: slot('trying'), failed: values.get('failed') || null }
}

export function recordText({ committed, images, wanted, trying, failed }: SlotRecord): string {
  const values = {
    committed,
    a: images.a ?? '',
    b: images.b ?? '',
    wanted: wanted ?? '',
    trying: trying ?? '',
    failed: failed ?? '',
  }
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

/** @throws VmpError `boot.recordDamaged` */
export function readRecord(system: string): SlotRecord {
  const file = join(system, recordFile)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw new VmpError('boot.recordDamaged', { file }, { cause: error })
  }
  const record = parseRecord(text)
  if (record === undefined) throw new VmpError('boot.recordDamaged', { file })
  return record
}

export function writeRecord(system: string, record: SlotRecord): void {
  writeFileSafely(join(system, recordFile), recordText(record))
}
