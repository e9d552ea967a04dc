/**
 * Join tokens as the cluster keeps them: a hash of the secret, for whom, until when, and by whom it was used. Their dates are
 * compared with the controller's clock alone: a host that wants to join may have any time.
 */
import { createHash, randomBytes } from 'node:crypto'
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { VmpError } from '../../lib/errors.ts'
import { readRecord, unchanged } from '../identity/records.ts'
import type { Entry, Store, Transaction } from '../store/store.ts'
import { formatToken } from './token-text.ts'

const JoinToken = Type.Object({
  version: Type.Literal(1),
  id: Type.String(),
  /** SHA-256 of the secret, hexadecimal. */
  hash: Type.String(),
  /** Thumbprint (RFC 7638) of the machine's key; null: for any new host. */
  machine: Type.Union([Type.String(), Type.Null()]),
  madeBy: Type.String(),
  madeAt: Type.String(),
  expires: Type.String(),
  used: Type.Union([Type.Object({ machine: Type.String(), host: Type.String(), at: Type.String() }), Type.Null()]),
  revokedAt: Type.Union([Type.String(), Type.Null()]),
})
type JoinToken = Static<typeof JoinToken>

type TokenState = 'open' | 'used' | 'revoked' | 'expired'
/** What may be shown of one. */
export type TokenView = Omit<JoinToken, 'version' | 'hash'> & { readonly state: TokenState }

const prefix = 'join-tokens/'
const keyOf = (id: string): string => `${prefix}${id}`
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Milliseconds that a token may live. */
export const lifetime = { least: MINUTE, usual: 60 * MINUTE, most: 7 * DAY } as const
/** Milliseconds after its end that it is still known, so that whoever comes too late is told so, and a join can be resumed. */
const keptFor = DAY
const mostTokens = 1000
/** Tries of a read and a careful write. */
const tries = 5

export interface Mint {
  /** Thumbprint of its key; null: any new host may use it, once. */
  readonly machine: string | null
  readonly by: string
  /** Milliseconds. */
  readonly life?: number
  /** Of the cluster's CA. */
  readonly pin: string
}

/**
 * @returns the token's text: the only time that it is to be had.
 * @throws VmpError `join.tokenLife`, `join.tooManyTokens`
 */
export async function mintToken(
  store: Store,
  { machine, by, life = lifetime.usual, pin }: Mint,
  now: Date,
  random: (bytes: number) => Buffer = randomBytes,
): Promise<{ text: string; token: TokenView }> {
  if (!(life >= lifetime.least && life <= lifetime.most))
    throw new VmpError('join.tokenLife', { least: lifetime.least / MINUTE, most: lifetime.most / DAY })
  if ((await kept(store, now)).length >= mostTokens) throw new VmpError('join.tooManyTokens', { count: mostTokens })
  const secret = random(16)
  const hash = hashOf(secret)
  const token: JoinToken = {
    version: 1,
    id: idOf(hash),
    hash,
    machine,
    madeBy: by,
    madeAt: now.toISOString(),
    expires: new Date(now.getTime() + life).toISOString(),
    used: null,
    revokedAt: null,
  }
  const key = keyOf(token.id)
  const { done } = await store.commit({
    when: [unchanged(key, undefined)],
    changes: [{ put: key, value: JSON.stringify(token) }],
  })
  // 64 bits of two random secrets are the same: then nothing is random here.
  if (!done) throw new TypeError('a token of this id exists')
  return { text: formatToken(secret, pin), token: view(token, now) }
}

export interface Use {
  readonly secret: Buffer
  /** Thumbprint of the key with which the machine has proved that it is asking. */
  readonly machine: string
  /** Id that the host is to get. */
  readonly host: string
  /** What else becomes true in the same transaction: the host is admitted with its token, or neither. */
  readonly also?: Transaction
}

