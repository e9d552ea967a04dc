import type { Database, Migrations } from '../../lib/sqlite.ts'

/**
 * `offered` exists in memory alone: an offer that nobody takes costs no write. `ended` is released or expired, and
 * remembered, so that the client gets the same address again.
 */
export type LeaseState = 'offered' | 'bound' | 'ended' | 'declined'

/** One address and who has, or last had, it. */
export interface Lease {
  /** As a number in host order. */
  readonly address: number
  /** Whose it is; '' for a declined address. See `leaseKey`. */
  key: string
  mac: string
  hostname: string
  state: LeaseState
  /** Milliseconds since 1970; when it was bound first, and when it ends. */
  since: number
  expires: number
}

/** For the station's one database. */
export const dhcpMigrations: Migrations = [
  `CREATE TABLE lease (
     address INTEGER PRIMARY KEY,
     key TEXT NOT NULL,
     mac TEXT NOT NULL,
     hostname TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('bound', 'ended', 'declined')),
     since INTEGER NOT NULL,
     expires INTEGER NOT NULL
   ) STRICT`,
]

export interface LeaseRepository {
  /** Every lease on disk, the oldest end first. */
  all(): Lease[]
  /** Writes all of them in one transaction: on disk when it returns. @throws what SQLite throws on a full disk. */
  save(leases: Iterable<Lease>): void
}

export function createLeaseRepository(database: Database): LeaseRepository {
  const select = database.prepare(
    'SELECT address, key, mac, hostname, state, since, expires FROM lease ORDER BY expires',
  )
  const upsert = database.prepare(
    'INSERT OR REPLACE INTO lease (address, key, mac, hostname, state, since, expires) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  return {
    all: () =>
      select.all().map((row) => ({
        address: Number(row['address']),
        key: String(row['key']),
        mac: String(row['mac']),
        hostname: String(row['hostname']),
        state: row['state'] as LeaseState,
        since: Number(row['since']),
        expires: Number(row['expires']),
      })),
    save(leases) {
      database.transaction(() => {
        for (const { address, key, mac, hostname, state, since, expires } of leases)
          upsert.run(address, key, mac, hostname, state, since, expires)
      })
    },
  }
}
