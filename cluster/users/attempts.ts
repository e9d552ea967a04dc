/**
 * How often somebody may try to log in: the more failures, the longer the wait, never for ever. Counted on each host for
 * itself, on its disk, by account and address together, by address, and (mildly, as it hurts the owner too) by account.
 */
import { isIPv6 } from 'node:net'
import { VmpError } from '../../lib/errors.ts'
import type { Database, Migrations } from '../../lib/sqlite.ts'

export const attemptMigrations: Migrations = [
  `
  CREATE TABLE login_attempt (
    key TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    locked_until INTEGER NOT NULL,
    unlocks INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
]

interface Rule {
  /** Failures that cost nothing. */
  readonly free: number
  /** Seconds that the next one costs; twice as many for each further one. */
  readonly first: number
  /** Seconds that one costs at most. */
  readonly most: number
}

const rules = {
  pair: { free: 5, first: 30, most: 1800 },
  /** Many people may come from one address. */
  address: { free: 50, first: 30, most: 1800 },
  /** From anywhere: it slows many addresses down, and does not keep the owner out for long. */
  account: { free: 30, first: 30, most: 300 },
} as const satisfies Readonly<Record<string, Rule>>
type Counted = keyof typeof rules

/** Failures are forgotten after a day without another. */
const FORGOTTEN = 86_400_000
/** What is counted at the most: names and addresses come from whoever likes to send them. */
const MOST = 10_000
const DROPPED = 1000

interface Locked {
  readonly failures: number
  readonly seconds: number
}

interface Attempt {
  /** What this try costs if it fails; undefined when it is free. */
  readonly locks: Locked | undefined
  /** It was the right password. */
  succeeded(): void
  /** Nobody looked whether it was. */
  takeBack(): void
}

export interface Attempts {
  /**
   * Counts a try as a failure before it is known what it is, so that many at once count as many.
   * @param unlocks How often failures of the account were forgotten; those before the last time do not count.
   * @throws VmpError `user.locked` with the seconds that are left.
   */
  begin(name: string, address: string, unlocks?: number): Attempt
  /** Forgets the failures of an account, from any address. */
  unlock(name: string): void
}

export function attempts(database: Database, now: () => Date): Attempts {
  const sql = {
    get: database.prepare('SELECT failures, last_at, locked_until, unlocks FROM login_attempt WHERE key = ?'),
    put: database.prepare(
      'INSERT OR REPLACE INTO login_attempt (key, failures, last_at, locked_until, unlocks) VALUES (?, ?, ?, ?, ?)',
    ),
    remove: database.prepare('DELETE FROM login_attempt WHERE key = ?'),
    unlock: database.prepare('DELETE FROM login_attempt WHERE key = ?1 OR substr(key, 1, length(?2)) = ?2'),
    count: database.prepare('SELECT count(*) AS count FROM login_attempt'),
    drop: database.prepare(
      `DELETE FROM login_attempt WHERE key IN (SELECT key FROM login_attempt ORDER BY locked_until, last_at LIMIT ${DROPPED})`,
    ),
  }
  const state = (key: string, rule: Rule, unlocks: number) => {
    const row = sql.get.get(key)
    const time = now().getTime()
    const number = (column: string): number => Number(row?.[column] ?? 0)
    if (number('unlocks') < unlocks || number('last_at') < time - FORGOTTEN) return { failures: 0, left: 0 }
    // A clock that was set back must not make a lock longer than it ever was.
    return {
      failures: number('failures'),
      left: Math.min(Math.max(number('locked_until') - time, 0), rule.most * 1000),
    }
  }
  /** Of what is counted for others too, only this try is taken back: one account of one's own must not buy free tries. */
  const takeBack = (name: string, address: string, unlocks: number, forgotten: readonly Counted[]): void =>
    database.transaction(() => {
      for (const [kind, key] of keysOf(name, address)) {
        const { failures } = state(key, rules[kind], unlocksOf(kind, unlocks))
        if (forgotten.includes(kind) || failures <= 1) sql.remove.run(key)
        else sql.put.run(key, failures - 1, now().getTime(), 0, unlocksOf(kind, unlocks))
      }
    })
  /** @returns the longest lock of those that this try sets. */
  const count = (name: string, address: string, given: number): Locked =>
    database.transaction(() => {
      const time = now().getTime()
      const counted = keysOf(name, address).map(([kind, key]) => {
        const rule = rules[kind]
        const unlocks = unlocksOf(kind, given)
        return { key, rule, unlocks, ...state(key, rule, unlocks) }
      })
      const left = Math.max(...counted.map((each) => each.left))
      if (left > 0) throw new VmpError('user.locked', { seconds: Math.ceil(left / 1000) })
      if (Number(sql.count.get()!['count']) >= MOST) sql.drop.run()
      const locks = counted.map(({ key, rule, unlocks, failures }) => {
        const seconds = cost(rule, failures + 1)
        sql.put.run(key, failures + 1, time, time + seconds * 1000, unlocks)
        return { failures: failures + 1, seconds }
      })
      return locks.reduce((a, b) => (b.seconds > a.seconds ? b : a))
    })
  return {
    begin(name, address, unlocks = 0) {
      const longest = count(name, address, unlocks)
      return {
        locks: longest.seconds > 0 ? longest : undefined,
        succeeded: () => takeBack(name, address, unlocks, ['pair']),
        takeBack: () => takeBack(name, address, unlocks, []),
      }
    },
    unlock(name) {
      const [[, pair], , [, account]] = keysOf(name, '')
      sql.unlock.run(account, pair)
    },
  }
}

/** What an address has failed at is not an account's to forget. */
const unlocksOf = (kind: Counted, unlocks: number): number => (kind === 'address' ? 0 : unlocks)

function keysOf(name: string, address: string): readonly [[Counted, string], [Counted, string], [Counted, string]] {
  const account = JSON.stringify(name.normalize('NFKC').toLowerCase().slice(0, 128))
  const place = placeOf(address)
  return [
    ['pair', `pair ${account} ${place}`],
    ['address', `address ${place}`],
    ['account', `account ${account}`],
  ]
}

/** Who has one IPv6 address has the 64 bits behind it. */
function placeOf(address: string): string {
  if (!isIPv6(address)) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  const [head = '', tail] = address.split('%')[0]!.split('::')
  const groups = head === '' ? [] : head.split(':')
  const behind = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - groups.length - behind.length
  const all = [...groups, ...Array.from({ length: Math.max(zeros, 0) }, () => '0'), ...behind]
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

function cost({ free, first, most }: Rule, failures: number): number {
  return failures < free ? 0 : Math.min(first * 2 ** Math.min(failures - free, 20), most)
}
