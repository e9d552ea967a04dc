import { fakeClock } from '../../../lib/__fixtures__/clock.ts'
import { openDatabase } from '../../../lib/sqlite.ts'
import type { Role } from '../../contract/permissions.ts'
import type { Events } from '../../events/events.ts'
import { troubled } from '../../store/__fixtures__/troubled.ts'
import { memoryStore } from '../../store/memory.ts'
import { attemptMigrations } from '../attempts.ts'
import { passwordHasher } from '../password-hash.ts'
import type { PasswordHasher } from '../password-hash.ts'
import { openPeople } from '../people.ts'
import type { People } from '../people.ts'

/** The same as ever, but quick. */
export const quickHasher = (): PasswordHasher => passwordHasher({ memory: 8, passes: 1, parallelism: 1 })

export const password = 'drei gelbe Kraniche'
export const from = { address: '192.0.2.7', agent: 'test' }

/** Hosts of one cluster, as far as people are concerned, whose time passes when told to. */
export function hosts() {
  const clock = fakeClock()
  const memory = memoryStore({ clock })
  const trouble = troubled(memory)
  const { store } = trouble
  let time = Date.parse('2026-03-01T00:00:00Z')
  const now = (): Date => new Date(time)
  const opened: People[] = []
  const seen: { readonly kind: string; readonly params: unknown }[] = []
  const list: Pick<Events, 'add'> = { add: (kind, params) => void seen.push({ kind, params }) }
  return {
    clock,
    memory,
    trouble,
    now,
    seen,
    host({ hasher = quickHasher(), events = list } = {}): People {
      const database = openDatabase(':memory:', attemptMigrations)
      const people = openPeople({ store, database, events, hasher, now, clock })
      opened.push(people)
      return people
    },
    async pass(milliseconds: number): Promise<void> {
      time += milliseconds
      await clock.advance(milliseconds)
    },
    /** Somebody who has logged in before. */
    async person(people: People, name: string, role: Role) {
      await people.accounts.create({ name, role, password: `${password}!` })
      const { user } = await people.login.logIn({ name, password: `${password}!`, cookies: undefined }, from, () => {})
      return people.login.changePassword(user, { old: `${password}!`, new: password }, from)
    },
    async close(): Promise<void> {
      await Promise.all(opened.map((people) => people.close()))
      memory.close()
    },
  }
}
