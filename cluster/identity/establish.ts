/** The moment when a cluster comes to be: its id and its CA, in one transaction, so that there is never half of it or two. */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { VmpError } from '../../lib/errors.ts'
import type { Store } from '../store/store.ts'
import { makeAuthority } from './authority.ts'
import type { Authority } from './authority.ts'
import { readRecord, unchanged } from './records.ts'
import { seal, unseal } from './sealed.ts'
import type { ClusterSecret } from './sealed.ts'

const ClusterIdentity = Type.Object({
  version: Type.Literal(1),
  id: Type.String(),
  createdAt: Type.String(),
  /** Machine that created it. */
  creator: Type.String(),
  /** Of the CA, PEM. */
  certificate: Type.String(),
  /** Its key, sealed with the cluster secret. */
  sealedKey: Type.String(),
})
export type ClusterIdentity = Static<typeof ClusterIdentity>

const key = 'identity/cluster'
const purpose = 'cluster CA key'

/**
 * Creates the cluster in an empty state. The same creator, with the same secret, gets what it made when it comes again after
 * a power cut.
 * @throws VmpError `cluster.exists`
 */
export async function establish(
  store: Store,
  {
    id,
    creator,
    secret,
    now,
  }: { readonly id: string; readonly creator: string; readonly secret: ClusterSecret; readonly now: Date },
): Promise<ClusterIdentity> {
  const there = await store.get(key)
  if (there === undefined) {
    const authority = await makeAuthority(id, now)
    const identity: ClusterIdentity = {
      version: 1,
      id,
      createdAt: now.toISOString(),
      creator,
      certificate: authority.certificate,
      sealedKey: await seal(secret, purpose, authority.key),
    }
    const put = { put: key, value: JSON.stringify(identity) }
    if ((await store.commit({ when: [unchanged(key, undefined)], changes: [put] })).done) return identity
  }
  const found = await readCluster(store)
  if (found.creator === creator && (await opens(found, secret))) return found
  throw new VmpError('cluster.exists', { id: found.id, at: found.createdAt })
}

/** @throws VmpError `cluster.none` */
export async function readCluster(store: Store): Promise<ClusterIdentity> {
  const entry = await store.get(key)
  if (entry === undefined) throw new VmpError('cluster.none')
  return readRecord(ClusterIdentity, entry)
}

/** With which certificates are signed; for the controller alone, for as long as it needs it. */
export async function openAuthority(store: Store, secret: ClusterSecret): Promise<Authority> {
  const { certificate, sealedKey } = await readCluster(store)
  return { certificate, key: await unseal(secret, purpose, sealedKey) }
}

async function opens({ sealedKey }: ClusterIdentity, secret: ClusterSecret): Promise<boolean> {
  try {
    await unseal(secret, purpose, sealedKey)
    return true
  } catch (error) {
    if (error instanceof VmpError && error.code === 'identity.secretOther') return false
    throw error
  }
}
