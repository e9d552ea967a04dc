import { binarySize } from '../../lib/units.ts'
import type { BootDecision } from '../boot/decision.ts'
import type { BootNote } from '../boot/resolver.ts'
import { firmwareOf } from '../boot/loaders.ts'
import type { TransferEvent } from '../boot/files.ts'
import type { DhcpEvent } from '../dhcp/types.ts'
import type { Neighbours } from './neighbours.ts'
import type { Registry } from './registry.ts'
import type { MachineRecord } from './repository.ts'
import type { Timeline } from './timeline.ts'

/** Turns what DHCP, the file servers and the boot scripts report into the timelines of machines. */
export interface Observer {
  dhcp(event: DhcpEvent): void
  transfer(event: TransferEvent): void
  script(mac: string | null, client: string, loader: 'ipxe' | 'grub', action: BootDecision['action']): void
  note(mac: string | null, client: string, note: BootNote): void
  unsupported(mac: string, uuid: string | undefined, arch: string): void
}

/** GRUB asks for modules and fonts that its signed image has built in, shim for revocations and certificates of a site. */
const isOptional = (path: string): boolean => /^\/(grub\/|revocations|shim_certificate)/.test(path)

/** Files whose fetching says nothing new about a boot. */
const quiet = (path: string): boolean => path === '/grub/grub.cfg' || path.startsWith('/boot/')

export function observer(options: {
  readonly registry: Registry
  readonly timeline: Timeline
  readonly neighbours: Neighbours
  readonly isKnown: (mac: string) => boolean
  /** Firmware or a loader asked for an address: the machine was switched on or restarted. */
  readonly onStart: (machine: string) => void
  /** It was told to start its disk. */
  readonly onDisk: (machine: MachineRecord) => void
}): Observer {
  const { registry, timeline, neighbours, isKnown, onStart, onDisk } = options

  const byAddress = (client: string): { machine: MachineRecord; mac: string } | undefined => {
    const mac = neighbours.macOf(client)
    return mac === undefined ? undefined : { machine: registry.sight({ mac, address: client }), mac }
  }

  return {
    dhcp(event) {
      const { client, type, address = '?', file } = event
      // Closed networks may have us serve everybody; only what boots from us, or did, is a machine.
      if (!client || !(client.kind !== 'other' || isKnown(client.mac))) return
      if (type === 'ignored' && !isKnown(client.mac)) return
      if (type === 'ack' || type === 'proxy-ack') neighbours.learn(client.mac, event.address)
      const { id } = registry.sight({
        mac: client.mac,
        uuid: client.uuid,
        address: type === 'ack' ? event.address : undefined,
        firmware: firmwareOf(client.arch),
      })
      const { mac } = client
      switch (type) {
        case 'discover':
          if (client.kind !== 'vmp' && client.kind !== 'other') onStart(id)
          return timeline.add(id, mac, 'info', 'machine.askedAddress', { who: `who.${client.kind}` })
        case 'offer':
          return file === undefined
            ? timeline.add(id, mac, 'info', 'machine.offered', { address })
            : timeline.add(id, mac, 'info', 'machine.offeredFile', { address, file })
        case 'proxy-offer':
        case 'proxy-ack':
          return timeline.add(id, mac, 'info', 'machine.offeredByProxy', { file: file ?? '-' })
        case 'ack':
          return timeline.add(id, mac, 'info', 'machine.took', { address })
        case 'nak':
          return timeline.add(id, mac, 'warning', 'machine.refusedAddress', { address })
        case 'decline':
          return timeline.add(id, mac, 'warning', 'machine.declined', { address })
        case 'release':
          return timeline.add(id, mac, 'info', 'machine.released', { address })
        case 'ignored':
          return timeline.add(id, mac, 'warning', 'machine.ignored', {
            who: `who.${client.kind}`,
            reason: `dhcp.reason.${event.reason ?? ''}`,
          })
        case 'pool-exhausted':
          return timeline.add(id, mac, 'error', 'machine.poolExhausted', {})
        case 'request':
        case 'inform':
        case 'rival-seen':
        case 'rival-gone':
        case 'mode':
        case 'malformed':
      }
    },
    transfer({ client, path, phase, bytes = 0, size = bytes, ms = 0, error = '-' }) {
      const found = byAddress(client)
      if (!found || quiet(path)) return
      const { machine, mac } = found
      const file = path.replace(/^\//, '')
      const seconds = Number((ms / 1000).toFixed(1))
      switch (phase) {
        case 'started':
          return timeline.add(machine.id, mac, 'info', 'machine.fetching', { file })
        case 'done':
          return timeline.add(machine.id, mac, 'info', 'machine.fetched', { file, size: binarySize(size), seconds })
        case 'failed':
          return timeline.add(machine.id, mac, 'warning', 'machine.fetchFailed', {
            file,
            size: binarySize(bytes),
            problem: error,
          })
        case 'missing':
          if (isOptional(path)) return
          return timeline.add(machine.id, mac, 'info', 'machine.fetchMissing', { file })
      }
    },
    script(mac, client, loader, action) {
      const found = mac === null ? byAddress(client) : { machine: registry.sight({ mac, address: client }), mac }
      if (!found) return
      timeline.add(found.machine.id, found.mac, 'info', action === 'disk' ? 'machine.diskScript' : 'machine.script', {
        loader: loader === 'ipxe' ? 'iPXE' : 'GRUB',
      })
      if (action === 'disk') onDisk(found.machine)
    },
    note(mac, client, note) {
      const found = mac === null ? byAddress(client) : { machine: registry.sight({ mac, address: client }), mac }
      if (found) timeline.add(found.machine.id, found.mac, 'error', `machine.note.${note}`, {})
    },
    unsupported(mac, uuid, arch) {
      timeline.add(registry.sight({ mac, uuid }).id, mac, 'error', 'machine.unsupported', { arch })
    },
  }
}
