import { createServer } from 'node:https'
import type { Server } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { stationCertificate } from '../pxe/trust/authority.ts'
import { localSocket, stationClient } from './station-client.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'vmp-client-'))
const servers: { close(done: () => void): unknown }[] = []
beforeEach(() => void vi.stubEnv('VMP_TOKEN', undefined))
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const server of servers.splice(0)) await new Promise<void>((resolve) => void server.close(resolve))
})

/** A station that answers with the authorization it was called with. */
async function station(addresses = ['127.0.0.1']) {
  const certificate = await stationCertificate({ folder: folder(), addresses, names: [], now: () => new Date() })
  const server: Server = createServer({ key: certificate.key, cert: certificate.chain }, (request, response) => {
    response.end(JSON.stringify({ machines: [request.headers.authorization] }))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, pin: certificate.pin }
}

describe('a station elsewhere', () => {
  test('is called with the token, when it shows the pinned authority', async () => {
    const { url, pin } = await station()
    const spelled = pin.toUpperCase().replaceAll(/..(?=.)/g, '$&:')
    for (const written of [pin, spelled]) {
      const client = await stationClient({ station: url, pin: written, token: 'secret' })
      expect(await client.machines({})).toEqual({ machines: ['Bearer secret'] })
    }
  })

  test('takes the token from the environment', async () => {
    vi.stubEnv('VMP_TOKEN', 'from-env')
    const { url, pin } = await station()
    expect(await (await stationClient({ station: url, pin })).machines({})).toEqual({ machines: ['Bearer from-env'] })
  })

  test('that shows another authority is refused before the token is sent', async () => {
    const { url } = await station()
    await expect(stationClient({ station: url, pin: 'ab'.repeat(32), token: 'secret' })).rejects.toMatchObject({
      code: 'api.pinMismatch',
    })
  })

  test('whose certificate is for another address is not called, though its authority is the pinned one', async () => {
    const { url, pin } = await station(['192.0.2.1'])
    const client = await stationClient({ station: url, pin, token: 'secret' })
    await expect(client.machines({})).rejects.toMatchObject({ code: 'api.unreachable' })
  })

  test('without a pin is believed only when the system trusts its certificate', async () => {
    const { url } = await station()
    const client = await stationClient({ station: url, token: 'secret' })
    await expect(client.machines({})).rejects.toMatchObject({ code: 'api.unreachable' })
  })

  test('is not asked without a token', async () => {
    await expect(stationClient({ station: 'https://192.0.2.1:8443' })).rejects.toMatchObject({ code: 'api.noToken' })
  })

  test.each(['192.0.2.1:8443', 'http://192.0.2.1', ''])('needs an https address: "%s" is none', async (url) => {
    await expect(stationClient({ station: url, token: 'x' })).rejects.toMatchObject({ code: 'input.invalid' })
  })

  test('that speaks no TLS, or is not there, is unreachable', async () => {
    const plain = createTcpServer((socket) => {
      socket.on('error', () => socket.destroy())
      socket.resume().end('hello')
    })
    servers.push(plain)
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
    const { port } = plain.address() as AddressInfo
    const options = { station: `https://127.0.0.1:${port}`, pin: 'ab', token: 'x' }
    await expect(stationClient(options)).rejects.toMatchObject({ code: 'api.unreachable' })
    await new Promise<void>((resolve) => void servers.pop()!.close(resolve))
    await expect(stationClient(options)).rejects.toMatchObject({ code: 'api.unreachable' })
  })
})

describe('the station of this machine', () => {
  const place = (...sockets: string[]): string => {
    const run = folder()
    vi.stubEnv('VMP_RUN', run)
    for (const socket of sockets) {
      mkdirSync(join(run, socket, '..'), { recursive: true })
      writeFileSync(join(run, socket), '')
    }
    return run
  }

  test('is the one that runs', () => {
    const run = place('station.sock', 'lab/a/station.sock')
    expect(localSocket()).toBe(join(run, 'station.sock'))
  })

  test('is that of the only lab when no other runs', () => {
    const run = place('lab/a/station.sock', 'lab/b/other')
    expect(localSocket()).toBe(join(run, 'lab/a/station.sock'))
  })

  test('is not guessed among several labs, and is said to be missing by its usual name', async () => {
    const run = place('lab/a/station.sock', 'lab/b/station.sock')
    expect(localSocket()).toBe(join(run, 'station.sock'))
    await expect((await stationClient({})).machines({})).rejects.toMatchObject({
      code: 'api.unreachable',
      params: { where: join(run, 'station.sock') },
    })
  })
})
