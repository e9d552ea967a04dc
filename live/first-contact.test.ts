import { afterEach, expect, test } from 'vitest'
import { liveContract } from '../pxe/contract/live.ts'
import { client } from '../lib/contract/client.ts'
import { makeAuthority } from '../lib/station/__fixtures__/authority.ts'
import { fakeStation, type FakeStation } from './__fixtures__/station.ts'
import { firstContact } from '../lib/station/first-contact.ts'
import { stationTransport } from '../lib/station/transport.ts'
import type { ProofKey } from '../lib/station/proof-key.ts'

const stations: FakeStation[] = []
afterEach(() => Promise.all(stations.splice(0).map((station) => station.close())))

const { signal } = new AbortController()
const key: ProofKey = {
  publicKey: { kty: 'OKP', crv: 'Ed25519', x: 'x'.repeat(43) },
  thumbprint: 't',
  proof: async () => 'proof',
}

async function serve(tls: { cert: string; key: string }): Promise<FakeStation> {
  const station = await fakeStation(tls)
  stations.push(station)
  return station
}

test('takes the time from a station with the pinned authority', async () => {
  const authority = await makeAuthority()
  const station = await serve(await authority.issue())
  station.time = () => new Date('2031-05-06T07:08:09Z')
  const contact = await firstContact({ url: station.url, pin: authority.pin }, signal)
  expect(contact.ca.replaceAll(/\s/g, '')).toBe(authority.pem.replaceAll(/\s/g, ''))
  expect(Math.abs(contact.now.getTime() - Date.UTC(2031, 4, 6, 7, 8, 9))).toBeLessThan(2000)
})

test('dates are ignored this once, and checked from then on', async () => {
  const authority = await makeAuthority()
  const station = await serve(await authority.issue({ valid: [2020, 2021] }))
  const { ca } = await firstContact({ url: station.url, pin: authority.pin }, signal)
  const transport = stationTransport(station.url, ca, key)
  await expect(client(liveContract, transport).time({})).rejects.toMatchObject({
    code: 'live.certificateWrong',
    params: { problem: 'certificate has expired' },
  })
  transport.close()
})

test('after that, only what the pinned authority signed is trusted', async () => {
  const [authority, other] = await Promise.all([makeAuthority(), makeAuthority()])
  const station = await serve(await other.issue())
  const transport = stationTransport(station.url, authority.pem, key)
  await expect(client(liveContract, transport).time({})).rejects.toMatchObject({ code: 'live.certificateWrong' })
  transport.close()
})

test('refuses another authority', async () => {
  const [authority, other] = await Promise.all([makeAuthority(), makeAuthority()])
  const station = await serve(await other.issue())
  await expect(firstContact({ url: station.url, pin: authority.pin }, signal)).rejects.toMatchObject({
    code: 'live.pinMismatch',
  })
  expect(station.calls).toEqual([])
})

test('refuses a certificate that another authority signed, even beside the pinned one', async () => {
  const [authority, other] = await Promise.all([makeAuthority(), makeAuthority()])
  const { cert, key: leafKey } = await other.issue()
  const [leaf = ''] = cert.split('\n-----BEGIN CERTIFICATE-----\n').slice(0, 1)
  const station = await serve({ cert: `${leaf}\n${authority.pem}\n`, key: leafKey })
  await expect(firstContact({ url: station.url, pin: authority.pin }, signal)).rejects.toMatchObject({
    code: expect.stringMatching(/^live\.(?:pinMismatch|certificateWrong)$/),
  })
  expect(station.calls).toEqual([])
})

test.each([
  ['another address', { ip: '192.0.2.1' }, /is for IP Address:192\.0\.2\.1, not 127\.0\.0\.1/],
  ['clients', { usage: '1.3.6.1.5.5.7.3.2' }, /not for a server/],
])('refuses a certificate for %s', async (_, options, problem) => {
  const authority = await makeAuthority()
  const station = await serve(await authority.issue(options))
  await expect(firstContact({ url: station.url, pin: authority.pin }, signal)).rejects.toThrow(problem)
  expect(station.calls).toEqual([])
})

test('refuses a pin that names no authority', async () => {
  const authority = await makeAuthority(false)
  const station = await serve(await authority.issue())
  await expect(firstContact({ url: station.url, pin: authority.pin }, signal)).rejects.toThrow(/not an authority/)
})

test('says when nobody answers, and when what answers is no station', async () => {
  const authority = await makeAuthority()
  const gone = await fakeStation(await authority.issue())
  await gone.close()
  await expect(firstContact({ url: gone.url, pin: authority.pin }, signal)).rejects.toMatchObject({
    code: 'live.stationUnreachable',
  })
  const odd = await serve(await authority.issue())
  odd.time = () => ({ toISOString: () => 'yesterday' }) as Date
  await expect(firstContact({ url: odd.url, pin: authority.pin }, signal)).rejects.toMatchObject({
    code: 'live.answerUnusable',
  })
})
