/**
 * What a host keeps of its cluster, on the volume `cluster`, which no rollback of an image takes back: whose it is, the CA, its
 * key and certificates, the cluster secret. `membership.json` is written last and removed first: without it nothing else counts.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Check } from 'typebox/value'
import { VmpError } from '../../lib/errors.ts'
import { syncFolder, writeFileSafely } from '../../lib/files.ts'
import { roles } from './certificate.ts'
import type { Role } from './certificate.ts'
import { makePrivateKey } from './request.ts'
import { makeSecret } from './sealed.ts'
import type { ClusterSecret } from './sealed.ts'

const Membership = Type.Object({
  version: Type.Literal(1),
  cluster: Type.String(),
  host: Type.String(),
  joinedAt: Type.String(),
})
export type Membership = Static<typeof Membership>
const Secret = Type.Object({ kty: Type.Literal('oct'), k: Type.String(), kid: Type.String() })

/** Paths as etcd is told them. */
export const identityFiles = {
  membership: 'membership.json',
  secret: 'secret.jwk',
  key: 'host.key',
  ca: 'ca.crt',
  revoked: 'revoked.crl',
  certificate: (role: Role): string => `${role}.crt`,
} as const

/** Of one host; `folder` is for root alone. */
export function membership(folder: string) {
  const path = (name: string): string => join(folder, name)
  const textOf = (name: string): string | undefined =>
    existsSync(path(name)) ? readFileSync(path(name), 'utf8') : undefined

  /** @throws VmpError `identity.fileDamaged` */
  function read<S extends Type.TSchema>(name: string, schema: S): Static<S> | undefined {
    const text = textOf(name)
    if (text === undefined) return undefined
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch (cause) {
      throw new VmpError('identity.fileDamaged', { file: path(name) }, { cause })
    }
    if (!Check(schema, value)) throw new VmpError('identity.fileDamaged', { file: path(name) })
    return value
  }

  const secret = (): ClusterSecret | undefined => read(identityFiles.secret, Secret)
  const keepSecret = (value: ClusterSecret): void =>
    writeFileSafely(path(identityFiles.secret), JSON.stringify(value), 0o600)

  return {
    /** Undefined on a host that is single. */
    read: (): Membership | undefined => read(identityFiles.membership, Membership),
    /** The last step of creating and of joining. */
    write: (value: Membership): void => writeFileSafely(path(identityFiles.membership), JSON.stringify(value), 0o600),

    secret,
    keepSecret,
    /** Of the host that creates a cluster: the one it has, when it was interrupted. */
    async ownSecret(): Promise<ClusterSecret> {
      const there = secret()
      if (there !== undefined) return there
      const made = await makeSecret()
      keepSecret(made)
      return made
    },

    /** Made at first, and never shown to anybody; the same for all its certificates. */
    async privateKey(): Promise<string> {
      const there = textOf(identityFiles.key)
      if (there !== undefined) return there
      const made = await makePrivateKey()
      writeFileSafely(path(identityFiles.key), made, 0o600)
      return made
    },

    ca: (): string | undefined => textOf(identityFiles.ca),
    keepCa: (pem: string): void => writeFileSafely(path(identityFiles.ca), pem),
    keepRevoked: (pem: string): void => writeFileSafely(path(identityFiles.revoked), pem),

    certificate: (role: Role): string | undefined => textOf(identityFiles.certificate(role)),
    /** @throws VmpError `identity.notOurs` for a certificate that is not for this host's key, or not by this cluster's CA. */
    keepCertificate(role: Role, pem: string): void {
      const certificate = new X509Certificate(pem)
      const [key, ca] = [textOf(identityFiles.key), textOf(identityFiles.ca)]
      const fits =
        key !== undefined &&
        ca !== undefined &&
        certificate.checkPrivateKey(createPrivateKey(key)) &&
        certificate.verify(new X509Certificate(ca).publicKey)
      if (!fits) throw new VmpError('identity.notOurs', { role })
      writeFileSafely(path(identityFiles.certificate(role)), pem)
    },

    /** Single again. What a power cut leaves of it is no membership, and goes when this is called again. */
    forget(): void {
      if (!existsSync(folder)) return
      const { certificate, ...names } = identityFiles
      for (const name of [...Object.values(names), ...roles.map(certificate)]) {
        rmSync(path(name), { force: true })
        // Each for itself: what comes after the membership must not go before it.
        syncFolder(folder)
      }
    },
  }
}
