import { createPublicKey, createPrivateKey, webcrypto, X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { exportKey, makeKeys, p256 } from '../../lib/x509-keys.ts'
import * as x509 from '../../lib/x509.ts'
import { memoryStore } from '../store/memory.ts'
import { checkCertificate } from './console-certificate.ts'
import { removeCertificate, replaceCertificate, shownCertificate, undoCertificate } from './console-certificates.ts'
import { makeSecret } from './sealed.ts'

const DAY = 24 * 3600 * 1000
const now = new Date('2026-06-01T00:00:00Z')
const wanted = { addresses: ['192.0.2.10'], names: ['vmp.example.com'] }

interface Made {
  readonly pem: string
  readonly key: string
  readonly name: string
  readonly keys: Awaited<ReturnType<typeof makeKeys>>
}

interface Wish {
  readonly by?: Made
  readonly ca?: boolean
  readonly days?: number
  readonly usage?: string
  readonly from?: number
}

async function make(name: string, { by, ca = false, days = 300, usage, from = -1 }: Wish = {}): Promise<Made> {
  const keys = await makeKeys()
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: `CN=${by?.name ?? name}`,
    notBefore: new Date(now.getTime() + from * DAY),
    notAfter: new Date(now.getTime() + days * DAY),
    signingAlgorithm: p256,
    publicKey: keys.publicKey,
    signingKey: (by?.keys ?? keys).privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(ca, undefined, true),
      ...(usage ? [new x509.ExtendedKeyUsageExtension([usage])] : []),
      ...(ca
        ? []
        : [
            new x509.SubjectAlternativeNameExtension([
              { type: 'dns', value: 'vmp.example.com' },
              { type: 'ip', value: '192.0.2.10' },
            ]),
          ]),
    ],
  })
  return { pem: certificate.toString('pem'), key: await exportKey(keys.privateKey), name, keys }
}

let root: Made
let middle: Made
let leaf: Made
beforeAll(async () => {
  root = await make('root', { ca: true, days: 3000 })
  middle = await make('middle', { by: root, ca: true, days: 1000 })
  leaf = await make('leaf', { by: middle, usage: x509.ExtendedKeyUsage.serverAuth })
})

const check = (pem: string, key = leaf.key, to = wanted) => checkCertificate(pem, key, to, now)
const codes = (pem: string, key = leaf.key, to = wanted): string[] =>
  check(pem, key, to).warnings.map(({ code }) => code)

