import { createHash, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer } from 'node:tls'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { stationCertificate } from './authority.ts'
import type { StationCertificate } from './authority.ts'

const DAY = 24 * 3600 * 1000
const start = Date.parse('2026-01-01T00:00:00Z')

function station(folder = mkdtempSync(join(tmpdir(), 'vmp-authority-'))) {
  const open = (days = 0, addresses = ['127.0.0.1'], names = ['station.example']): Promise<StationCertificate> =>
    stationCertificate({ folder, addresses, names, now: () => new Date(start + days * DAY) })
  return { folder, open }
}

const leaf = ({ chain }: StationCertificate): X509Certificate => new X509Certificate(chain)

/** Whether a client that trusts only the CA gets through to a server with this certificate. */
async function connects({ key, chain, ca }: StationCertificate, host = '127.0.0.1'): Promise<boolean> {
  const server = createServer({ key, cert: chain }, (socket) => socket.end())
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const { port } = server.address() as AddressInfo
  try {
    return await new Promise((resolve) => {
      const socket = connect({ host, port, ca }, () => resolve(socket.authorized))
      socket.once('error', () => resolve(false))
      socket.once('close', () => resolve(false))
    })
  } finally {
    server.close()
  }
}

describe('the station’s certificate', () => {
  test('is trusted by a client that has only its CA, at its address and at its name', async () => {
    const { folder } = station()
    // Real dates: the client checks them.
    const certificate = await stationCertificate({
      folder,
      addresses: ['127.0.0.1'],
      names: ['station.example'],
      now: () => new Date(),
    })
    expect(await connects(certificate)).toBe(true)
    expect(leaf(certificate).checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(leaf(certificate).checkHost('station.example')).toBe('station.example')
    expect(leaf(certificate).checkIP('192.0.2.1')).toBeUndefined()
  })

  test('has as its pin the SHA-256 of the CA’s DER', async () => {
    const certificate = await station().open()
    const { raw } = new X509Certificate(certificate.ca)
    expect(certificate.pin).toBe(createHash('sha256').update(raw).digest('hex'))
  })

  test('is the same after a restart, and its keys are for root alone', async () => {
    const { folder, open } = station()
    expect(await open(0)).toEqual(await open(1))
    for (const name of ['ca.key', 'station.key']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  })

  test('is backdated by a day, for machines whose clock is a little behind', async () => {
    expect(leaf(await station().open()).validFromDate).toEqual(new Date(start - DAY))
  })

  test('is renewed at two thirds of its life, not before, and the pin stays', async () => {
    const { open } = station()
    const first = await open()
    expect(leaf(await open(260)).serialNumber).toBe(leaf(first).serialNumber)
    const renewed = await open(266)
    expect(leaf(renewed).serialNumber).not.toBe(leaf(first).serialNumber)
    expect(renewed.pin).toBe(first.pin)
    expect(leaf(renewed).verify(new X509Certificate(renewed.ca).publicKey)).toBe(true)
  })

  test('is made anew when the station has another address, and the pin stays', async () => {
    const { open } = station()
    const first = await open()
    const moved = await open(0, ['127.0.0.1', '192.0.2.7'])
    expect(leaf(moved).checkIP('192.0.2.7')).toBe('192.0.2.7')
    expect(moved.pin).toBe(first.pin)
    expect(leaf(await open(0, ['192.0.2.7'])).serialNumber).toBe(leaf(moved).serialNumber)
  })

  test('is made anew when the station’s clock was far ahead when it was made', async () => {
    const { open } = station()
    const ahead = await open(4000)
    expect(leaf(await open()).serialNumber).not.toBe(leaf(ahead).serialNumber)
  })
})

describe('a power cut', () => {
  test('after the CA’s key and before its certificate: both are made anew', async () => {
    const { folder, open } = station()
    await open()
    for (const name of ['ca.crt', 'station.crt', 'station.key']) rmSync(join(folder, name))
    const certificate = await open()
    expect(leaf(certificate).verify(new X509Certificate(certificate.ca).publicKey)).toBe(true)
  })

  test('after the leaf’s new key and before its certificate: the pair fits again', async () => {
    const { folder, open } = station()
    await open()
    const other = station()
    await other.open()
    writeFileSync(join(folder, 'station.key'), readFileSync(join(other.folder, 'station.key')))
    const { key, chain, ca } = await open()
    const now = await stationCertificate({ folder, addresses: ['127.0.0.1'], names: [], now: () => new Date(start) })
    expect({ key: now.key, chain: now.chain, ca: now.ca }).toEqual({ key, chain, ca })
    // Node refuses a key that is not the certificate's.
    expect(() => createServer({ key, cert: chain }).close()).not.toThrow()
  })
})

test('a leaf of another CA of the same name is not kept', async () => {
  const { folder, open } = station()
  const old = await open()
  for (const name of ['ca.crt', 'ca.key']) rmSync(join(folder, name))
  const renewed = await open()
  expect(renewed.pin).not.toBe(old.pin)
  expect(leaf(renewed).verify(new X509Certificate(renewed.ca).publicKey)).toBe(true)
})
