/** The machine's hardware, kept: evidence at once, facts when all sources have answered, and whether a link changed since. */
import { collectFacts, type CollectOptions } from '../preflight/facts/collect.ts'
import { isLate } from '../preflight/facts/reason.ts'
import { readerOf } from '../preflight/facts/reader.ts'
import type { Facts } from '../preflight/facts/schema.ts'
import type { Nic } from '../preflight/facts/schema/nics.ts'
import { readCards } from '../preflight/facts/sources/cards.ts'
import { noSystem, readSystem } from '../preflight/facts/sources/system.ts'
import type { Evidence } from '../pxe/contract/live.ts'

export interface Hardware {
  /** The facts as last collected; anew with `again`. One collection runs at a time. */
  facts: (again: boolean) => Promise<Facts>
  /** What finds this machine's record at the station; quick, for it asks no tool that may hang. */
  evidence: () => Promise<Evidence>
  /** Whether a NIC came, went, or changed its link since the facts were collected. */
  linksChanged: () => Promise<boolean>
}

/**
 * Milliseconds until sources that did not answer in time are asked again, and how often: a machine that is just starting may
 * be too busy, a management controller may be restarting itself.
 */
const askAgainAfter = 20_000
const askAgainTimes = 3

/**
 * @param collected Called with each new document.
 * @param incomplete Called some time after sources did not answer in time, to ask for facts again.
 */
export function hardware(options: CollectOptions, collected: (facts: Facts) => void, incomplete: () => void): Hardware {
  const { root, run, signal, bootMac } = options
  const reader = readerOf(root, run, signal)
  let latest: Promise<Facts> | undefined
  let running = false
  let asked = 0
  const collect = async (): Promise<Facts> => {
    running = true
    try {
      const facts = await collectFacts(options)
      collected(facts)
      if (facts.unread.some(({ reason }) => isLate(reason)) && asked < askAgainTimes) {
        asked += 1
        setTimeout(incomplete, askAgainAfter).unref()
      }
      return facts
    } finally {
      running = false
    }
  }
  return {
    facts(again) {
      if (latest === undefined || (again && !running)) latest = collect()
      return latest
    },
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
    async linksChanged() {
      if (latest === undefined) return false
      const { nics } = await latest
      return linksOf(nics) !== linksOf(await readCards(reader, bootMac))
    },
  }
}

const linksOf = (nics: readonly Nic[]): string =>
  JSON.stringify(nics.map(({ name, mac, link, speed }) => [name, mac, link, speed]))
