import { existsSync, readdirSync } from 'node:fs'
import { Agent } from 'node:https'
import { connect as tlsConnect } from 'node:tls'
import { X509Certificate } from 'node:crypto'
import type { Command } from 'commander'
import { client } from '../lib/contract/client.ts'
import type { Client } from '../lib/contract/client.ts'
import { httpTransport } from '../lib/contract/transport.ts'
import { VmpError } from '../lib/errors.ts'
import { paths } from '../lib/paths.ts'
import { approvalContract } from '../pxe/contract/approval.ts'
import { stationContract } from '../pxe/contract/machines.ts'
import { webhookContract } from '../pxe/contract/webhooks.ts'
import { output } from './context.ts'

/** All that an administrator may ask. */
const contract = { ...stationContract, ...approvalContract, ...webhookContract }

export type StationClient = Client<typeof contract>

export interface StationOptions {
  readonly socket?: string
  readonly station?: string
  readonly pin?: string
  readonly token?: string
}

const TIMEOUT = 15_000

/** Adds the options that say which station is meant. */
export function withStation(command: Command): Command {
  return command
    .option('--socket <path>', output('cli.socket'))
    .option('--station <url>', output('cli.station'))
    .option('--pin <sha256>', output('cli.pin'))
    .option('--token <token>', output('cli.token'))
}

/** The station of this machine, else the one of the only lab that is up; or the one that the options name. */
export async function stationClient(options: StationOptions): Promise<StationClient> {
  return options.station === undefined
    ? localClient(options.socket ?? localSocket())
    : remoteClient(options.station, options)
}

/** A station's client over its local socket. */
export function localClient(socketPath: string): StationClient {
  return client(
    contract,
    httpTransport({ scheme: 'http', to: { socketPath }, timeout: TIMEOUT, failure: unreachable(socketPath) }),
  )
}

/** Where the station of this machine listens, when it runs. */
export const ownSocket = (): string => paths.run('station.sock')

/** The stations that run on this machine: its own, and those of its labs. */
export function localSockets(): string[] {
  const labs = existsSync(paths.run('lab')) ? readdirSync(paths.run('lab')) : []
  return [ownSocket(), ...labs.map((lab) => paths.run('lab', lab, 'station.sock'))].filter((socket) =>
    existsSync(socket),
  )
}

/** The station's own socket, or that of the only lab that runs when there is no other. */
export function localSocket(): string {
  const sockets = localSockets()
  return sockets.length === 1 || sockets[0] === ownSocket() ? sockets[0]! : ownSocket()
}

async function remoteClient(
  station: string,
  { pin, token = process.env['VMP_TOKEN'] }: StationOptions,
): Promise<StationClient> {
  const url = stationUrl(station)
  if (token === undefined) throw new VmpError('api.noToken')
  const ca = pin === undefined ? undefined : await pinnedAuthority(url, pin.toLowerCase().replaceAll(':', ''))
  return client(
    contract,
    httpTransport({
      scheme: 'https',
      to: { host: url.hostname, port: url.port || 443, agent: new Agent(ca === undefined ? {} : { ca }) },
      authorize: () => `Bearer ${token}`,
      timeout: TIMEOUT,
      failure: unreachable(url.origin),
    }),
  )
}

function stationUrl(text: string): URL {
  if (!URL.canParse(text) || new URL(text).protocol !== 'https:') {
    throw new VmpError('input.invalid', { problem: 'it is not an https address', where: '--station' })
  }
  return new URL(text)
}

const unreachable =
  (where: string) =>
  (error: Error): Error =>
    error.name === 'AbortError'
      ? error
      : new VmpError('api.unreachable', { where, problem: error.message }, { cause: error })

/** The CA that the station shows, when it is the pinned one; all calls then trust it and nothing else. */
function pinnedAuthority(url: URL, pin: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = tlsConnect({
      host: url.hostname,
      port: Number(url.port || 443),
      rejectUnauthorized: false,
      timeout: TIMEOUT,
    })
    const end = (error: Error): void => {
      socket.destroy()
      reject(error)
    }
    socket.once('timeout', () => end(unreachable(url.origin)(new Error('no answer'))))
    socket.once('error', (error) => end(unreachable(url.origin)(error)))
    socket.once('secureConnect', () => {
      const issuer = socket.getPeerCertificate(true).issuerCertificate
      const ca = issuer && new X509Certificate(issuer.raw)
      socket.destroy()
      if (ca?.fingerprint256.replaceAll(':', '').toLowerCase() === pin) resolve(ca.toString())
      else reject(new VmpError('api.pinMismatch', { where: url.origin }))
    })
  })
}
