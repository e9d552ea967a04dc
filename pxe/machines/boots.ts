import { randomUUID } from 'node:crypto'
import { VmpError } from '../../lib/errors.ts'
import type { Database } from '../../lib/sqlite.ts'
import type { PublicKey } from '../contract/live.ts'

/** One run of a live system: its key, bound to one machine until that machine boots again. */
export interface Boot {
  readonly id: string
  readonly machine: string
  readonly thumbprint: string
  readonly publicKey: PublicKey
  readonly startedAt: string
}

export interface BootRepository {
  /**
   * Binds a key to a machine and ends the boots that machine had before; a key that is bound already keeps its boot.
   * @throws VmpError `live.unknownBoot` when the machine has been booted again since the key was bound.
   */
  bind(boot: Omit<Boot, 'id'>): Boot
  byThumbprint(thumbprint: string): Boot | undefined
}

export function bootRepository(database: Database): BootRepository {
  const sql = {
    end: database.prepare('UPDATE boot SET ended = 1 WHERE machine = ? AND thumbprint <> ?'),
    insert: database.prepare(
      'INSERT INTO boot (id, machine, thumbprint, public_key, started_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (thumbprint) DO UPDATE SET machine = excluded.machine WHERE ended = 0',
    ),
    find: database.prepare('SELECT * FROM boot WHERE thumbprint = ? AND ended = 0'),
  }
  const byThumbprint = (thumbprint: string): Boot | undefined => {
    const row = sql.find.get(thumbprint)
    return (
      row && {
        id: row['id'] as string,
        machine: row['machine'] as string,
        thumbprint,
        publicKey: JSON.parse(row['public_key'] as string) as PublicKey,
        startedAt: row['started_at'] as string,
      }
    )
  }
  return {
    bind({ machine, thumbprint, publicKey, startedAt }) {
      return database.transaction(() => {
        sql.insert.run(randomUUID(), machine, thumbprint, JSON.stringify(publicKey), startedAt)
        const boot = byThumbprint(thumbprint)
        if (!boot) throw new VmpError('live.unknownBoot')
        sql.end.run(machine, thumbprint)
        return boot
      })
    },
    byThumbprint,
  }
}
