import { X509Certificate } from 'node:crypto'
import { connect, createServer } from 'node:tls'
import type { AddressInfo } from 'node:net'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeAuthority, pinOf, revocationList } from './authority.ts'
import type { Authority } from './authority.ts'
import { commonNames, identityOf, issue, stateOf } from './certificate.ts'
import type { Identity, Role } from './certificate.ts'
import { makePrivateKey, makeRequest, readRequest } from './request.ts'

const DAY = 24 * 3600 * 1000
const start = new Date('2026-01-01T00:00:00Z')
const after = (days: number): Date => new Date(start.getTime() + days * DAY)
const reach = { addresses: ['127.0.0.1'], names: ['node01'] }
const identity = (role: Role, host = 'h1'): Identity => ({ cluster: 'c1', host, role })

let authority: Authority
beforeAll(async () => {
  authority = await makeAuthority('c1', start)
})

async function pair(role: Role, { host = 'h1', now = start, by = authority, to = reach } = {}) {
  const key = await makePrivateKey()
  return { key, ...(await issue(by, await makeRequest(key), identity(role, host), to, now)) }
}

describe('a certificate', () => {
  test('says whose it is and what for, covers addresses and names, and was signed by the CA', async () => {
    const certificate = new X509Certificate((await pair('host')).certificate)
    expect(identityOf(certificate)).toEqual({ cluster: 'c1', host: 'h1', role: 'host' })
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(certificate.checkHost('node01')).toBe('node01')
    const ca = new X509Certificate(authority.certificate)
    expect(certificate.checkIssued(ca)).toBe(true)
    expect(certificate.verify(ca.publicKey)).toBe(true)
    expect(pinOf(authority.certificate)).toBe(ca.fingerprint256.replaceAll(':', '').toLowerCase())
  })

  test('of an etcd member has the name that etcd asks of its peers, and no other has it', async () => {
    const subject = async (role: Role): Promise<string> => new X509Certificate((await pair(role)).certificate).subject
    expect(await subject('etcd-peer')).toContain(`CN=${commonNames['etcd-peer']}`)
    expect(await subject('host')).toContain('CN=h1')
    expect(await subject('etcd-client')).not.toContain(commonNames['etcd-peer'])
  })

  test('cannot say another identity by its names', async () => {
    for (const host of ['h1, URI:urn:vmp:c1:host:h2', 'h1\nCN=x', ''])
      await expect(pair('host', { host })).rejects.toThrow(TypeError)
    const names = ['x,URI:urn:vmp:c1:host:h2']
    await expect(pair('host', { to: { addresses: [], names } })).rejects.toThrow(TypeError)
    expect(identityOf({ subjectAltName: 'DNS:"x, URI:urn:vmp:c1:host:h2"' })).toBeUndefined()
    expect(identityOf({ subjectAltName: 'DNS:"URI:urn:vmp:c1:host:h2, x"' })).toBeUndefined()
    expect(identityOf({ subjectAltName: 'URI:urn:vmp:c1:administrator:h2' })).toBeUndefined()
    expect(identityOf({ subjectAltName: undefined })).toBeUndefined()
  })

  test('is for a key that its asker has: a request signed by another key, or for another kind of key, is refused', async () => {
    const [one, other] = await Promise.all([makePrivateKey(), makePrivateKey()])
    const [mine, theirs] = [await makeRequest(one), await makeRequest(other)]
    expect((await readRequest(mine)).fingerprint).toBe((await readRequest(await makeRequest(one))).fingerprint)
    expect((await readRequest(mine)).fingerprint).not.toBe((await readRequest(theirs)).fingerprint)
    const der = (pem: string): Buffer => Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')
    // The public key of one in the request of the other: both are of the same length.
    const spki = (raw: Buffer): number => raw.indexOf(Buffer.from([0x03, 0x42, 0x00, 0x04]))
    const forged = der(mine)
    der(theirs).copy(forged, spki(forged), spki(der(theirs)), spki(der(theirs)) + 68)
    const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${forged.toString('base64')}\n-----END CERTIFICATE REQUEST-----`
    await expect(readRequest(pem)).rejects.toMatchObject({ code: 'identity.request' })
    for (const text of ['', 'x', authority.certificate, 'A'.repeat(10_000)])
      await expect(readRequest(text)).rejects.toMatchObject({ code: 'identity.request' })
  })

  test('is backdated by a day, due at two thirds of its life, and expires', async () => {
    const { certificate, expires } = await pair('host')
    expect(new X509Certificate(certificate).validFromDate).toEqual(after(-1))
    expect(expires).toEqual(after(365))
    expect(stateOf(certificate, reach, after(-2))).toBe('early')
    expect(stateOf(certificate, reach, after(0))).toBe('good')
    expect(stateOf(certificate, reach, after(242))).toBe('good')
    expect(stateOf(certificate, reach, after(244))).toBe('due')
    expect(stateOf(certificate, reach, after(364.9))).toBe('due')
    expect(stateOf(certificate, reach, after(365))).toBe('expired')
  })

  test('is due when the host has another address or name', async () => {
    const { certificate } = await pair('host')
    expect(stateOf(certificate, { ...reach, addresses: ['127.0.0.1', '192.0.2.9'] }, start)).toBe('due')
    expect(stateOf(certificate, { ...reach, names: ['node02'] }, start)).toBe('due')
  })
})

describe('mutual TLS', () => {
  // Real dates: TLS checks them.
  const now = new Date()

  /** Whether a server of one and a client of the other take each other, and whom the server saw. */
  async function meet(server: Awaited<ReturnType<typeof pair>>, client: typeof server, crl?: string) {
    const ca = authority.certificate
    const listening = createServer(
      {
        key: server.key,
        cert: server.certificate,
        ca,
        requestCert: true,
        rejectUnauthorized: true,
        ...(crl && { crl }),
      },
      (socket) => socket.end(identityOf(socket.getPeerX509Certificate()!)?.host ?? ''),
    )
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
    const { port } = listening.address() as AddressInfo
    try {
      return await new Promise<string | null>((resolve) => {
        let heard = ''
        const socket = connect({ host: '127.0.0.1', port, ca, key: client.key, cert: client.certificate })
        socket.on('data', (chunk) => (heard += chunk.toString()))
        socket.once('error', () => resolve(null))
        socket.once('close', () => resolve(heard === '' ? null : heard))
      })
    } finally {
      listening.close()
    }
  }

  test('between two hosts: each knows the other', async () => {
    expect(await meet(await pair('host', { now }), await pair('host', { host: 'h2', now }))).toBe('h2')
  })

  test('not with another cluster, though its CA has the same name', async () => {
    const by = await makeAuthority('c1', now)
    expect(await meet(await pair('host', { now }), await pair('host', { now, by }))).toBeNull()
    expect(await meet(await pair('host', { now, by }), await pair('host', { now }))).toBeNull()
  })

  test('not with an expired certificate, and a client’s is no server’s', async () => {
    const old = new Date(now.getTime() - 366 * DAY)
    expect(await meet(await pair('host', { now }), await pair('host', { now: old }))).toBeNull()
    expect(await meet(await pair('etcd-client', { now }), await pair('host', { now }))).toBeNull()
    expect(await meet(await pair('host', { now }), await pair('etcd-client', { host: 'h3', now }))).toBe('h3')
  })

  test('not with one that was taken back; the others go on', async () => {
    const [server, removed, other] = await Promise.all(['h1', 'h2', 'h3'].map((host) => pair('host', { host, now })))
    const crl = await revocationList(authority, [{ serial: removed!.serial, at: now }], now)
    expect(await meet(server!, removed!, crl)).toBeNull()
    expect(await meet(server!, other!, crl)).toBe('h3')
    expect(await meet(server!, other!, await revocationList(authority, [], now))).toBe('h3')
  })
})
