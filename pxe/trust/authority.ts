import { createHash, createPrivateKey, randomBytes, webcrypto, X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as x509 from '../../lib/x509.ts'
import { writeFileSafely } from '../../lib/files.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const DAY = 24 * 3600 * 1000
/** Certificates begin a day before they are made, for machines whose clock is a little behind. */
const BACKDATE = DAY
const CA_LIFE = 20 * 365 * DAY
const LEAF_LIFE = 397 * DAY

/** What the station shows in TLS. */
export interface StationCertificate {
  readonly key: string
  /** Leaf and CA, PEM. */
  readonly chain: string
  readonly ca: string
  /** SHA-256 of the CA certificate's DER, hexadecimal: what boot scripts and media carry. */
  readonly pin: string
}

/**
 * The station's own CA, made at its first start and kept in `folder`, and a leaf for `addresses` and `names`.
 * The leaf is made anew when it does not cover them, or when two thirds of its life are over.
 */
export async function stationCertificate(options: {
  readonly folder: string
  readonly addresses: readonly string[]
  readonly names: readonly string[]
  readonly now: () => Date
}): Promise<StationCertificate> {
  const { folder, now } = options
  const files = {
    caKey: join(folder, 'ca.key'),
    ca: join(folder, 'ca.crt'),
    key: join(folder, 'station.key'),
    certificate: join(folder, 'station.crt'),
  }
  // The certificate is written last: a power cut between the two leaves a key without its certificate, and both are made anew.
  if (!existsSync(files.ca)) {
    const made = await makeAuthority(now())
    writeFileSafely(files.caKey, made.key, 0o600)
    writeFileSafely(files.ca, made.certificate, 0o644)
  }
  const caPem = readFileSync(files.ca, 'utf8')
  const ca = new x509.X509Certificate(caPem)
  if (
    ![files.key, files.certificate].every((file) => existsSync(file)) ||
    !isPair(readFileSync(files.certificate, 'utf8'), readFileSync(files.key, 'utf8'), caPem) ||
    !isGood(readFileSync(files.certificate, 'utf8'), options)
  ) {
    const made = await makeLeaf(ca, await importKey(readFileSync(files.caKey, 'utf8')), options)
    writeFileSafely(files.key, made.key, 0o600)
    writeFileSafely(files.certificate, made.certificate, 0o644)
  }
  return {
    key: readFileSync(files.key, 'utf8'),
    chain: `${readFileSync(files.certificate, 'utf8').trim()}\n${caPem}`,
    ca: caPem,
    pin: createHash('sha256').update(Buffer.from(ca.rawData)).digest('hex'),
  }
}

async function makeAuthority(now: Date): Promise<{ key: string; certificate: string }> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: 'CN=VMP station CA',
    notBefore: new Date(now.getTime() - BACKDATE),
    notAfter: new Date(now.getTime() + CA_LIFE),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { key: await exportKey(keys.privateKey), certificate: certificate.toString('pem') }
}

async function makeLeaf(
  ca: x509.X509Certificate,
  caKey: CryptoKey,
  {
    addresses,
    names,
    now,
  }: { readonly addresses: readonly string[]; readonly names: readonly string[]; readonly now: () => Date },
): Promise<{ key: string; certificate: string }> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: 'CN=VMP station',
    issuer: ca.subject,
    notBefore: new Date(now().getTime() - BACKDATE),
    notAfter: new Date(now().getTime() + LEAF_LIFE),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: caKey,
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

/** The key is the certificate's, and this CA made it, not one before it. */
function isPair(pem: string, key: string, ca: string): boolean {
  const certificate = new X509Certificate(pem)
  return certificate.checkPrivateKey(createPrivateKey(key)) && certificate.verify(new X509Certificate(ca).publicKey)
}

function isGood(
  pem: string,
  {
    addresses,
    names,
    now,
  }: { readonly addresses: readonly string[]; readonly names: readonly string[]; readonly now: () => Date },
): boolean {
  const certificate = new x509.X509Certificate(pem)
  const covered =
    certificate.getExtension(x509.SubjectAlternativeNameExtension)?.names.items.map(({ value }) => value) ?? []
  const life = certificate.notAfter.getTime() - certificate.notBefore.getTime()
  const age = now().getTime() - certificate.notBefore.getTime()
  return [...addresses, ...names].every((name) => covered.includes(name)) && age >= 0 && age < (life * 2) / 3
}

function serialNumber(): string {
  const bytes = randomBytes(16)
  bytes[0]! &= 0x7f // RFC 5280 4.1.2.2: positive
  return bytes.toString('hex')
}

async function exportKey(key: CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')
}

async function importKey(pem: string): Promise<CryptoKey> {
  return webcrypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(pem), algorithm, false, ['sign'])
}
