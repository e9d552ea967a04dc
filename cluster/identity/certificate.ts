/** Certificates of the cluster: for whom, for what, how long; and how to read from one whose it is. */
import { X509Certificate } from 'node:crypto'
import { isIPv4 } from 'node:net'
import { backdate } from '../../lib/x509-authority.ts'
import { importKey, p256, serialNumber } from '../../lib/x509-keys.ts'
import * as x509 from '../../lib/x509.ts'
import type { Authority } from './authority.ts'
import { readRequest } from './request.ts'

const YEAR = 365 * 24 * 3600 * 1000

/**
 * `host`: console, API, and calls from host to host, as server and client. `etcd-peer`: etcd between its members, on a host
 * or a witness. `etcd-client`: who reads and writes the state from another machine.
 */
export const roles = ['host', 'etcd-peer', 'etcd-client'] as const
export type Role = (typeof roles)[number]

/** etcd's `--peer-cert-allowed-cn` is this for all of its members: no other certificate of the cluster lets anybody vote. */
export const commonNames: Readonly<Record<Exclude<Role, 'host'>, string>> = {
  'etcd-peer': 'vmp-etcd-peer',
  'etcd-client': 'vmp-etcd-client',
}

export interface Identity {
  readonly cluster: string
  /** Id of the host, or of the witness. */
  readonly host: string
  readonly role: Role
}

/** What it answers at. etcd also looks whether a peer *comes from* one of its addresses. */
export interface Reach {
  /** IPv4. */
  readonly addresses: readonly string[]
  readonly names: readonly string[]
}

export interface Issued {
  readonly certificate: string
  /** Hexadecimal. */
  readonly serial: string
  readonly expires: Date
}

const idPattern = /^[A-Za-z0-9_-]{1,64}$/
const namePattern = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i

/**
 * A certificate for the key of a request (PEM).
 * @throws VmpError `identity.request`; TypeError for an id, name or address that is none: those are ours, not the host's.
 */
export async function issue(
  authority: Authority,
  request: string,
  identity: Identity,
  { addresses, names }: Reach,
  now: Date,
): Promise<Issued> {
  const { publicKey } = await readRequest(request)
  for (const id of [identity.cluster, identity.host]) if (!idPattern.test(id)) throw new TypeError(`not an id: ${id}`)
  for (const address of addresses) if (!isIPv4(address)) throw new TypeError(`not an address: ${address}`)
  for (const name of names) if (!namePattern.test(name)) throw new TypeError(`not a name: ${name}`)
  const ca = new x509.X509Certificate(authority.certificate)
  const { cluster, host, role } = identity
  const { clientAuth, serverAuth } = x509.ExtendedKeyUsage
  const serial = serialNumber()
  const expires = new Date(now.getTime() + YEAR)
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial,
    subject: [{ CN: [role === 'host' ? host : commonNames[role]] }, { OU: [role] }, { O: [cluster] }],
    issuer: ca.subjectName.toJSON(),
    notBefore: new Date(now.getTime() - backdate),
    notAfter: expires,
    signingAlgorithm: p256,
    publicKey,
    signingKey: await importKey(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension(role === 'etcd-client' ? [clientAuth] : [serverAuth, clientAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'url', value: urn(identity) },
        ...addresses.map((value) => ({ type: 'ip' as const, value })),
        ...names.map((value) => ({ type: 'dns' as const, value })),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(ca.publicKey),
    ],
  })
  return { certificate: certificate.toString('pem'), serial, expires }
}

const urn = ({ cluster, role, host }: Identity): string => `urn:vmp:${cluster}:${role}:${host}`

/**
 * Whose certificate it is. That the cluster's CA signed it, that it has not expired and was not taken back is what TLS has
 * checked before.
 */
export function identityOf({ subjectAltName }: Pick<X509Certificate, 'subjectAltName'>): Identity | undefined {
  // Node puts into quotes what could be taken for the end of an entry, so that no name can look like a URI.
  const [, cluster, role, host] =
    /(?:^|, )URI:urn:vmp:([A-Za-z0-9_-]+):([a-z-]+):([A-Za-z0-9_-]+)(?:,|$)/.exec(subjectAltName ?? '') ?? []
  const known = roles.find((each) => each === role)
  return known === undefined || cluster === undefined || host === undefined ? undefined : { cluster, host, role: known }
}

/** `due`: two thirds of its life are over, or it does not cover what is wanted: still good, to be renewed now. */
export type CertificateState = 'good' | 'due' | 'expired' | 'early'

export function stateOf(pem: string, { addresses, names }: Reach, now: Date): CertificateState {
  const certificate = new X509Certificate(pem)
  const [from, to] = [certificate.validFromDate.getTime(), certificate.validToDate.getTime()]
  const at = now.getTime()
  // The clock was ahead when it was made, or is behind now.
  if (at < from) return 'early'
  if (at >= to) return 'expired'
  const covers =
    addresses.every((address) => certificate.checkIP(address) !== undefined) &&
    names.every((name) => certificate.checkHost(name) !== undefined)
  return covers && at < from + ((to - from) * 2) / 3 ? 'good' : 'due'
}
