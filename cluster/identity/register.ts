/**
 * What the cluster knows of its hosts (and its witness) as holders of keys: which key is whose, which certificates it has
 * given out, whether it still believes them. One record a host; a host that was removed keeps its own until its certificates
 * have expired.
 */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { VmpError } from '../../lib/errors.ts'
import type { Transaction, Store } from '../store/store.ts'
import type { Authority } from './authority.ts'
import { issue, roles } from './certificate.ts'
import type { Issued, Reach, Role } from './certificate.ts'
import { changeRecord, readRecord, unchanged } from './records.ts'
import { readRequest } from './request.ts'

const Maybe = <T extends Type.TSchema>(type: T) => Type.Union([type, Type.Null()])

const HostIdentity = Type.Object({
  version: Type.Literal(1),
  host: Type.String(),
  /** Thumbprint (RFC 7638) of the machine key with which it joined. */
  machine: Type.String(),
  /** Fingerprint of the key that its certificates are for. */
  key: Type.String(),
  admittedAt: Type.String(),
  removedAt: Maybe(Type.String()),
  certificates: Type.Array(Type.Object({ serial: Type.String(), role: Type.Enum(roles), expires: Type.String() })),
  /** When it asked after its certificates had expired, and who let it. */
  asked: Maybe(
    Type.Object({ at: Type.String(), consent: Maybe(Type.Object({ by: Type.String(), at: Type.String() })) }),
  ),
})
export type HostIdentity = Static<typeof HostIdentity>

const prefix = 'identity/hosts/'
const keyOf = (host: string): string => `${prefix}${host}`
/** Milliseconds: whoever consented has this host before him. */
const consentLasts = 24 * 3600 * 1000
/** Of one host that are believed at once; it has three, and new ones of them a while before the old ones end. */
const mostCertificates = 64

/** To be part of the transaction by which a host is admitted. */
export function admission(host: string, machine: string, key: string, now: Date): Transaction {
  const identity: HostIdentity = {
    version: 1,
    host,
    machine,
    key,
    admittedAt: now.toISOString(),
    removedAt: null,
    certificates: [],
    asked: null,
  }
  return {
    when: [unchanged(keyOf(host), undefined)],
    changes: [{ put: keyOf(host), value: JSON.stringify(identity) }],
  }
}

export interface Certification {
  readonly cluster: string
  readonly host: string
  readonly role: Role
  /** PKCS #10, by the key that the host was admitted with. */
  readonly request: string
  readonly reach: Reach
}

/**
 * A certificate for a host that has none yet, or has one that is still good. A host that slept until all had expired needs
 * an administrator's consent, given after it asked. The request is signed with the host's key: whoever sends it again gets
 * a certificate that is of use to that host alone.
 * @throws VmpError `identity.hostUnknown`, `identity.hostRemoved`, `identity.otherKey`, `identity.consentNeeded`,
 *   `identity.request`, `identity.tooMany`
 */
export async function certify(
  store: Store,
  authority: Authority,
  { cluster, host, role, request, reach }: Certification,
  now: Date,
): Promise<Issued> {
  const { fingerprint } = await readRequest(request)
  const issued = await issue(authority, request, { cluster, host, role }, reach, now)
  const refused = await changeRecord(store, keyOf(host), HostIdentity, (record) => {
    const known = believed(record, host)
    if (known.key !== fingerprint) throw new VmpError('identity.otherKey', { host })
    const valid = known.certificates.filter(({ expires }) => new Date(expires) > now)
    if (valid.length >= mostCertificates) throw new VmpError('identity.tooMany', { host, count: valid.length })
    if (known.certificates.length > 0 && valid.length === 0 && !isConsented(known, now)) {
      const write =
        known.asked === null || known.asked.consent !== null
          ? { ...known, asked: { at: now.toISOString(), consent: null } }
          : undefined
      return { write, result: true }
    }
    const certificate = { serial: issued.serial, role, expires: issued.expires.toISOString() }
    return { write: { ...known, asked: null, certificates: [...valid, certificate] }, result: false }
  })
  // Nothing leaves before the record of it is kept: what is not known of cannot be taken back.
  if (refused) throw new VmpError('identity.consentNeeded', { host })
  return issued
}

function isConsented({ asked }: HostIdentity, now: Date): boolean {
  if (asked === null || asked.consent === null) return false
  const age = now.getTime() - new Date(asked.consent.at).getTime()
  return age >= 0 && age < consentLasts
}

/** @throws VmpError `identity.notAsked` when the host has not asked: there is nothing yet to consent to. */
export async function consent(store: Store, host: string, by: string, now: Date): Promise<void> {
  await changeRecord(store, keyOf(host), HostIdentity, (record) => {
    const known = believed(record, host)
    if (known.asked === null) throw new VmpError('identity.notAsked', { host })
    const asked = { ...known.asked, consent: { by, at: now.toISOString() } }
    return { write: { ...known, asked }, result: undefined }
  })
}

/** From now on its certificates are on the list of those taken back. Removing it again changes nothing. */
export async function withdraw(store: Store, host: string, now: Date): Promise<void> {
  await changeRecord(store, keyOf(host), HostIdentity, (record) => ({
    write: record && record.removedAt === null ? { ...record, removedAt: now.toISOString(), asked: null } : undefined,
    result: undefined,
  }))
}

/** Serials of hosts that were removed, until they expire by themselves: for `revocationList`. */
export async function revoked(store: Store, now: Date): Promise<{ serial: string; at: Date }[]> {
  return (await identities(store)).flatMap(({ removedAt, certificates }) =>
    removedAt === null
      ? []
      : certificates
          .filter(({ expires }) => new Date(expires) > now)
          .map(({ serial }) => ({ serial, at: new Date(removedAt) })),
  )
}

/** Some hundred hosts at most: one page. */
export async function identities(store: Store): Promise<HostIdentity[]> {
  const { entries } = await store.list(prefix)
  return entries.map((entry) => readRecord(HostIdentity, entry))
}

function believed(record: HostIdentity | undefined, host: string): HostIdentity {
  if (record === undefined) throw new VmpError('identity.hostUnknown', { host })
  if (record.removedAt !== null) throw new VmpError('identity.hostRemoved', { host, at: record.removedAt })
  return record
}
