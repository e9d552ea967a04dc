/** The customer's own certificate for the console and the API: whether browsers will take it, looked at before it is used. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { VmpError } from '../../lib/errors.ts'
import { isSystemError } from '../../lib/errors.ts'
import type { MessageKey } from '../../lib/text/messages.ts'
import type { Params } from '../../lib/text/types.ts'
import type { Reach } from './certificate.ts'

const DAY = 24 * 3600 * 1000
const longest = 128 * 1024
const mostCertificates = 10
/** Days before its end from which it is said. */
const soon = 30
/** id-kp-serverAuth, RFC 5280 4.2.1.12. */
const serverAuth = '1.3.6.1.5.5.7.3.1'

interface ConsoleWarning {
  readonly code: MessageKey
  readonly params: Params
}

export interface CheckedCertificate {
  /** Leaf first, then what signed it, PEM. */
  readonly chain: string
  readonly key: string
  readonly subject: string
  /** SHA-256, as browsers show it. */
  readonly fingerprint: string
  readonly expires: Date
  /** It may be used all the same. */
  readonly warnings: readonly ConsoleWarning[]
}

/**
 * @param pem Certificates in any order; the one of the key is the leaf.
 * @param wanted Addresses and names at which people open the console.
 * @throws VmpError `console.certificate…`
 */
export function checkCertificate(pem: string, key: string, wanted: Reach, now: Date): CheckedCertificate {
  if (pem.length + key.length > longest) throw unreadable('it is longer than 128 KiB')
  const privateKey = readKey(key)
  const certificates = readCertificates(pem)
  const leaf = certificates.find((each) => each.checkPrivateKey(privateKey))
  if (leaf === undefined)
    throw new VmpError('console.certificateKey', { subjects: certificates.map(nameOf).join('; ') })
  const chain = ordered(leaf, certificates)
  const stray = certificates.find((each) => !chain.includes(each))
  if (stray !== undefined) throw new VmpError('console.certificateChain', { subject: nameOf(stray) })
  for (const each of chain) checkDates(each, now)
  checkUse(leaf, privateKey)
  return {
    chain: chain.map((each) => each.toString()).join(''),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    subject: nameOf(leaf),
    fingerprint: leaf.fingerprint256,
    expires: endOf(chain),
    warnings: warningsOf(leaf, chain, wanted, now),
  }
}

const unreadable = (problem: string, cause?: unknown): VmpError =>
  new VmpError('console.certificateUnreadable', { problem }, { cause })

function readKey(pem: string): KeyObject {
  if (/BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED/m.test(pem)) throw new VmpError('console.certificateKeyLocked')
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    if (isSystemError(cause) && cause.code === 'ERR_MISSING_PASSPHRASE')
      throw new VmpError('console.certificateKeyLocked')
    throw unreadable('the key is no private key in PEM', cause)
  }
}

function readCertificates(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  if (blocks.length === 0) throw unreadable('there is no certificate in PEM in it')
  if (blocks.length > mostCertificates) throw unreadable(`there are more than ${mostCertificates} certificates in it`)
  try {
    const all = blocks.map((block) => new X509Certificate(block))
    return all.filter(
      (each, index) => all.findIndex(({ fingerprint256 }) => fingerprint256 === each.fingerprint256) === index,
    )
  } catch (cause) {
    throw unreadable('a certificate in it is damaged', cause)
  }
}

/** Each was signed by the next; the first is the leaf. */
function ordered(leaf: X509Certificate, all: readonly X509Certificate[]): X509Certificate[] {
  const chain = [leaf]
  for (;;) {
    const last = chain.at(-1)!
    const next = all.find((each) => !chain.includes(each) && last.checkIssued(each) && last.verify(each.publicKey))
    if (next === undefined) return chain
    chain.push(next)
  }
}

function checkDates(certificate: X509Certificate, now: Date): void {
  const { validFromDate, validToDate } = certificate
  const params = { subject: nameOf(certificate), from: validFromDate.toISOString(), to: validToDate.toISOString() }
  if (validToDate <= now) throw new VmpError('console.certificateExpired', params)
  if (validFromDate > now) throw new VmpError('console.certificateEarly', params)
}

function checkUse(leaf: X509Certificate, key: KeyObject): void {
  const weak = (problem: string): VmpError => new VmpError('console.certificateUse', { problem })
  // Browsers refuse each of these (CA/Browser Forum Baseline Requirements 6.1.5, 7.1.2.7).
  const bits = key.asymmetricKeyDetails?.modulusLength
  if (key.asymmetricKeyType !== 'rsa' && key.asymmetricKeyType !== 'ec')
    throw weak(`${key.asymmetricKeyType ?? 'unknown'}: RSA, ECDSA`)
  if (bits !== undefined && bits < 2048) throw weak(`RSA ${bits} < 2048`)
  if (leaf.keyUsage !== undefined && !leaf.keyUsage.includes(serverAuth))
    throw weak('extended key usage: no serverAuth')
  if (leaf.ca) throw weak('basic constraints: CA')
}

function warningsOf(
  leaf: X509Certificate,
  chain: readonly X509Certificate[],
  { addresses, names }: Reach,
  now: Date,
): ConsoleWarning[] {
  const uncovered = [
    ...names.filter((name) => leaf.checkHost(name, { subject: 'never' }) === undefined),
    ...addresses.filter((address) => leaf.checkIP(address) === undefined),
  ]
  const top = chain.at(-1)!
  const left = (endOf(chain).getTime() - now.getTime()) / DAY
  return [
    ...(uncovered.length === 0
      ? []
      : [{ code: 'console.certificateUncovered', params: { names: uncovered.join(', ') } } as const]),
    ...(left >= soon ? [] : [{ code: 'console.certificateSoon', params: { days: Math.floor(left) } } as const]),
    ...(chain.length > 1 || top.checkIssued(top)
      ? []
      : [{ code: 'console.certificateAlone', params: { issuer: oneLine(leaf.issuer) } } as const]),
    ...(top === leaf && top.checkIssued(top) ? [{ code: 'console.certificateSelfSigned', params: {} } as const] : []),
  ]
}

const endOf = (chain: readonly X509Certificate[]): Date =>
  new Date(Math.min(...chain.map(({ validToDate }) => validToDate.getTime())))
const oneLine = (name: string): string => name.split('\n').join(', ')
const nameOf = ({ subject, subjectAltName, serialNumber }: X509Certificate): string =>
  oneLine(subject ?? '') || subjectAltName || serialNumber
