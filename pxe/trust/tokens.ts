import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '../../lib/sqlite.ts'

/** The administrator's token: printed once, kept only as a hash. */
export interface AdministratorTokens {
  /** A new token when there is none yet, or when `renew`; the old one is then void. */
  mint(options: { renew: boolean }): string | undefined
  isValid(token: string): boolean
}

export function administratorTokens(database: Database, now: () => Date): AdministratorTokens {
  const count = database.prepare('SELECT count(*) AS count FROM administrator_token')
  const clear = database.prepare('DELETE FROM administrator_token')
  const insert = database.prepare('INSERT INTO administrator_token (hash, made_at) VALUES (?, ?)')
  const find = database.prepare('SELECT 1 FROM administrator_token WHERE hash = ?')
  return {
    mint({ renew }) {
      return database.transaction(() => {
        if (!renew && Number(count.get()?.['count']) > 0) return undefined
        clear.run()
        const token = `vmp_${randomBytes(24).toString('base64url')}`
        insert.run(hashOf(token), now().toISOString())
        return token
      })
    },
    isValid: (token) => find.get(hashOf(token)) !== undefined,
  }
}

/** A token has 192 random bits, so that a plain hash of it cannot be searched. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
