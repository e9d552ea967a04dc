/** RAID controllers, the arrays that they or Linux make, and the disks that only the controllers see. */
import { examineScanArgs } from '../../../lib/tools/mdadm.ts'
import type { SourceContext } from '../context.ts'
import type { RaidArray, RaidFacts } from '../schema/disks.ts'
import { isMissing } from './disks/health.ts'
import { readControllers } from './raid/controllers.ts'
import { allArrays, restingArrays, runningArrays } from './raid/md.ts'
import { readMembers } from './raid/members.ts'
import { readVolumes } from './raid/volumes.ts'

export const noRaid: RaidFacts = { controllers: [], arrays: [], disks: [] }

/** mdadm reads the end of every disk, one after another. Milliseconds. */
const mdadmLimit = 20_000

export async function readRaid(context: SourceContext): Promise<RaidFacts> {
  const identities = await context.disks()
  const [controllers, linux, volumes, disks] = await Promise.all([
    context.source('RAID controllers', () => readControllers(context), []),
    readLinuxArrays(context),
    readVolumes(context, identities),
    readMembers(context, identities),
  ])
  return { controllers, arrays: [...linux, ...volumes], disks }
}

async function readLinuxArrays(context: SourceContext): Promise<RaidArray[]> {
  const running = await context.source('arrays', () => runningArrays(context), [])
  const examine = (): Promise<string> =>
    context
      .run('mdadm', examineScanArgs, mdadmLimit - 1000)
      // Members are still told as what is on the disks.
      .catch((error: unknown) => (isMissing(error) ? '' : Promise.reject(error)))
  const resting = await context.source('mdadm', async () => restingArrays(await examine(), running), [], mdadmLimit)
  return allArrays(running, resting)
}
