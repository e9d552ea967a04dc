import { randomBytes } from 'node:crypto'
import { VmpError } from '../../lib/errors.ts'
import type { Database } from '../../lib/sqlite.ts'
import { hashOf } from './tokens.ts'

interface UsedNonce {
  /** The NIC whose boot script carried it; null when a medium's machine asked for it. */
  readonly mac: string | null
  readonly fromMedia: boolean
}

/** One-time nonces of boot scripts. They survive a restart of the station and are used up by the first key sent. */
export interface Nonces {
  mint(origin: UsedNonce): string
  /**
   * Binds a nonce to the key with this thumbprint; the same key may come again (its answer may have been lost).
   * @throws VmpError `live.nonceRefused` when it is unknown, too old, or was used by another key.
   */
  use(nonce: string, thumbprint: string): UsedNonce
}

/** A machine may wait at its loader's prompt or be slow, but a nonce of last week is no one's. */
const LIFE = 24 * 3600 * 1000

/**
 * Unused nonces kept at the most: anybody on the segment can ask for a script, and nobody may fill the disk with that.
 * Of one NIC only a few, so that whoever asks for it over and over voids no others.
 */
const UNUSED = 50_000
const UNUSED_OF_ONE = 16

export function nonces(database: Database, now: () => Date): Nonces {
  const insert = database.prepare('INSERT INTO nonce (hash, mac, from_media, made_at) VALUES (?, ?, ?, ?)')
  const expire = database.prepare('DELETE FROM nonce WHERE made_at < ?')
  const cap = database.prepare(
    'DELETE FROM nonce WHERE used_by IS NULL AND rowid <= (SELECT max(rowid) FROM nonce) - ?',
  )
  const capOne = database.prepare(
    'DELETE FROM nonce WHERE rowid IN (SELECT rowid FROM nonce WHERE used_by IS NULL AND mac = ? ORDER BY rowid DESC LIMIT -1 OFFSET ?)',
  )
  const find = database.prepare('SELECT mac, from_media, used_by FROM nonce WHERE hash = ? AND made_at >= ?')
  const mark = database.prepare('UPDATE nonce SET used_by = ? WHERE hash = ?')
  const oldest = (): string => new Date(now().getTime() - LIFE).toISOString()
  return {
    mint({ mac, fromMedia }) {
      const nonce = randomBytes(24).toString('base64url')
      database.transaction(() => {
        expire.run(oldest())
        cap.run(UNUSED)
        if (mac !== null) capOne.run(mac, UNUSED_OF_ONE - 1)
        insert.run(hashOf(nonce), mac, fromMedia ? 1 : 0, now().toISOString())
      })
      return nonce
    },
    use(nonce, thumbprint) {
      return database.transaction(() => {
        const row = find.get(hashOf(nonce), oldest())
        if (!row || (row['used_by'] !== null && row['used_by'] !== thumbprint)) throw new VmpError('live.nonceRefused')
        mark.run(thumbprint, hashOf(nonce))
        return { mac: row['mac'] as string | null, fromMedia: row['from_media'] === 1 }
      })
    },
  }
}
