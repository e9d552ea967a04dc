/** What only ethtool tells of the network cards. */
import { driverArgs, parseFirmware, parseLinkModes, settingsArgs } from '../../../lib/tools/ethtool.ts'
import type { LinkModes } from '../../../lib/tools/ethtool.ts'
import type { SourceContext } from '../context.ts'
import { reasonOf } from '../reason.ts'
import { known } from '../text.ts'

interface Told extends LinkModes {
  readonly firmware: string | null
}

/** Milliseconds for one question: the driver asks the card, and a card's firmware may take its time. */
const limit = 4000

/** "Operation not supported", "No data available": the driver has no answer, which is one too. */
const noAnswer = /not supported|no data available/i

/** Asks all cards side by side. A tool that is missing fails alike for each card and is named once. */
export async function readWithEthtool(
  { run, source, unread }: SourceContext,
  names: readonly string[],
): Promise<Map<string, Told>> {
  const failed = new Map<string, string[]>()
  const ask = async <T>(name: string, args: string[], parse: (output: string) => T): Promise<T | undefined> => {
    try {
      return parse(await run('ethtool', args, limit))
    } catch (error) {
      const reason = reasonOf(error)
      if (!noAnswer.test(reason)) failed.set(reason, [...(failed.get(reason) ?? []), name])
      return undefined
    }
  }
  const told = new Map<string, Told>()
  const read = async (): Promise<void> => {
    await Promise.all(
      names.map(async (name) => {
        const [modes, firmware] = await Promise.all([
          ask(name, settingsArgs(name), parseLinkModes),
          ask(name, driverArgs(name), parseFirmware),
        ])
        told.set(name, { supported: [], partner: [], ...modes, firmware: known(firmware) })
      }),
    )
  }
  if (names.length > 0) await source('ethtool', read, undefined, limit + 1000)
  for (const [reason, of] of failed) unread(`ethtool ${[...new Set(of)].join(' ')}`.slice(0, 256), new Error(reason))
  return told
}
