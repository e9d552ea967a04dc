/** The disks: which they are, their health, what is on them. Names are only for today; serial and WWN are what a plan goes by. */
import type { SourceContext } from '../context.ts'
import { patient, pooled } from '../pool.ts'
import type { Pool } from '../pool.ts'
import { lateReason } from '../reason.ts'
import type { Disk } from '../schema/disks.ts'
import { contentsLimit, readContents, unknownContents } from './disks/contents.ts'
import { missingProgram, readHealth, smartLimit } from './disks/health.ts'
import type { Identity } from './disks/identity.ts'
import { isMedium, mediumDevice } from './disks/medium.ts'

/** Enough for 400 disks that answer, and an end within a part's time when none does. */
const hurried = { width: 16, budget: 28_000 }

export async function readDisks(context: SourceContext): Promise<Disk[]> {
  // A machine without disks has the folder, and nothing in it.
  if ((await context.target('/sys/block')) === undefined) context.unread('disks', new Error('/sys/block is not there'))
  const [identities, medium] = await Promise.all([
    context.disks(),
    context.source('boot medium', () => mediumDevice(context), undefined),
  ])
  const disks = await Promise.all(
    identities.map(async (identity) => ({ identity, boot: await isMedium(context, identity.name, medium) })),
  )
  const pool = patient(hurried, context.patience)
  const ask = questions(context, pool)
  return pooled(pool, disks, ask.read, ask.late)
}

interface Found {
  readonly identity: Identity
  readonly boot: boolean
}

function questions(
  context: SourceContext,
  pool: Pool,
): { read: (disk: Found) => Promise<Disk>; late: (disk: Found) => Disk } {
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
