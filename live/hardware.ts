/** What of the machine's hardware is asked beside a preflight: what finds its record, and whether a link changed. */
import type { CollectOptions } from '../preflight/facts/collect.ts'
import { readerOf } from '../preflight/facts/reader.ts'
import type { Nic } from '../preflight/facts/schema/nics.ts'
import { readCards } from '../preflight/facts/sources/cards.ts'
import { noSystem, readSystem } from '../preflight/facts/sources/system.ts'
import type { Evidence } from '../pxe/contract/live.ts'

export interface Hardware {
  /** What finds this machine's record at the station; quick, for it asks no tool that may hang. */
  evidence: () => Promise<Evidence>
  /** Whether a NIC came, went, or changed its link since these were read. */
  linksChanged: (nics: readonly Nic[]) => Promise<boolean>
}

type HardwareOptions = Pick<CollectOptions, 'root' | 'run' | 'signal' | 'bootMac'>

export function hardware({ root, run, signal, bootMac }: HardwareOptions): Hardware {
  const reader = readerOf(root, run, signal)
  return {
    async evidence() {
      const nics = await readCards(reader, bootMac)
      // Without SMBIOS the NICs alone are evidence; the facts say why it could not be read.
      const system = await readSystem(reader).catch(() => noSystem)
      return {
        uuid: system.uuid?.slice(0, 64) ?? null,
        serial: system.serial,
        macs: [...new Set(nics.map(({ mac }) => mac))].slice(0, 64),
        bootMac: bootMac ?? null,
      }
    },
    linksChanged: async (nics) => linksOf(nics) !== linksOf(await readCards(reader, bootMac)),
  }
}

const linksOf = (nics: readonly Nic[]): string =>
  JSON.stringify(nics.map(({ name, mac, link, speed }) => [name, mac, link, speed]))
