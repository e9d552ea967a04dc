/** Attributes of sysfs that each processor has for itself. */
import { Impossible } from './fix.ts'
import type { FixContext } from './fix.ts'

export const cpus = '/sys/devices/system/cpu'

/** All that it needs; so it serves an installed host too, which has no facts. */
type Attributes = Pick<FixContext, 'reader' | 'write'>

/** A fix (./fix.ts) of attributes alone. */
export interface AttributeFix {
  readonly id: string
  readonly codes: readonly string[]
  readonly look: (context: Attributes) => Promise<{ value: string | null; right: boolean }>
  readonly wanted: () => string
  readonly set: (context: Attributes) => Promise<void>
}

export async function processors({ reader }: Pick<FixContext, 'reader'>): Promise<string[]> {
  return (await reader.list(cpus)).filter((name) => /^cpu\d+$/.test(name))
}

/** A fix that writes the same value into one attribute of every processor that has it. */
export function attributeFix(
  definition: Pick<AttributeFix, 'id' | 'codes'> & { attributes: readonly { file: string; value: string }[] },
): AttributeFix {
  const { id, codes, attributes } = definition
  const settings = async (context: Attributes) => {
    const all = await Promise.all(
      (await processors(context)).flatMap((cpu) =>
        attributes.map(async ({ file, value }) => {
          const path = `${cpus}/${cpu}/${file}`
          return { path, value, now: await context.reader.text(path) }
        }),
      ),
    )
    const there = all.filter((each): each is typeof each & { now: string } => each.now !== undefined)
    if (there.length === 0) throw new Impossible('the kernel offers no such setting')
    return there
  }
  return {
    id,
    codes,
    async look(context) {
      const found = await settings(context)
      return {
        value: [...new Set(found.map(({ now }) => now))].join(', '),
        right: found.every(({ now, value }) => now === value),
      }
    },
    wanted: () => [...new Set(attributes.map(({ value }) => value))].join(', '),
    async set(context) {
      for (const { path, value, now } of await settings(context)) if (now !== value) await context.write(path, value)
    },
  }
}