describe('a certificate of the customer', () => {
  test('is put in order, whatever the order and the text around it', () => {
    const checked = check(`Bag Attributes\r\n${root.pem}\n${leaf.pem}subject=CN=x\n${middle.pem}${leaf.pem}`)
    expect(checked.warnings).toEqual([])
    const subjects = checked.chain
      .match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g)!
      .map((pem) => new X509Certificate(pem).subject)
    expect(subjects).toEqual(['CN=leaf', 'CN=middle', 'CN=root'])
    expect(checked).toMatchObject({ subject: 'CN=leaf', expires: new Date(now.getTime() + 300 * DAY) })
    expect(checked.key).toContain('BEGIN PRIVATE KEY')
  })

  test('must fit its key', async () => {
    const other = await make('other')
    expect(() => check(leaf.pem + middle.pem, other.key)).toThrow(
      expect.objectContaining({ code: 'console.certificateKey' }),
    )
  })

  test('may not bring certificates that have nothing to do with it', async () => {
    const other = await make('other', { ca: true })
    // Of the same name as the one that signed it.
    const pretender = await make('middle', { ca: true })
    for (const stray of [other, pretender])
      expect(() => check(leaf.pem + stray.pem)).toThrow(expect.objectContaining({ code: 'console.certificateChain' }))
  })

  test('must be of today, with its whole chain', async () => {
    const old = await make('old', { by: middle, days: 0 })
    const early = await make('early', { by: middle, from: 1 })
    expect(() => check(old.pem, old.key)).toThrow(expect.objectContaining({ code: 'console.certificateExpired' }))
    expect(() => check(early.pem, early.key)).toThrow(expect.objectContaining({ code: 'console.certificateEarly' }))
    const short = await make('short', { by: root, ca: true, days: 0 })
    const under = await make('under', { by: short })
    expect(() => check(under.pem + short.pem, under.key)).toThrow(
      expect.objectContaining({ code: 'console.certificateExpired' }),
    )
  })

  test('must be one for servers, with a key that browsers take', async () => {
    const client = await make('client', { by: middle, usage: x509.ExtendedKeyUsage.clientAuth })
    for (const each of [client, middle])
      expect(() => check(each.pem, each.key)).toThrow(expect.objectContaining({ code: 'console.certificateUse' }))
    const rsa = {
      name: 'RSASSA-PKCS1-v1_5',
      hash: 'SHA-256',
      modulusLength: 1024,
      publicExponent: new Uint8Array([1, 0, 1]),
    }
    const keys = await webcrypto.subtle.generateKey(rsa, true, ['sign', 'verify'])
    const [notBefore, notAfter] = [new Date(now.getTime() - DAY), new Date(now.getTime() + DAY)]
    const about = { name: 'CN=weak', notBefore, notAfter, keys, signingAlgorithm: rsa }
    const weak = (await x509.X509CertificateGenerator.createSelfSigned(about)).toString('pem')
    const weakKey = await exportKey(keys.privateKey)
    expect(() => checkCertificate(weak, weakKey, wanted, now)).toThrow(
      expect.objectContaining({ code: 'console.certificateUse', params: { problem: 'RSA 1024 < 2048' } }),
    )
  })

  test('is not stopped by what is only doubtful', async () => {
    expect(codes(leaf.pem)).toEqual(['console.certificateAlone'])
    expect(codes(leaf.pem + middle.pem, leaf.key, { addresses: ['192.0.2.11'], names: ['other'] })).toEqual([
      'console.certificateUncovered',
    ])
    expect(
      check(leaf.pem, leaf.key, { addresses: ['192.0.2.11'], names: ['vmp.example.com', 'x'] }).warnings[0]?.params,
    ).toEqual({
      names: 'x, 192.0.2.11',
    })
    const ending = await make('ending', { by: middle, days: 20 })
    expect(codes(ending.pem + middle.pem, ending.key)).toEqual(['console.certificateSoon'])
    const own = await make('own')
    expect(codes(own.pem, own.key)).toEqual(['console.certificateSelfSigned'])
  })

  test('that is something else is told what it is not', () => {
    const locked = createPrivateKey(leaf.key).export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'x',
    })
    expect(() => check(leaf.pem, locked)).toThrow(expect.objectContaining({ code: 'console.certificateKeyLocked' }))
    const publicKey = createPublicKey(leaf.key).export({ type: 'spki', format: 'pem' })
    const unreadable: [string, string][] = [
      ['', leaf.key],
      [leaf.pem, ''],
      [leaf.pem, publicKey],
      [leaf.pem.replace(/[A-Za-z]{20}/, 'A'.repeat(20)), leaf.key],
      [leaf.pem.repeat(11), leaf.key],
      [leaf.pem + ' '.repeat(200_000), leaf.key],
    ]
    for (const [pem, key] of unreadable)
      expect(() => check(pem, key)).toThrow(expect.objectContaining({ code: 'console.certificateUnreadable' }))
  })
})

describe('the console shows', () => {
  test('the cluster’s own at first, then the customer’s, and after an undo its own again', async () => {
    const store = memoryStore()
    const secret = await makeSecret()
    const shown = async (): Promise<string | undefined> => (await shownCertificate(store, secret))?.about.subject
    expect(await shown()).toBeUndefined()
    await expect(undoCertificate(store)).rejects.toMatchObject({ code: 'console.nothingToUndo' })
    await replaceCertificate(store, secret, check(leaf.pem + middle.pem), 'admin', now)
    expect(await shownCertificate(store, secret)).toMatchObject({
      key: `${leaf.key}\n`,
      about: { subject: 'CN=leaf', by: 'admin', at: now.toISOString() },
    })
    expect(JSON.stringify((await store.list('')).entries)).not.toContain('PRIVATE KEY')
    await undoCertificate(store)
    expect(await shown()).toBeUndefined()
    await undoCertificate(store)
    expect(await shown()).toBe('CN=leaf')
  })

  test('the one before after an undo, and its own when the customer’s is taken away', async () => {
    const store = memoryStore()
    const secret = await makeSecret()
    const shown = async (): Promise<string | undefined> => (await shownCertificate(store, secret))?.about.subject
    const next = await make('next', { by: middle })
    await replaceCertificate(store, secret, check(leaf.pem), 'admin', now)
    await replaceCertificate(store, secret, check(next.pem, next.key), 'admin', now)
    await replaceCertificate(store, secret, check(next.pem, next.key), 'admin', now)
    expect(await shown()).toBe('CN=next')
    await undoCertificate(store)
    expect(await shown()).toBe('CN=leaf')
    await removeCertificate(store)
    expect(await shown()).toBeUndefined()
    await undoCertificate(store)
    expect(await shown()).toBe('CN=leaf')
  })
})
