/** The disks: which they are, their health, what is on them. Names are only for today; serial and WWN are what a plan goes by. */
import type { SourceContext } from '../context.ts'
import { pooled } from '../pool.ts'
import type { Reader } from '../reader.ts'
import { lateReason } from '../reason.ts'
import type { Disk } from '../schema/disks.ts'
import { contentsLimit, readContents, unknownContents } from './disks/contents.ts'
import { missingProgram, readHealth, smartLimit } from './disks/health.ts'
import { readIdentity, unknownIdentity } from './disks/identity.ts'
import type { Identity } from './disks/identity.ts'
import { isMedium, mediumDevice } from './disks/medium.ts'

/** Block devices that are no disks: built on others, memory, optical, floppy, and eMMC's boot areas. */
const notDisks = /^(?:loop|ram|zram|sr|fd|dm-|md|nbd|drbd|rbd|mtdblock)|^mmcblk\d+(?:boot\d|rpmb)$/

/** One disk may hang; the others are still listed. Milliseconds. */
const diskLimit = 10_000

/** Enough for 400 disks that answer, and an end within a part's time when none does. */
const pool = { width: 16, budget: 35_000 }

export const diskNames = async ({ list }: Reader): Promise<string[]> =>
  (await list('/sys/block')).filter((name) => !notDisks.test(name))

export async function readDisks(context: SourceContext): Promise<Disk[]> {
  // A machine without disks has the folder, and nothing in it.
  if ((await context.target('/sys/block')) === undefined) context.unread('disks', new Error('/sys/block is not there'))
  const names = await diskNames(context)
  const medium = await context.source('boot medium', () => mediumDevice(context), undefined)
  const found = await Promise.all(
    names.map((name) =>
      context.source<Found | undefined>(
        `disk ${name}`,
        async () => {
          const identity = await readIdentity(context, name)
          return identity && { identity, boot: await isMedium(context, name, medium) }
        },
        { identity: unknownIdentity(name), boot: false },
        diskLimit,
      ),
    ),
  )
  const disks = found.filter((disk) => disk !== undefined)
  const ask = questions(context)
  return pooled(pool, disks, ask.read, ask.late)
}

interface Found {
  readonly identity: Identity
  readonly boot: boolean
}

function questions(context: SourceContext): { read: (disk: Found) => Promise<Disk>; late: (disk: Found) => Disk } {
  const missing = new Set<string>()
  /** A program that is not there is told once, not for each disk. */
  const once = async <T>(work: () => Promise<T>, empty: T): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      const program = missingProgram(error)
      if (program === undefined) throw error
      if (!missing.has(program)) context.unread(program, error)
      missing.add(program)
      return empty
    }
  }
  const read = async ({ identity, boot }: Found): Promise<Disk> => {
    const [health, contents] = await Promise.all([
      context.source(
        `health of ${identity.name}`,
        () => once(() => readHealth(context, identity), null),
        null,
        smartLimit,
      ),
      context.source(
        `contents of ${identity.name}`,
        () => once(() => readContents(context, identity), unknownContents),
        unknownContents,
        contentsLimit,
      ),
    ])
    return { ...identity, health, ...contents, boot }
  }
  const late = ({ identity, boot }: Found): Disk => {
    context.unread(`disk ${identity.name}`, new Error(lateReason(pool.budget / 1000)))
    return { ...identity, health: null, ...unknownContents, boot }
  }
  return { read, late }
}
