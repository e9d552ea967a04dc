import { calculateJwkThumbprint, decodeProtectedHeader, importJWK, jwtVerify } from 'jose'
import { Check } from 'typebox/value'
import { VmpError } from '../../lib/errors.ts'
import { PublicKey } from '../contract/live.ts'

/** Seconds that a proof may differ from the station's clock; the live system has just set its own by it. */
const TOLERANCE = 60

export interface ProofRequest {
  readonly method: string
  /** Without query. */
  readonly path: string
  readonly authorization: string | undefined
}

const scheme = 'VMP-Proof '

/** The key that a proof names (RFC 7638 thumbprint), not yet believed. */
export function thumbprintOf({ authorization }: ProofRequest): string {
  try {
    const { kid } = decodeProtectedHeader(tokenOf(authorization))
    if (typeof kid === 'string') return kid
  } catch (cause) {
    throw new VmpError('live.proofRefused', { problem: 'it cannot be read' }, { cause })
  }
  throw new VmpError('live.proofRefused', { problem: 'it names no key' })
}

/**
 * The key with this thumbprint, out of a proof that brings it along. It is that key or none: what it proves is still to be checked.
 * @throws VmpError `live.proofRefused`.
 */
export async function keyBroughtBy({ authorization }: ProofRequest, print: string): Promise<PublicKey> {
  const { jwk } = decodeProtectedHeader(tokenOf(authorization))
  if (!Check(PublicKey, jwk) || (await thumbprint(jwk)) !== print)
    throw new VmpError('live.proofRefused', { problem: 'it does not bring its key along' })
  const { kty, crv, x } = jwk
  return { kty, crv, x }
}

/**
 * Checks that a request was made by the holder of `publicKey`: a JWT signed by it that names this method and path
 * (after DPoP, RFC 9449). It travels only inside TLS to the pinned station, so that its short life is enough against replay.
 * @throws VmpError `live.proofRefused`.
 */
export async function verifyProof(request: ProofRequest, publicKey: PublicKey, now: Date): Promise<void> {
  const token = tokenOf(request.authorization)
  try {
    const { payload } = await jwtVerify(token, await importJWK(publicKey, 'EdDSA'), {
      algorithms: ['EdDSA'],
      maxTokenAge: TOLERANCE,
      clockTolerance: TOLERANCE,
      currentDate: now,
    })
    if (payload['htm'] !== request.method || payload['htu'] !== request.path)
      throw new Error('it is for another request')
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    throw new VmpError('live.proofRefused', { problem }, { cause })
  }
}

export function thumbprint(publicKey: PublicKey): Promise<string> {
  return calculateJwkThumbprint(publicKey)
}

function tokenOf(authorization: string | undefined): string {
  if (!authorization?.startsWith(scheme)) throw new VmpError('live.proofRefused', { problem: 'there is none' })
  return authorization.slice(scheme.length)
}
