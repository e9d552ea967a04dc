/** The cluster's own CA: it signs for hosts and for etcd's members, and says which certificates it takes back. */
import { createHash, X509Certificate } from 'node:crypto'
import { backdate, selfSignedAuthority } from '../../lib/x509-authority.ts'
import type { Pair } from '../../lib/x509-authority.ts'
import { importKey, p256 } from '../../lib/x509-keys.ts'
import * as x509 from '../../lib/x509.ts'

const DAY = 24 * 3600 * 1000
/** A list of what was taken back is read anew at each change; this is for one that nobody renews. */
const LIST_LIFE = 400 * DAY

export type Authority = Pair

export const makeAuthority = (cluster: string, now: Date): Promise<Authority> =>
  selfSignedAuthority([{ CN: ['VMP cluster CA'] }, { O: [cluster] }], now)

/** SHA-256 of the certificate's DER, hexadecimal: what a join token pins. */
export function pinOf(certificate: string): string {
  return createHash('sha256').update(new X509Certificate(certificate).raw).digest('hex')
}

/**
 * The list of certificates that are not to be believed although they have not expired (RFC 5280 5), PEM: for etcd's
 * `--client-crl-file` and `--peer-crl-file`, and for TLS of our own.
 * @param serials hexadecimal
 */
export async function revocationList(
  authority: Authority,
  serials: readonly { readonly serial: string; readonly at: Date }[],
  now: Date,
): Promise<string> {
  const list = await x509.X509CrlGenerator.create({
    issuer: new x509.X509Certificate(authority.certificate).subjectName.toJSON(),
    thisUpdate: new Date(now.getTime() - backdate),
    nextUpdate: new Date(now.getTime() + LIST_LIFE),
    signingAlgorithm: p256,
    signingKey: await importKey(authority.key),
    entries: serials.map(({ serial, at }) => ({ serialNumber: serial, revocationDate: at })),
  })
  // RFC 7468 6: the label that OpenSSL and etcd know.
  return x509.PemConverter.encode(list.rawData, 'X509 CRL')
}
