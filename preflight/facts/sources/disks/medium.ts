/** The medium that the live system was started from: templates/image mounts it before anything else runs. */
import type { Reader } from '../../reader.ts'

const mountPoint = '/run/vmp/medium'

/** The `major:minor` of its disk or partition; undefined when this system came from elsewhere. */
export async function mediumDevice(reader: Reader): Promise<string | undefined> {
  const lines = ((await reader.text('/proc/self/mountinfo')) ?? '').split('\n')
  // proc(5): id, parent, major:minor, root, mount point, …
  return lines.map((line) => line.split(' ')).find((fields) => fields[4] === mountPoint)?.[2]
}

/** Whether a disk, or one of its partitions, is that device. */
export async function isMedium(reader: Reader, disk: string, device: string | undefined): Promise<boolean> {
  if (device === undefined) return false
  const folder = `/sys/block/${disk}`
  if ((await reader.text(`${folder}/dev`)) === device) return true
  for (const name of await reader.list(folder))
    if (name.startsWith(disk) && (await reader.text(`${folder}/${name}/dev`)) === device) return true
  return false
}
