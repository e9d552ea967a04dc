/** The partition table of the planned disks, exactly as the plan has it. */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { PartitionUse, PlannedDisk, PlannedPartition } from '../../answer/plan.ts'
import { VmpError } from '../../lib/errors.ts'
import { markerPartitionType } from '../../lib/marker.ts'
import { tableArgs } from '../../lib/tools/sgdisk.ts'
import { partitions } from '../layout.ts'
import { forget, rereadTable } from './invalidate.ts'
import { putBootStub } from './raw.ts'
import { nodes, partitionPath, undisturbed } from './tools.ts'
import type { Tools } from './tools.ts'

export interface Partition {
  readonly path: string
  /** As the partition table has it. */
  readonly uuid: string
}

/** The partitions of one disk, by what they are for. */
export interface PartitionedDisk {
  readonly plan: PlannedDisk
  readonly parts: ReadonlyMap<PartitionUse, Partition>
}

const typeOf = (use: PartitionUse): string => (use === 'marker' ? markerPartitionType : partitions[use].type)

/** The disk must have been invalidated. Its marker stays: the first partition covers it. */
export async function partition(tools: Tools, plan: PlannedDisk): Promise<PartitionedDisk> {
  const { path: disk } = plan
  const made = plan.partitions.map((planned) => ({
    ...planned,
    uuid: randomUUID(),
    type: typeOf(planned.use),
    label: partitions[planned.use].label,
    path: partitionPath(disk, planned.number),
  }))
  await undisturbed(tools, disk, 'sgdisk', tableArgs(disk, await sectorSizeOf(disk), made))
  // The new table has the signature of a disk that starts, with nothing behind it.
  await putBootStub(disk)
  await rereadTable(tools, disk)
  await nodes(
    tools,
    made.map(({ path }) => path),
  )
  for (const one of made) {
    await expectPlace(disk, one)
    if (one.use !== 'marker') await forget(tools, one.path)
  }
  return { plan, parts: new Map(made.map(({ use, path, uuid }) => [use, { path, uuid }])) }
}

async function sectorSizeOf(disk: string): Promise<number> {
  return Number(await readFile(join('/sys/class/block', basename(disk), 'queue/logical_block_size'), 'utf8'))
}

/** What the kernel believes, not what was asked for. @throws VmpError `install.partitionElsewhere` */
async function expectPlace(disk: string, { path, start, size }: PlannedPartition & { path: string }): Promise<void> {
  const read = async (name: string): Promise<number> =>
    // In sectors of 512 bytes, whatever the disk's own are.
    Number(await readFile(join('/sys/class/block', basename(path), name), 'utf8')) * 512
  if ((await read('start')) !== start || (await read('size')) !== size)
    throw new VmpError('install.partitionElsewhere', { disk, part: path })
}
