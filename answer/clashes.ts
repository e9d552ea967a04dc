/** What several machines of a site must not share: names and addresses. */
import type { Answer } from './schema.ts'

export interface RenderedFor {
  /** What a person knows the machine by. */
  readonly machine: string
  readonly answer: Answer
}

export interface Clash {
  readonly kind: 'name' | 'address'
  readonly value: string
  /** In the order in which they were given; two or more. */
  readonly machines: readonly string[]
}

/** Names and static addresses that more than one of the machines has, or that a cluster of another has as its cluster IP. */
export function findClashes(rendered: readonly RenderedFor[]): Clash[] {
  const users = new Map<string, { kind: Clash['kind']; value: string; machines: string[] }>()
  const use = (kind: Clash['kind'], value: string, machine: string): void => {
    const key = `${kind} ${value}`
    const known = users.get(key) ?? { kind, value, machines: [] }
    if (!known.machines.includes(machine)) known.machines.push(machine)
    users.set(key, known)
  }
  for (const { machine, answer } of rendered) {
    use('name', answer.identity.name, machine)
    for (const address of addressesOf(answer)) use('address', address, machine)
  }
  for (const { machine, answer } of rendered) {
    const { address } = answer.cluster
    if (address !== null && users.has(`address ${address}`)) use('address', address, machine)
  }
  return [...users.values()].filter(({ machines }) => machines.length > 1)
}

function addressesOf({ network: { management, storage } }: Answer): string[] {
  return [management, storage].flatMap((each) =>
    each?.address.method === 'static' ? [each.address.address.split('/')[0] ?? ''] : [],
  )
}
