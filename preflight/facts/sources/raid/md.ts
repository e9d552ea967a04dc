/** Arrays of Linux: those that run, from sysfs, and those that lie on the disks, from their members. */
import { parseExamineScan } from '../../../../lib/tools/mdadm.ts'
import type { ExaminedArray } from '../../../../lib/tools/mdadm.ts'
import type { Reader } from '../../reader.ts'
import type { RaidArray } from '../../schema/disks.ts'
import { count, known } from '../../text.ts'
import { sector } from '../disks/identity.ts'

/** Documentation/admin-guide/md.rst. Containers ("external:imsm") are no arrays, their volumes ("external:/md127/0") are. */
export async function runningArrays(reader: Reader): Promise<RaidArray[]> {
  const names = (await reader.list('/sys/block')).filter((name) => /^md\d|^md_/.test(name))
  const arrays = await Promise.all(names.map((name) => runningArray(reader, name)))
  return arrays.filter((array) => array !== undefined)
}

async function runningArray(reader: Reader, name: string): Promise<RaidArray | undefined> {
  const folder = `/sys/block/${name}`
  const attribute = (path: string) => reader.text(`${folder}/md/${path}`)
  const [level, state, degraded, action, metadata, sectors] = await Promise.all([
    attribute('level'),
    attribute('array_state'),
    attribute('degraded'),
    attribute('sync_action'),
    attribute('metadata_version'),
    reader.text(`${folder}/size`),
  ])
  const container = level === 'container' || /^external:(?!\/)/.test(metadata ?? '')
  if (state === undefined || state === 'clear' || container) return undefined
  const missing = count(degraded)
  const size = count(sectors)
  return {
    name,
    kind: metadata?.startsWith('external:') ? 'firmware' : 'md',
    level: known(level),
    size: size === null ? null : size * sector,
    state: stateOf(state, missing, action),
    members: await membersOf(reader, folder),
    missing,
  }
}

function stateOf(state: string, missing: number | null, action: string | undefined): RaidArray['state'] {
  // Put together and not started: too few members, or stale ones.
  if (state === 'inactive') return 'failed'
  if (action === 'recover' || action === 'resync') return 'rebuilding'
  return missing !== null && missing > 0 ? 'degraded' : 'optimal'
}

async function membersOf(reader: Reader, folder: string): Promise<string[]> {
  const found: string[] = []
  for (const name of await reader.list(`${folder}/md`)) {
    const member = /^dev-(.+)$/.exec(name)?.[1]
    if (member === undefined) continue
    const state = (await reader.text(`${folder}/md/${name}/state`)) ?? ''
    if (!/\bfaulty\b/.test(state)) found.push(member)
  }
  return found
}

/**
 * Arrays whose members were found while Linux runs none of them: a live system leaves them as they are.
 * @param output Of `mdadm --examine --scan --verbose`.
 */
export function restingArrays(output: string, running: readonly RaidArray[]): RaidArray[] {
  const examined = parseExamineScan(output)
  // Of an array that was put together and not started the members know more than sysfs.
  const busy = new Set(running.filter(({ state }) => state !== 'failed').flatMap(({ members }) => members))
  const isBusy = ({ members }: ExaminedArray): boolean => members.some((path) => busy.has(nameOf(path)))
  return examined.flatMap((array): RaidArray[] => {
    if (array.level === 'container' || array.metadata === 'imsm' || array.metadata === 'ddf') return []
    // A volume lies on the disks of its container, which alone names them.
    const holder = array.container === undefined ? array : examined.find(({ uuid }) => uuid === array.container)
    if (holder === undefined || isBusy(holder)) return []
    const members = holder.members.map(nameOf).filter((name) => !/^(?:md|imsm|ddf)/.test(name))
    const missing = array.devices === undefined ? null : Math.max(0, array.devices - members.length + array.spares)
    return [
      {
        name: known(array.name) ?? '?',
        kind: array.container === undefined ? 'md' : 'firmware',
        level: known(array.level),
        size: null,
        state: missing === null || missing === 0 ? null : survives(array.level, missing) ? 'degraded' : 'failed',
        members,
        missing,
      },
    ]
  })
}

/** All arrays once: what was put together and not started is told by its members where they could be examined. */
export function allArrays(running: readonly RaidArray[], resting: readonly RaidArray[]): RaidArray[] {
  const examined = new Set(resting.flatMap(({ members }) => members))
  const told = ({ state, members }: RaidArray): boolean =>
    state === 'failed' && members.some((member) => examined.has(member))
  return [...running.filter((array) => !told(array)), ...resting]
}

const nameOf = (path: string): string => path.replace(/^\/dev\//, '').replaceAll('/', '!')

/** Whether an array of this level still has all data; of a RAID 10 that lost several it depends on which. */
function survives(level: string | undefined, missing: number): boolean {
  const tolerated = { raid1: Infinity, raid10: Infinity, raid4: 1, raid5: 1, raid6: 2 }[level ?? ''] ?? 0
  return missing <= tolerated
}
