import { expect, test } from 'vitest'
import { openDatabase } from '../../lib/sqlite.ts'
import { machineMigrations } from '../machines/migrations.ts'
import { administratorTokens } from './tokens.ts'

const station = () => {
  const database = openDatabase(':memory:', machineMigrations)
  return { database, ...administratorTokens(database, () => new Date(0)) }
}

test('the administrator’s token is made once, and only once', () => {
  const { mint, isValid } = station()
  const token = mint({ renew: false })!
  expect(token).toMatch(/^vmp_[A-Za-z0-9_-]{32}$/)
  expect(mint({ renew: false })).toBeUndefined()
  expect(isValid(token)).toBe(true)
})

test('a new one makes the old one void', () => {
  const { mint, isValid } = station()
  const old = mint({ renew: false })!
  const token = mint({ renew: true })!
  expect([isValid(old), isValid(token)]).toEqual([false, true])
})

test.each(['', 'vmp_', "' OR 1=1 --"])('%j is not the token', (text) => {
  const { mint, isValid } = station()
  mint({ renew: false })
  expect(isValid(text)).toBe(false)
})

test('the database holds no token, only a hash', () => {
  const { mint, isValid, database } = station()
  const token = mint({ renew: false })!
  const rows = database.prepare('SELECT * FROM administrator_token').all()
  expect(JSON.stringify(rows)).not.toContain(token)
  expect(isValid(rows[0]!['hash'] as string)).toBe(false)
})
