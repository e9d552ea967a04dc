/** The cluster's own CA: it signs for hosts and for etcd's members, and says which certificates it takes back. */
import { createHash, X509Certificate } from 'node:crypto'
import { exportKey, importKey, makeKeys, p256, serialNumber } from '../../lib/x509-keys.ts'
import * as x509 from '../../lib/x509.ts'

const DAY = 24 * 3600 * 1000
/** Everything begins a day before it is made, for clocks that are behind. */
export const BACKDATE = DAY
const LIFE = 20 * 365 * DAY
/** A list of what was taken back is read anew at each change; this is for one that nobody renews. */
const LIST_LIFE = 400 * DAY

/** A private key and its certificate, PEM. */
export interface Authority {
  readonly key: string
  readonly certificate: string
}

export async function makeAuthority(cluster: string, now: Date): Promise<Authority> {
  const keys = await makeKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: ['VMP cluster CA'] }, { O: [cluster] }],
    notBefore: new Date(now.getTime() - BACKDATE),
    notAfter: new Date(now.getTime() + LIFE),
    signingAlgorithm: p256,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { key: await exportKey(keys.privateKey), certificate: certificate.toString('pem') }
}

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
    thisUpdate: new Date(now.getTime() - BACKDATE),
    nextUpdate: new Date(now.getTime() + LIST_LIFE),
    signingAlgorithm: p256,
    signingKey: await importKey(authority.key),
    entries: serials.map(({ serial, at }) => ({ serialNumber: serial, revocationDate: at })),
  })
  // RFC 7468 6: the label that OpenSSL and etcd know.
  return x509.PemConverter.encode(list.rawData, 'X509 CRL')
}
