import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeAuthority } from './authority.ts'
import { issue } from './certificate.ts'
import { identityFiles, membership } from './membership.ts'
import { makeRequest } from './request.ts'

const now = new Date('2026-01-01T00:00:00Z')
const reach = { addresses: ['192.0.2.1'], names: [] }
const made: string[] = []
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true })
})

function folder(): string {
  made.push(mkdtempSync(join(tmpdir(), 'vmp-membership-')))
  return join(made.at(-1)!, 'identity')
}

async function member() {
  const place = folder()
  const files = membership(place)
  const authority = await makeAuthority('c1', now)
  files.keepCa(authority.certificate)
  files.keepSecret(await files.ownSecret())
  const request = await makeRequest(await files.privateKey())
  const { certificate } = await issue(authority, request, { cluster: 'c1', host: 'h1', role: 'host' }, reach, now)
  files.keepCertificate('host', certificate)
  files.write({ version: 1, cluster: 'c1', host: 'h1', joinedAt: now.toISOString() })
  return { place, files, certificate }
}

test('a host knows its cluster, its key and its certificates again', async () => {
  const { place, files, certificate } = await member()
  const again = membership(place)
  expect(again.read()).toMatchObject({ cluster: 'c1', host: 'h1' })
  expect(again.certificate('host')).toBe(certificate)
  expect(await again.privateKey()).toBe(await files.privateKey())
  expect(await again.ownSecret()).toEqual(files.secret())
  for (const name of [identityFiles.key, identityFiles.secret])
    expect(statSync(join(place, name)).mode & 0o777).toBe(0o600)
})

test('a certificate for another key, or of another CA, is not kept', async () => {
  const one = await member()
  const other = await member()
  expect(() => one.files.keepCertificate('host', other.certificate)).toThrow(
    expect.objectContaining({ code: 'identity.notOurs' }),
  )
  const stranger = await makeAuthority('c1', now)
  const request = await makeRequest(await one.files.privateKey())
  const forged = await issue(stranger, request, { cluster: 'c1', host: 'h1', role: 'host' }, reach, now)
  expect(() => one.files.keepCertificate('host', forged.certificate)).toThrow(
    expect.objectContaining({ code: 'identity.notOurs' }),
  )
  expect(one.files.certificate('host')).toBe(one.certificate)
})

test('a host that forgets is single, and has no secret left', async () => {
  const { place, files } = await member()
  files.forget()
  expect(files.read()).toBeUndefined()
  expect(readdirSync(place)).toEqual([])
  membership(folder()).forget()
})

test('a host without a membership is single, whatever else an interrupted join left', async () => {
  const files = membership(folder())
  await files.privateKey()
  await files.ownSecret()
  expect(files.read()).toBeUndefined()
})

test('a damaged file is told, not taken for none', async () => {
  const { place, files } = await member()
  for (const text of ['', '{}', '{"version":2,"cluster":"c1","host":"h1","joinedAt":"x"}']) {
    writeFileSync(join(place, identityFiles.membership), text)
    expect(() => files.read()).toThrow(expect.objectContaining({ code: 'identity.fileDamaged' }))
  }
  expect(existsSync(join(place, identityFiles.secret))).toBe(true)
})
