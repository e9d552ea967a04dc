/** The arrays of the plan, on the partitions that were made for them. */
import { readFile, realpath, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Plan, PlannedArray } from '../../answer/plan.ts'
import { VmpError } from '../../lib/errors.ts'
import { createArgs, detailArgs, parseUuid } from '../../lib/tools/mdadm.ts'
import { forgetArray } from './invalidate.ts'
import type { Partition, PartitionedDisk } from './partition.ts'
import { nodes, quickly } from './tools.ts'
import type { Tools } from './tools.ts'

export interface BuiltArray {
  readonly name: PlannedArray['name']
  readonly level: PlannedArray['level']
  /** What stands on it uses this: the array, or the one partition that is in its place. */
  readonly device: string
  /** As mdadm writes it; null: no array. */
  readonly uuid: string | null
  readonly members: readonly Partition[]
}

export async function buildArrays(
  tools: Tools,
  { arrays }: Plan,
  disks: readonly PartitionedDisk[],
): Promise<BuiltArray[]> {
  const built: BuiltArray[] = []
  for (const array of arrays) built.push(await buildArray(tools, array, membersOf(array, disks)))
  return built
}

function membersOf(array: PlannedArray, disks: readonly PartitionedDisk[]): Partition[] {
  return array.members.map(({ disk, partition }) => {
    const { plan, parts } = disks.find((one) => one.plan.id === disk)!
    return parts.get(plan.partitions.find(({ number }) => number === partition)!.use)!
  })
}

/** A name in /dev that no array of an older installation has, on whatever disk; the array itself is called as the plan says. */
const installing = (name: string): string => `/dev/md/vmp-install-${name}`

async function buildArray(tools: Tools, { name, level }: PlannedArray, members: Partition[]): Promise<BuiltArray> {
  const paths = members.map(({ path }) => path)
  if (level === 'none') return { name, level, device: paths[0]!, uuid: null, members }
  const { run, signal } = tools
  const device = installing(name)
  await run('mdadm', createArgs({ device, name, level, members: paths }), { timeout: quickly, signal })
  await nodes(tools, [device])
  await forgetArray(tools, device)
  const { stdout } = await run('mdadm', detailArgs(device), { timeout: quickly, signal })
  const uuid = parseUuid(stdout)
  if (uuid === undefined) throw new VmpError('install.arrayUnknown', { array: name })
  const array = { name, level, device: await realpath(device), uuid, members }
  // Parity is made by the host: reading and writing all of the disks now would only hold the installation up.
  if (level === '5' || level === '6') await writeFile(join(await folderOf(array), 'sync_action'), 'frozen')
  return array
}

const folderOf = async ({ device }: Pick<BuiltArray, 'device'>): Promise<string> =>
  join('/sys/class/block', basename(await realpath(device)), 'md')

/**
 * A disk that fails under an array costs nothing that whoever writes to it would notice.
 * @throws VmpError `install.arrayDegraded`
 */
export async function expectWhole(arrays: readonly BuiltArray[]): Promise<void> {
  for (const array of arrays.filter(({ uuid }) => uuid !== null)) {
    const missing = Number(await readFile(join(await folderOf(array), 'degraded'), 'utf8'))
    // An array with parity counts the member that is being filled as missing.
    const filled = array.level === '5' || array.level === '6' ? await spares(array) : 0
    if (missing > filled) throw new VmpError('install.arrayDegraded', { array: array.name, missing })
  }
}

async function spares(array: BuiltArray): Promise<number> {
  const folder = await folderOf(array)
  const states = await Promise.all(
    array.members.map(({ path }) => readFile(join(folder, `dev-${basename(path)}`, 'state'), 'utf8')),
  )
  return states.filter((state) => /\bspare\b/.test(state)).length
}

/** Has each member but one left out of reading while `work` reads: so it is that one's copy that is read. */
export async function readingFrom<Result>(
  array: BuiltArray,
  member: Partition,
  work: () => Promise<Result>,
): Promise<Result> {
  const folder = await folderOf(array)
  const others = array.members.filter((one) => one !== member)
  const say = async (word: string): Promise<void> => {
    for (const { path } of others) await writeFile(join(folder, `dev-${basename(path)}`, 'state'), word)
  }
  await say('writemostly')
  try {
    return await work()
  } finally {
    await say('-writemostly')
  }
}
