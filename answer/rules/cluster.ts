import { VmpError } from '../../lib/errors.ts'
import { parseAddress4 } from '../../lib/tools/ip.ts'
import type { Cluster } from '../schema.ts'
import { networkOf, takenBy } from './network.ts'
import { flaw, isHostAddress } from './rule.ts'
import type { Rule, RuleFlaw } from './rule.ts'

/** The cluster's addresses are free ones of the management network, and what is said is used. */
export const clusterRules: Rule = ({ answer: { cluster, network }, origin }) => {
  const { mode, controller } = cluster
  const flaws: RuleFlaw[] = unused(mode)
    .filter(
      (key) => cluster[key] !== null && [undefined, origin(['cluster', key])].includes(origin(['cluster', 'mode'])),
    )
    .map((key) => flaw(['cluster', key], (at) => new VmpError('answer.clusterUnused', { ...at, key, mode })))
  if (mode === 'join' && controller === null)
    flaws.push(flaw(['cluster', 'mode'], (at) => new VmpError('answer.clusterController', at)))
  const { address } = network.management
  return [
    ...flaws,
    ...addressFlaws(cluster, networkOf(address), takenBy(address), 'gateway' in address ? address.gateway : null),
  ]
}

/** What a mode does not ask for; only where it is said together with the mode, for it may be there for other machines. */
function unused(mode: Cluster['mode']): ('name' | 'address' | 'probe' | 'controller')[] {
  if (mode === 'none') return ['name', 'address', 'probe', 'controller']
  return mode === 'join' ? ['name', 'address', 'probe'] : ['controller']
}

function addressFlaws(
  { address, probe }: Cluster,
  network: ReturnType<typeof networkOf>,
  taken: readonly [number, number] | undefined,
  gateway: string | null,
): RuleFlaw[] {
  if (address === null) return []
  const path = ['cluster', 'address']
  const number = parseAddress4(address)
  if (network !== undefined && !isHostAddress(network, number))
    return [flaw(path, (at) => new VmpError('answer.clusterOutside', { ...at, address }))]
  const isTaken = taken !== undefined && number >= taken[0] && number <= taken[1]
  if (!isTaken && address !== gateway && address !== probe) return []
  return [flaw(path, (at) => new VmpError('answer.clusterTaken', { ...at, address }))]
}
