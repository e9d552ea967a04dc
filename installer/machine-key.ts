/** The lasting key of a machine: made when it is installed, kept in its state; the station is told the public half. */
import { generateKeyPairSync } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'
import { writeFileSafely } from '../lib/files.ts'
import type { MachineKey } from './order.ts'

/** As the host reads it: a private key as JWK (RFC 8037), for root alone. */
export async function writeMachineKey(file: string): Promise<{ key: MachineKey; thumbprint: string }> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const { d, x } = privateKey.export({ format: 'jwk' })
  if (x === undefined) throw new TypeError('an Ed25519 key without a public half')
  const key: MachineKey = { kty: 'OKP', crv: 'Ed25519', x }
  writeFileSafely(file, JSON.stringify({ ...key, d }), 0o600)
  return { key, thumbprint: await calculateJwkThumbprint(key) }
}
