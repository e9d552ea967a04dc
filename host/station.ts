/** A connection to the station of this host, proved by its machine key. */
import { client } from '../lib/contract/client.ts'
import type { Client } from '../lib/contract/client.ts'
import { firstContact } from '../lib/station/first-contact.ts'
import type { StationAddress } from '../lib/station/first-contact.ts'
import { readProofKey } from '../lib/station/proof-key.ts'
import { stationTransport } from '../lib/station/transport.ts'
import { hostContract } from '../pxe/contract/install.ts'

export interface StationOptions {
  readonly station: StationAddress
  readonly keyFile: string
  /** Told of the station's time before anything else is said. */
  readonly takeTime?: (station: Date) => Promise<void>
  readonly now: () => Date
}

export interface StationConnection {
  readonly api: Client<typeof hostContract>
  readonly close: () => void
}

export async function connectStation(
  { station, keyFile, takeTime, now }: StationOptions,
  signal: AbortSignal,
): Promise<StationConnection> {
  const contact = await firstContact(station, signal)
  await takeTime?.(contact.now)
  // A proof is good for a minute by the station's clock, whatever ours shows.
  const ahead = now().getTime() - contact.now.getTime()
  const key = await readProofKey(keyFile, () => new Date(now().getTime() - ahead))
  if (key === undefined) throw new Error(`${keyFile} is not there`)
  const transport = stationTransport(station.url, contact.ca, key)
  return { api: client(hostContract, transport), close: () => transport.close() }
}
