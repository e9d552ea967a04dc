/** Which switch port each card is plugged into, where the switch says so. Nothing is asked: switches tell it every 30 s. */
import { lldpcliArgs, networkctlArgs, parseLldpcli, parseNetworkctl } from '../../../lib/tools/lldp.ts'
import type { Neighbour } from '../../../lib/tools/lldp.ts'
import type { SourceContext } from '../context.ts'
import type { LldpNeighbour } from '../schema/nics.ts'
import { known } from '../text.ts'

const limit = 3000

/**
 * From lldpd where it runs, else from systemd-networkd, as in the live system. Neither need be there, and a machine
 * without them lacks nothing: no failure is worth a line.
 */
export async function readNeighbours({ run, source }: SourceContext): Promise<Map<string, LldpNeighbour>> {
  const listeners = [
    async () => parseLldpcli(await run('lldpcli', lldpcliArgs, limit)),
    async () => parseNetworkctl(await run('networkctl', networkctlArgs, limit)),
  ]
  const read = async (): Promise<Neighbour[]> => {
    const [lldpd, networkd] = await Promise.all(listeners.map((listener) => listener().catch(() => [])))
    return [...(lldpd ?? []), ...(networkd ?? [])]
  }
  const neighbours = new Map<string, LldpNeighbour>()
  for (const found of await source('lldp', read, [], limit + 1000)) {
    // Behind a switch that does not understand LLDP there may be several; the first heard stands for the port.
    if (neighbours.has(found.interface)) continue
    neighbours.set(found.interface, {
      system: known(found.system),
      port: known(found.port),
      description: known(found.description),
      vlan: found.vlan ?? null,
    })
  }
  return neighbours
}
