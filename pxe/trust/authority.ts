import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileSafely } from '../../lib/files.ts'

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
    const made = await (await making()).makeAuthority(now())
    writeFileSafely(files.caKey, made.key, 0o600)
    writeFileSafely(files.ca, made.certificate, 0o644)
  }
  const caPem = readFileSync(files.ca, 'utf8')
  const ca = new X509Certificate(caPem)
  if (
    ![files.key, files.certificate].every((file) => existsSync(file)) ||
    !isPair(readFileSync(files.certificate, 'utf8'), readFileSync(files.key, 'utf8'), ca) ||
    !isGood(readFileSync(files.certificate, 'utf8'), options)
  ) {
    const { makeLeaf } = await making()
    const authority = { key: readFileSync(files.caKey, 'utf8'), certificate: caPem }
    const made = await makeLeaf(authority, { ...options, now: now() })
    writeFileSafely(files.key, made.key, 0o600)
    writeFileSafely(files.certificate, made.certificate, 0o644)
  }
  return {
    key: readFileSync(files.key, 'utf8'),
    chain: `${readFileSync(files.certificate, 'utf8').trim()}\n${caPem}`,
    ca: caPem,
    pin: createHash('sha256').update(ca.raw).digest('hex'),
  }
}

/** Loaded only when something is made: the library takes a tenth of a second of every start. */
const making = () => import('./certificates.ts')

/** The key is the certificate's, and this CA made it, not one before it. */
function isPair(pem: string, key: string, ca: X509Certificate): boolean {
  const certificate = new X509Certificate(pem)
  return certificate.checkPrivateKey(createPrivateKey(key)) && certificate.verify(ca.publicKey)
}

function isGood(
  pem: string,
  {
    addresses,
    names,
    now,
  }: { readonly addresses: readonly string[]; readonly names: readonly string[]; readonly now: () => Date },
): boolean {
  const certificate = new X509Certificate(pem)
  const isCovered =
    addresses.every((address) => certificate.checkIP(address) !== undefined) &&
    names.every((name) => certificate.checkHost(name) !== undefined)
  const life = certificate.validToDate.getTime() - certificate.validFromDate.getTime()
  const age = now().getTime() - certificate.validFromDate.getTime()
  return isCovered && age >= 0 && age < (life * 2) / 3
}
