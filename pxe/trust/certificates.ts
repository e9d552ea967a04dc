import { exportKey, importKey, makeKeys, p256, serialNumber } from '../../lib/x509-keys.ts'
import * as x509 from '../../lib/x509.ts'

const DAY = 24 * 3600 * 1000
/** Certificates begin a day before they are made, for machines whose clock is a little behind. */
const BACKDATE = DAY
const CA_LIFE = 20 * 365 * DAY
const LEAF_LIFE = 397 * DAY

/** A private key and its certificate, PEM. */
export interface Pair {
  readonly key: string
  readonly certificate: string
}

/** A new CA for this station alone: P-256, self-signed. */
export async function makeAuthority(now: Date): Promise<Pair> {
  const keys = await makeKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: 'CN=VMP station CA',
    notBefore: new Date(now.getTime() - BACKDATE),
    notAfter: new Date(now.getTime() + CA_LIFE),
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

/** A new server key and its certificate for `addresses` and `names`, signed by `authority`. */
export async function makeLeaf(
  authority: Pair,
  {
    addresses,
    names,
    now,
  }: { readonly addresses: readonly string[]; readonly names: readonly string[]; readonly now: Date },
): Promise<Pair> {
  const ca = new x509.X509Certificate(authority.certificate)
  const keys = await makeKeys()
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: 'CN=VMP station',
    issuer: ca.subject,
    notBefore: new Date(now.getTime() - BACKDATE),
    notAfter: new Date(now.getTime() + LEAF_LIFE),
    signingAlgorithm: p256,
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...addresses.map((value) => ({ type: 'ip' as const, value })),
        ...names.map((value) => ({ type: 'dns' as const, value })),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(ca.publicKey),
    ],
  })
  return { key: await exportKey(keys.privateKey), certificate: certificate.toString('pem') }
}
