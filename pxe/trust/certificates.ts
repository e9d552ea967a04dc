import { backdate, selfSignedAuthority } from '../../lib/x509-authority.ts'
import type { Pair } from '../../lib/x509-authority.ts'
import { exportKey, importKey, makeKeys, p256, serialNumber } from '../../lib/x509-keys.ts'
import * as x509 from '../../lib/x509.ts'

const DAY = 24 * 3600 * 1000
const LEAF_LIFE = 397 * DAY

/** A new CA for this station alone. */
export const makeAuthority = (now: Date): Promise<Pair> => selfSignedAuthority([{ CN: ['VMP station CA'] }], now)

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
    notBefore: new Date(now.getTime() - backdate),
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
