import type { Answer } from '../../../answer/schema.ts'
import type { Problem } from '../../../lib/errors.ts'

interface Named {
  /** As people call it: m7. */
  readonly machine: string
  readonly answer: Answer
}

/** What one machine's answer gives it that another machine has already: its name, an address. */
export function clashesWith(own: Named, others: readonly Named[]): Problem[] {
  const taken = new Map(others.flatMap(({ machine, answer }) => valuesOf(answer).map((value) => [value, machine])))
  return valuesOf(own.answer).flatMap((value) => {
    const other = taken.get(value)
    return other === undefined
      ? []
      : [{ code: 'approval.clash', params: { machine: own.machine, other, value: value.replace(/^\S+ /, '') } }]
  })
}

function valuesOf({ identity, network }: Answer): string[] {
  const addresses = [network.management.address, network.storage?.address].flatMap((address) =>
    address?.method === 'static' ? [`address ${address.address.replace(/\/.*$/, '')}`] : [],
  )
  return [`name ${identity.name}`, ...addresses]
}
