/** The certificate of the live system's own page, made at this boot; the screen shows its fingerprint. */
import { X509Certificate, webcrypto } from 'node:crypto'
import { X509CertificateGenerator } from '../../lib/x509.ts'

export interface PageCertificate {
  /** PEM. */
  cert: string
  key: string
  /** SHA-256 of the DER, upper case in pairs with colons, as browsers show it. */
  fingerprint: string
}

/**
 * The clock may be set after this, by years: its dates are wide, since a person compares the fingerprint. 2049 is the last
 * year that X.509 writes with two digits (RFC 5280 4.1.2.5).
 */
const notBefore = new Date('2000-01-01T00:00:00Z')
const notAfter = new Date('2049-12-31T23:59:59Z')

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

export async function makePageCertificate(): Promise<PageCertificate> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=VMP live system',
    notBefore,
    notAfter,
    keys,
    signingAlgorithm: algorithm,
  })
  const cert = certificate.toString('pem')
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8.replaceAll(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`
  return { cert, key, fingerprint: new X509Certificate(cert).fingerprint256 }
}
