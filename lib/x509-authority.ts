/** A certificate authority of ours: of a station, or of a cluster. */
import { exportKey, makeKeys, p256, serialNumber } from './x509-keys.ts'
import * as x509 from './x509.ts'

const day = 24 * 3600 * 1000
/** Milliseconds: everything begins a day before it is made, for machines whose clock is behind. */
export const backdate = day
const life = 20 * 365 * day

/** A private key and its certificate, PEM. */
export interface Pair {
  readonly key: string
  readonly certificate: string
}

/** A new one: P-256, self-signed, for twenty years. @param name Of the subject, as in `[{ CN: ['VMP station CA'] }]`. */
export async function selfSignedAuthority(name: x509.JsonName, now: Date): Promise<Pair> {
  const keys = await makeKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name,
    notBefore: new Date(now.getTime() - backdate),
    notAfter: new Date(now.getTime() + life),
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
