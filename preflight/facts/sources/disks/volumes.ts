/** What Linux has made of a disk: its partitions, and the arrays, mappings and volumes that stand on them. */
import type { Reader } from '../../reader.ts'
import { count, known } from '../../text.ts'
import { nodeOf, sector } from './identity.ts'

export interface Volume {
  /** The device node by its kernel name. */
  readonly path: string
  /** The name people know it by, `/dev/mapper/…` for a mapping. */
  readonly shown: string
  /** Bytes; null when sysfs does not say. */
  readonly size: number | null
  readonly partition: boolean
}

/** No machine stacks as deep; a loop in sysfs cannot be. */
const deepest = 8

/** The disk itself is not among them; each comes once, even when it stands on several partitions. */
export async function volumesOf(reader: Reader, disk: string): Promise<Volume[]> {
  const found = new Map<string, Volume>()
  const walk = async (folder: string, depth: number): Promise<void> => {
    if (depth > deepest) return
    const names = (await reader.list(folder)).filter((name) => /^[\w!:.-]+$/.test(name))
    for (const name of names) {
      if ((await reader.text(`${folder}/${name}/partition`)) === undefined) continue
      await add(`${folder}/${name}`, name, true, depth)
    }
    for (const name of await reader.list(`${folder}/holders`)) await add(`/sys/block/${name}`, name, false, depth)
  }
  const add = async (folder: string, name: string, partition: boolean, depth: number): Promise<void> => {
    if (found.has(name)) return
    const sectors = count(await reader.text(`${folder}/size`))
    // An extended DOS partition is one or two sectors; what lies in it has names of its own.
    if (sectors !== null && sectors > 2) {
      const mapping = known(await reader.text(`${folder}/dm/name`))
      const path = nodeOf(name)
      found.set(name, {
        path,
        shown: mapping === null ? path : `/dev/mapper/${mapping}`,
        size: sectors * sector,
        partition,
      })
    }
    await walk(folder, depth + 1)
  }
  await walk(`/sys/block/${disk}`, 0)
  return [...found.values()]
}
