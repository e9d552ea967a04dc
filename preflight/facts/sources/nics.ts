/** The network cards: what sysfs tells, and what ethtool and LLDP add. */
import type { SourceContext } from '../context.ts'
import type { Nic } from '../schema/nics.ts'
import { readCards } from './cards.ts'
import { readWithEthtool } from './ethtool.ts'
import { readNeighbours } from './lldp.ts'

export async function readNics(context: SourceContext): Promise<Nic[]> {
  const cards = await context.source('nics', () => readCards(context, context.bootMac), [])
  // A tool that is missing or hangs costs what it alone knows.
  const names = cards.map(({ name }) => name)
  const [told, neighbours] = await Promise.all([readWithEthtool(context, names), readNeighbours(context)])
  return cards.map((card) =>
    Object.assign(card, {
      firmware: told.get(card.name)?.firmware ?? null,
      supported: told.get(card.name)?.supported ?? [],
      // Without link there is no partner; some drivers tell of the last one.
      partner: card.link === true ? (told.get(card.name)?.partner ?? []) : [],
      lldp: neighbours.get(card.name) ?? null,
    }),
  )
}
