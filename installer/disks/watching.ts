/**
 * udev watches disks: whoever wrote to a whole one and closes it has it read the partition table again, by which the partitions
 * go and come back under the hands of the next program. An installation says itself when a table is to be read.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { run } from '../../lib/exec.ts'
import { reloadArgs, triggerArgs } from '../../lib/tools/udevadm.ts'

const ruleFile = '/run/udev/rules.d/90-vmp-install.rules'
const rule = 'ACTION!="remove", SUBSYSTEM=="block", OPTIONS+="nowatch"\n'
/** Milliseconds for udev to look at every disk and partition once. */
const within = 120_000

/** Does its work while udev does not watch; afterwards, however it ended, udev looks at all disks anew. */
export async function unwatched<Result>(
  runTool: typeof run,
  work: () => Promise<Result>,
  file = ruleFile,
): Promise<Result> {
  const apply = async (): Promise<void> => {
    await runTool('udevadm', reloadArgs, { timeout: within })
    await runTool('udevadm', triggerArgs('block'), { timeout: within })
  }
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, rule)
  try {
    await apply()
    return await work()
  } finally {
    await rm(file, { force: true })
    await apply()
  }
}