/**
 * Uses a token up. The same machine that comes again gets the same answer, as long as the token is known: a join goes on after
 * a power cut.
 * @returns the host's id, and whether this was the use that counts.
 * @throws VmpError `join.tokenUnknown`, `join.tokenRevoked`, `join.tokenOther`, `join.tokenUsed`, `join.tokenExpired`,
 *   `join.refused` when what else is to become true cannot.
 */
export async function takeToken(
  store: Store,
  { secret, machine, host, also = { when: [], changes: [] } }: Use,
  now: Date,
): Promise<{ host: string; first: boolean }> {
  const hash = hashOf(secret)
  const key = keyOf(idOf(hash))
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const entry = await store.get(key)
    const token = entry && readRecord(JoinToken, entry)
    if (token === undefined || token.hash !== hash) throw new VmpError('join.tokenUnknown')
    if (token.revokedAt !== null) throw new VmpError('join.tokenRevoked', { at: token.revokedAt })
    if (token.machine !== null && token.machine !== machine) throw new VmpError('join.tokenOther')
    if (token.used !== null) {
      if (token.used.machine === machine) return { host: token.used.host, first: false }
      throw new VmpError('join.tokenUsed', { at: token.used.at })
    }
    if (new Date(token.expires) <= now) throw new VmpError('join.tokenExpired', { at: token.expires })
    const used: JoinToken = { ...token, used: { machine, host, at: now.toISOString() } }
    const { done } = await store.commit({
      when: [unchanged(key, entry), ...also.when],
      changes: [{ put: key, value: JSON.stringify(used) }, ...also.changes],
    })
    if (done) return { host, first: true }
  }
  throw new VmpError('join.refused', { host })
}

/** @throws VmpError `join.noToken`; a token that was used stays used: the host has to be removed. */
export async function revokeToken(store: Store, id: string, now: Date): Promise<TokenView> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const entry = await store.get(keyOf(id))
    if (entry === undefined) throw new VmpError('join.noToken', { id })
    const token = readRecord(JoinToken, entry)
    if (token.used !== null || token.revokedAt !== null) return view(token, now)
    const revoked: JoinToken = { ...token, revokedAt: now.toISOString() }
    const { done } = await store.commit({
      when: [unchanged(entry.key, entry)],
      changes: [{ put: entry.key, value: JSON.stringify(revoked) }],
    })
    if (done) return view(revoked, now)
  }
  throw new VmpError('identity.busy', { key: keyOf(id) })
}

/** Newest first. */
export async function listTokens(store: Store, now: Date): Promise<TokenView[]> {
  return (await kept(store, now)).map((token) => view(token, now)).toSorted((a, b) => (a.madeAt < b.madeAt ? 1 : -1))
}

/** Those that are still to be known; the others are deleted on the way. */
async function kept(store: Store, now: Date): Promise<JoinToken[]> {
  const { entries } = await store.list(prefix, { limit: 2 * mostTokens })
  const all = entries.map((entry): [Entry, JoinToken] => [entry, readRecord(JoinToken, entry)])
  const isOver = ({ expires }: JoinToken): boolean => new Date(expires).getTime() + keptFor < now.getTime()
  const over = all.filter(([, token]) => isOver(token)).slice(0, 50)
  if (over.length > 0)
    await store.commit({
      when: over.map(([entry]) => unchanged(entry.key, entry)),
      changes: over.map(([entry]) => ({ delete: entry.key })),
    })
  return all.filter(([, token]) => !isOver(token)).map(([, token]) => token)
}

function view(record: JoinToken, now: Date): TokenView {
  const { id, machine, madeBy, madeAt, expires, used, revokedAt } = record
  const state = used !== null ? 'used' : revokedAt !== null ? 'revoked' : new Date(expires) <= now ? 'expired' : 'open'
  return { id, machine, madeBy, madeAt, expires, used, revokedAt, state }
}

/** 128 random bits: a plain hash of them cannot be searched. */
const hashOf = (secret: Buffer): string => createHash('sha256').update('vmp join token ').update(secret).digest('hex')
const idOf = (hash: string): string => hash.slice(0, 16)
