/** Which disks there are. More than one part needs them: ask for them by `context.disks()`. */
import type { SourceContext } from '../../context.ts'
import { patient, pooled } from '../../pool.ts'
import type { Reader } from '../../reader.ts'
import { lateReason } from '../../reason.ts'
import { readIdentity, unknownIdentity } from './identity.ts'
import type { Identity } from './identity.ts'

/** Block devices that are no disks: built on others, memory, optical, floppy, and eMMC's boot areas. */
const notDisks = /^(?:loop|ram|zram|sr|fd|dm-|md|nbd|drbd|rbd|mtdblock)|^mmcblk\d+(?:boot\d|rpmb)$/

/** One disk may hang; the others are still listed. A healthy one of a machine that is very busy was seen to take 7 s. Milliseconds. */
const diskLimit = 12_000

/** What is asked of the disks afterwards needs most of a part's time. */
const hurried = { width: 32, budget: 14_000 }

type Listing = Pick<SourceContext, 'source' | 'unread' | 'patience'> & Reader

export async function listDisks(context: Listing): Promise<Identity[]> {
  const pool = patient(hurried, context.patience)
  const names = (await context.list('/sys/block')).filter((name) => !notDisks.test(name))
  const read = (name: string): Promise<Identity | undefined> =>
    context.source<Identity | undefined>(
      `disk ${name}`,
      () => readIdentity(context, name),
      unknownIdentity(name),
      diskLimit,
    )
  const late = (name: string): Identity => {
    context.unread(`disk ${name}`, new Error(lateReason(pool.budget / 1000)))
    return unknownIdentity(name)
  }
  const disks = await pooled(pool, names, read, late)
  return disks.filter((disk) => disk !== undefined)
}
