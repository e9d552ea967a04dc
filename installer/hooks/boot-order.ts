/**
 * `boot`: what the firmware tries first, as the answer says. Done by the host, once it has started from its disks. Entries of the
 * firmware are never removed; of ours, those of an installation that is no longer there.
 */
import { CommandError } from '../../lib/exec.ts'
import {
  bootEntriesArgs,
  bootOrderArgs,
  createEntryArgs,
  deleteEntryArgs,
  parseBootEntries,
  partitionOf,
  portOf,
} from '../../lib/tools/efibootmgr.ts'
import type { BootEntries, BootEntry } from '../../lib/tools/efibootmgr.ts'
import { parsePartx, partxArgs } from '../../lib/tools/partx.ts'
import type { HostDocument } from '../configuration/document.ts'
import { loaderDisks } from '../disks/installed.ts'
import { espFiles, partitions } from '../layout.ts'
import type { Hook, HookContext } from './hook.ts'

const timeout = 30_000
const variables = '/sys/firmware/efi/efivars'
/** By it, and by the partition, our entries are known. */
const ownLabel = 'VMP'

interface BootPlaces {
  /** System disks by the GUID of the ESP on each, in lower case. */
  readonly disks: ReadonlyMap<string, string>
  /** MAC addresses of the ports of the management network. */
  readonly ports: readonly string[]
}

interface BootChanges {
  /** Disks that need an entry. */
  readonly create: readonly string[]
  /** Numbers of entries of ours that lead nowhere. */
  readonly remove: readonly string[]
  /** Of the entries that there are. */
  readonly order: readonly string[]
}

/** What differs from what is wanted: nothing is created or removed, and the order is as it is, when all holds. */
export function bootChanges(
  wanted: 'network' | 'disk',
  { order, entries }: BootEntries,
  { disks, ports }: BootPlaces,
): BootChanges {
  const own = entries.filter((entry) => entry.label === ownLabel && partitionOf(entry) !== undefined)
  const remove = own.filter((entry) => !disks.has(partitionOf(entry)!)).map(({ number }) => number)
  const entryOf = (guid: string): BootEntry | undefined => own.find((entry) => partitionOf(entry) === guid)
  const left = order.filter((number) => !remove.includes(number))
  const before = (first: readonly string[]): string[] => [...first, ...left.filter((number) => !first.includes(number))]
  if (wanted === 'disk') {
    const guids = [...disks.keys()]
    const create = guids.filter((guid) => entryOf(guid) === undefined).map((guid) => disks.get(guid)!)
    return { create, remove, order: before(guids.flatMap((guid) => entryOf(guid)?.number ?? [])) }
  }
  const fromPort = entries.filter((entry) => entry.active && ports.includes(portOf(entry) ?? ''))
  const numbers = fromPort.map(({ number }) => number).toSorted((one, other) => place(left, one) - place(left, other))
  const active = left.find((number) => entries.some((entry) => entry.number === number && entry.active))
  // Whichever of them was put first by somebody stays first.
  return { create: [], remove, order: active !== undefined && numbers.includes(active) ? left : before(numbers) }
}

/** What is not in the order comes after what is. */
const place = (order: readonly string[], number: string): number =>
  order.includes(number) ? order.indexOf(number) : order.length

const isDone = ({ order }: BootEntries, changes: BootChanges): boolean =>
  changes.create.length === 0 && changes.remove.length === 0 && changes.order.join() === order.join()

/** What to change in which firmware; a word when there is nothing to do. */
type Outlook = { readonly is: BootEntries; readonly changes: BootChanges } | 'left' | 'bios' | 'none'

async function outlook(context: HookContext): Promise<Outlook> {
  const { document, reader } = context
  const { bootOrder = 'keep', station } = document
  // Without a station nobody answers on the network.
  if (bootOrder === 'keep' || (bootOrder === 'network' && station === null)) return 'left'
  if ((await reader.list(variables)).length === 0) return 'bios'
  const is = parseBootEntries(await reader.run('efibootmgr', bootEntriesArgs, timeout))
  const places = { disks: await espsOf(context), ports: managementPorts(document) }
  const changes = bootChanges(bootOrder, is, places)
  const first = bootOrder === 'disk' ? changes.create.length + changes.order.length : fromPorts(is, places).length
  return first === 0 ? 'none' : { is, changes }
}

const fromPorts = ({ entries }: BootEntries, { ports }: BootPlaces): BootEntry[] =>
  entries.filter((entry) => entry.active && ports.includes(portOf(entry) ?? ''))

const managementPorts = ({ ports, network }: HostDocument): string[] =>
  ports.filter(({ name }) => network.management.ports.includes(name)).map(({ mac }) => mac)

async function espsOf({ root, document, reader }: HookContext): Promise<Map<string, string>> {
  const folders = { sys: `${root}/sys`, dev: `${root}/dev` }
  const disks = new Map<string, string>()
  for (const { path } of await loaderDisks(document.installation, folders)) {
    const table = parsePartx(await reader.run('partx', partxArgs(path), timeout))
    const esp = table.find(({ number }) => number === partitions.esp.number)
    if (esp !== undefined) disks.set(esp.uuid.toLowerCase(), path)
  }
  return disks
}

/** What the firmware says no to is a warning: the host is none the worse. */
async function refusing<T>({ log }: HookContext, work: () => Promise<T>): Promise<T | 'refused'> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    log(`${error.command} ended with ${error.exit}: ${error.stderrTail}`)
    return 'refused'
  }
}

export const bootOrder: Hook = {
  id: 'boot',
  phase: 'first-boot',
  limit: 180_000,
  async check(context) {
    const found = await refusing(context, () => outlook(context))
    return typeof found === 'string' || isDone(found.is, found.changes)
  },
  async apply(context) {
    const { run, signal } = context
    const tell = async (args: readonly string[]): Promise<void> => {
      await run('efibootmgr', args, { timeout, signal })
    }
    await refusing(context, async () => {
      const before = await outlook(context)
      if (typeof before === 'string') return
      for (const number of before.changes.remove) await tell(deleteEntryArgs(number))
      const entry = { partition: partitions.esp.number, loader: espFiles.removable, label: ownLabel }
      for (const disk of before.changes.create) await tell(createEntryArgs({ ...entry, disk }))
      // With the numbers that the new ones got.
      const now = await outlook(context)
      if (typeof now !== 'string' && !isDone(now.is, now.changes)) await tell(bootOrderArgs(now.changes.order))
    })
  },
  async verify(context) {
    const { document, log } = context
    const wanted = document.bootOrder ?? 'keep'
    const found = await refusing(context, () => outlook(context))
    if (found === 'bios' && wanted === 'disk') return { code: 'hook.boot.bios', params: {}, warning: true }
    if (found === 'none') return { code: 'hook.boot.noEntry', params: {}, warning: true }
    if (found === 'left' || found === 'bios') {
      log('the boot order is left as it is')
      return null
    }
    if (found !== 'refused' && isDone(found.is, found.changes)) {
      log(`the firmware's boot order is ${found.is.order.join(', ')}`)
      return null
    }
    return { code: 'hook.boot.notKept', params: { wanted }, warning: true }
  },
}
