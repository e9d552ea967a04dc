/** Does another machine use an address of ours? */
import { duplicateArgs } from '../../lib/tools/arping.ts'
import type { Address4 } from '../../lib/tools/ip.ts'
import type { NetworkAround } from '../around.ts'
import { answerers } from './ask.ts'
import type { Asking } from './ask.ts'

/** More would be a router, or a mistake. */
const most = 32

/**
 * Linux answers for each of its addresses on every port, so a second port of ours on the same network answers too, and may
 * be heard first: then it is asked once more.
 * @param own MACs of all our interfaces.
 */
export async function addressesInUse(
  asking: Asking,
  addresses: readonly Address4[],
  own: ReadonlySet<string>,
): Promise<NetworkAround['addressesInUse']> {
  const askable = addresses.filter(({ ethernet }) => ethernet).slice(0, most)
  if (askable.length === 0) return null
  const found = await Promise.all(
    askable.map(async ({ interface: device, address }) => {
      const args = duplicateArgs(device, address)
      const first = await answerers(asking, args)
      const heard = first?.some((mac) => own.has(mac)) ? await answerers(asking, args) : first
      return heard?.filter((mac) => !own.has(mac)).map((mac) => ({ address, mac }))
    }),
  )
  return found.every((each) => each === undefined) ? null : found.flatMap((each) => each ?? [])
}
