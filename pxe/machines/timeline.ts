import { log } from '../../lib/log.ts'
import type { Database } from '../../lib/sqlite.ts'
import type { MessageKey, MessageParams } from '../../lib/text/messages.ts'
import type { Params } from '../../lib/text/types.ts'
import type { TimelineEntry } from '../contract/machines.ts'

type Level = TimelineEntry['level']

/** What happened to each machine, in words of the catalogue. */
export interface Timeline {
  add<Key extends MessageKey>(
    machine: string,
    mac: string | null,
    level: Level,
    key: Key,
    params: MessageParams<Key>,
  ): void
  /** The newest `limit` entries of a machine, oldest first. */
  of(machine: string, limit: number): TimelineEntry[]
  last(machine: string): TimelineEntry | undefined
  /** Moves what a NIC did to the machine that the NIC turned out to belong to. */
  moveMac(mac: string, to: string): void
  moveAll(from: string, to: string): void
  flush(): void
}

/** Entries of one machine that are kept: some dozens of boots. */
const KEPT = 3000
/** Entries that wait at the most, while the disk is full. */
const LIMIT = 10_000
/** Entries wait this long (ms) for others, so that a busy minute is a few commits and not a disk flush a packet. */
const BATCH = 250
/** After a failure they wait longer, ms: a disk that is full stays so for a while. */
const RETRY = 5000

interface Waiting {
  machine: string
  mac: string | null
  at: string
  level: Level
  key: string
  params: string
}

export function timeline(options: {
  readonly database: Database
  readonly now: () => Date
  readonly onEntry: (machine: string, entry: TimelineEntry) => void
}): Timeline {
  const { database, now, onEntry } = options
  const sql = {
    insert: database.prepare('INSERT INTO timeline (machine, mac, at, level, key, params) VALUES (?, ?, ?, ?, ?, ?)'),
    exists: database.prepare('SELECT 1 FROM machine WHERE id = ?'),
    trim: database.prepare(
      'DELETE FROM timeline WHERE machine = ?1 AND id <= (SELECT id FROM timeline WHERE machine = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)',
    ),
    of: database.prepare(
      'SELECT * FROM (SELECT * FROM timeline WHERE machine = ? ORDER BY id DESC LIMIT ?) ORDER BY id',
    ),
    moveMac: database.prepare('UPDATE timeline SET machine = ? WHERE mac = ?'),
    moveAll: database.prepare('UPDATE timeline SET machine = ? WHERE machine = ?'),
  }
  let waiting: Waiting[] = []
  let timer: NodeJS.Timeout | undefined

  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (waiting.length === 0) return
    const batch = waiting
    waiting = []
    const written: [string, TimelineEntry][] = []
    const write = (): void => {
      for (const { machine, mac, at, level, key, params } of batch) {
        // The machine may have been forgotten while the entry waited.
        if (!sql.exists.get(machine)) continue
        const { lastInsertRowid } = sql.insert.run(machine, mac, at, level, key, params)
        written.push([
          machine,
          { id: Number(lastInsertRowid), at, mac, level, key, params: JSON.parse(params) as Params },
        ])
      }
      for (const machine of new Set(written.map(([id]) => id))) sql.trim.run(machine, KEPT)
    }
    try {
      database.transaction(write)
    } catch (error) {
      waiting = [...batch, ...waiting].slice(-LIMIT)
      throw error
    }
    for (const [machine, entry] of written) onEntry(machine, entry)
  }
  /** A full disk must neither end the station nor hide what it knows: the entries wait for the next try. */
  const tryFlush = (): void => {
    try {
      flush()
    } catch (error) {
      log('timeline').error({ err: error, waiting: waiting.length })
      flushAfter(RETRY)
    }
  }
  const flushAfter = (delay: number): void => {
    timer ??= setTimeout(tryFlush, delay)
  }
  const of = (machine: string, limit: number): TimelineEntry[] => {
    tryFlush()
    return sql.of.all(machine, limit).map((row) => ({
      id: Number(row['id']),
      at: row['at'] as string,
      mac: row['mac'] as string | null,
      level: row['level'] as Level,
      key: row['key'] as string,
      params: JSON.parse(row['params'] as string) as Params,
    }))
  }
  return {
    add(machine, mac, level, key, params) {
      waiting.push({ machine, mac, at: now().toISOString(), level, key, params: JSON.stringify(params) })
      flushAfter(BATCH)
    },
    of,
    last: (machine) => of(machine, 1)[0],
    moveMac(mac, to) {
      flush()
      sql.moveMac.run(to, mac)
    },
    moveAll(from, to) {
      flush()
      sql.moveAll.run(to, from)
    },
    flush,
  }
}
