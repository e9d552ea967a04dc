/** Certificates for a station of the tests' own. */
import { webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '../../x509.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const makeKeys = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
const years = (from: number, to: number) => ({
  notBefore: new Date(Date.UTC(from, 0)),
  notAfter: new Date(Date.UTC(to, 0)),
})

export interface Authority {
  certificate: X509Certificate
  pem: string
  /** SHA-256 of the DER, lower-case hexadecimal. */
  pin: string
  /** A server certificate for `ip`, valid from the first of January of one year to that of another. */
  issue: (options?: {
    ip?: string
    valid?: readonly [number, number]
    usage?: string
  }) => Promise<{ cert: string; key: string }>
}

export async function makeAuthority(isAuthority = true): Promise<Authority> {
  const keys = await makeKeys()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Station authority',
    ...years(2020, 2049),
    keys,
    signingAlgorithm: algorithm,
    extensions: [new BasicConstraintsExtension(isAuthority, undefined, true)],
  })
  const pin = Buffer.from(await webcrypto.subtle.digest('SHA-256', certificate.rawData)).toString('hex')
  return {
    certificate,
    pem: certificate.toString('pem'),
    pin,
    async issue({ ip = '127.0.0.1', valid = [2020, 2049], usage = ExtendedKeyUsage.serverAuth } = {}) {
      const leafKeys = await makeKeys()
      const leaf = await X509CertificateGenerator.create({
        subject: 'CN=Station',
        issuer: certificate.subject,
        ...years(valid[0], valid[1]),
        publicKey: leafKeys.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: algorithm,
        extensions: [
          new SubjectAlternativeNameExtension([{ type: 'ip', value: ip }]),
          new ExtendedKeyUsageExtension([usage]),
        ],
      })
      const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', leafKeys.privateKey)).toString('base64')
      const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`
      return { cert: `${leaf.toString('pem')}\n${certificate.toString('pem')}\n`, key }
    },
  }
}
