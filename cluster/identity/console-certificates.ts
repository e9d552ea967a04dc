/** Which certificate the console shows: the cluster's own, or the customer's; and the one before, to go back to. */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { VmpError } from '../../lib/errors.ts'
import type { Store } from '../store/store.ts'
import type { CheckedCertificate } from './console-certificate.ts'
import { changeRecord, readRecord } from './records.ts'
import { seal, unseal } from './sealed.ts'
import type { ClusterSecret } from './sealed.ts'

/** Null: the cluster's own, of which each host has one. */
const Installed = Type.Union([
  Type.Object({
    chain: Type.String(),
    sealedKey: Type.String(),
    subject: Type.String(),
    fingerprint: Type.String(),
    expires: Type.String(),
    by: Type.String(),
    at: Type.String(),
  }),
  Type.Null(),
])
const Choice = Type.Object({
  version: Type.Literal(1),
  current: Installed,
  /** Undefined when there is nothing to go back to. */
  previous: Type.Optional(Installed),
})
type Choice = Static<typeof Choice>

const consoleCertificateKey = 'console/certificate'
const purpose = 'console key'

/** What is shown of it; nothing of the key. */
export type ConsoleCertificate = Omit<NonNullable<Static<typeof Installed>>, 'chain' | 'sealedKey'>

export async function replaceCertificate(
  store: Store,
  secret: ClusterSecret,
  { chain, key, subject, fingerprint, expires }: CheckedCertificate,
  by: string,
  now: Date,
): Promise<void> {
  const sealedKey = await seal(secret, purpose, key)
  const current = { chain, sealedKey, subject, fingerprint, expires: expires.toISOString(), by, at: now.toISOString() }
  await choose(store, (choice) => ({
    version: 1,
    current,
    // Put in again after a renewal that changed nothing: what there is to go back to stays.
    previous: choice?.current?.fingerprint === fingerprint ? (choice.previous ?? null) : (choice?.current ?? null),
  }))
}

/** Shows the cluster's own again. */
export async function removeCertificate(store: Store): Promise<void> {
  await choose(store, (choice) =>
    choice === undefined || choice.current === null
      ? undefined
      : { version: 1, current: null, previous: choice.current },
  )
}

/**
 * Takes back the last change; taken back twice, it is there again.
 * @throws VmpError `console.nothingToUndo`
 */
export async function undoCertificate(store: Store): Promise<void> {
  await choose(store, (choice) => {
    if (choice?.previous === undefined) throw new VmpError('console.nothingToUndo')
    return { version: 1, current: choice.previous, previous: choice.current }
  })
}

/** With its key, for TLS; undefined: the cluster's own. */
export async function shownCertificate(
  store: Store,
  secret: ClusterSecret,
): Promise<{ readonly chain: string; readonly key: string; readonly about: ConsoleCertificate } | undefined> {
  const entry = await store.get(consoleCertificateKey)
  const current = entry && readRecord(Choice, entry).current
  if (!current) return undefined
  const { chain, sealedKey, ...about } = current
  return { chain, key: await unseal(secret, purpose, sealedKey), about }
}

async function choose(store: Store, decide: (choice: Choice | undefined) => Choice | undefined): Promise<void> {
  await changeRecord(store, consoleCertificateKey, Choice, (choice) => ({ write: decide(choice), result: undefined }))
}
