/** wipefs: lists what libblkid recognizes (all signatures of a device, where `blkid` names one or gives up), and takes it away. */
import { listAt, parseOutput, textAt, valueAt } from './json.ts'

/** `--no-act` beside a mere listing: whatever a future version makes of the rest, it writes nothing. */
export const wipefsArgs = (paths: readonly string[]): string[] => [
  '--no-act',
  '--json',
  '--output=DEVICE,TYPE,USAGE,LABEL,UUID',
  ...paths,
]

export interface Signature {
  /** The name of the device node, without its folder. */
  readonly device: string
  readonly type: string
  /** `filesystem`, `raid`, `crypto`, `other`, `partition-table`. */
  readonly usage: string | null
  readonly label: string | null
  readonly uuid: string | null
}

/** Each signature once, though it may stand on the device many times. @throws When the output is not wipefs's. */
export function parseWipefs(output: string): Signature[] {
  // Some versions print nothing at all for a blank device.
  if (output.trim() === '') return []
  const json = parseOutput(output, 'wipefs')
  if (!Array.isArray(valueAt(json, 'signatures'))) throw new Error('wipefs gave no list of signatures')
  const found = new Map<string, Signature>()
  for (const entry of listAt(json, 'signatures')) {
    const field = (name: string): string | null => textAt(entry, name) ?? null
    const device = field('device')
    const type = field('type')
    if (device === null || type === null) continue
    const key = `${device} ${type}`
    const before = found.get(key)
    found.set(key, {
      device,
      type,
      usage: before?.usage ?? field('usage'),
      label: before?.label ?? field('label'),
      uuid: before?.uuid ?? field('uuid'),
    })
  }
  return [...found.values()]
}

/** Takes every signature away, also one that looks as if the kernel used it. */
export const wipeArgs = (paths: readonly string[]): string[] => ['--all', '--force', '--quiet', ...paths]
