import { describe, expect, test } from 'vitest'
import { sayAny } from '../../lib/text/say.ts'
import type { DhcpClient, DhcpEvent } from '../dhcp/types.ts'
import { core } from './__fixtures__/core.ts'
import { neighbours } from './neighbours.ts'
import { observer } from './observer.ts'

const A = '02:00:00:00:00:0a'
const uuid = '4c4c4544-0042-3510-8054-b4c04f564433'

function station() {
  const parts = core()
  const { machines, who, story } = parts
  const isKnown = (mac: string): boolean => machines.byMac(mac) !== undefined
  const known = neighbours(() => '')
  const watcher = observer({
    registry: who,
    timeline: story,
    neighbours: known,
    isKnown,
    onStart: parts.beats.startsAnew,
    onDisk: parts.installing.onDisk,
  })
  const dhcp = (type: DhcpEvent['type'], client: Partial<DhcpClient> | null, more: Partial<DhcpEvent> = {}): void =>
    watcher.dhcp({
      type,
      at: parts.now(),
      ...(client ? { client: { mac: A, kind: 'firmware-pxe', ...client } } : {}),
      ...more,
    })
  const told = (): string[] => {
    const machine = machines.byMac(A)
    return machine ? story.of(machine.id, 50).map(({ key, params }) => sayAny('en', key, params)) : []
  }
  return { ...parts, watcher, dhcp, told, known }
}

test('a boot over the network is told in words, in its order', () => {
  const { watcher, dhcp, told, machines } = station()
  const address = '192.0.2.57'
  dhcp('discover', { uuid, arch: 0 })
  dhcp('offer', {}, { address, file: 'loaders/undionly.kpxe' })
  dhcp('request', {}, { address })
  dhcp('ack', {}, { address })
  watcher.transfer({ transport: 'tftp', client: address, path: '/loaders/undionly.kpxe', phase: 'started' })
  watcher.transfer({
    transport: 'tftp',
    client: address,
    path: '/loaders/undionly.kpxe',
    phase: 'done',
    bytes: 70_000,
    ms: 212,
  })
  watcher.script(null, address, 'ipxe', 'live')
  watcher.transfer({ transport: 'http', client: address, path: '/boot/script.ipxe', phase: 'done', bytes: 1, ms: 1 })
  watcher.transfer({
    transport: 'http',
    client: address,
    path: '/vmlinuz',
    phase: 'failed',
    bytes: 1024,
    error: 'reset',
  })
  watcher.note(A, address, 'memory-too-small')
  expect(told()).toEqual([
    'was heard for the first time',
    'its firmware (PXE) asked for an address',
    'was offered 192.0.2.57 and the boot file loaders/undionly.kpxe',
    'took 192.0.2.57',
    'began to fetch loaders/undionly.kpxe',
    'fetched loaders/undionly.kpxe (68.4 KiB in 0.2 s)',
    'got its boot script for iPXE',
    'stopped fetching vmlinuz after 1 KiB: reset',
    'refused to go on: it has too little memory for the image',
  ])
  expect(machines.byMac(A)).toMatchObject({ uuid, firmware: 'bios', address })
})

describe('who is no machine', () => {
  test('is any other DHCP client, until its NIC is known as a machine’s', () => {
    const { dhcp, told } = station()
    dhcp('discover', { kind: 'other' })
    dhcp('ignored', { kind: 'other' }, { reason: 'x' })
    dhcp('rival-seen', null, { server: '192.0.2.1' })
    dhcp('malformed', null)
    expect(told()).toEqual([])
    dhcp('discover', { kind: 'vmp' })
    dhcp('discover', { kind: 'other' })
    expect(told().slice(1)).toEqual(['the VMP image asked for an address', 'a client asked for an address'])
  })

  test('is a client whose NIC nobody knows', () => {
    const { watcher, machines } = station()
    watcher.transfer({ transport: 'http', client: '192.0.2.9', path: '/x', phase: 'missing' })
    watcher.script(null, '192.0.2.9', 'grub', 'live')
    watcher.note(null, '192.0.2.9', 'image-unreachable')
    expect(machines.list()).toEqual([])
  })
})

test('files that GRUB and shim only look for, and the scripts themselves, are not worth a line', () => {
  const { watcher, dhcp, told } = station()
  dhcp('ack', {}, { address: '192.0.2.57' })
  const before = told().length
  for (const path of ['/grub/grub.cfg', '/grub/x86_64-efi/fs.lst', '/boot/grub/x.cfg'])
    watcher.transfer({ transport: 'tftp', client: '192.0.2.57', path, phase: 'missing' })
  expect(told()).toHaveLength(before)
  watcher.transfer({ transport: 'tftp', client: '192.0.2.57', path: '/loaders/snponly.efi', phase: 'missing' })
  expect(told().at(-1)).toBe('asked for loaders/snponly.efi, which is not there')
})

test('a machine of an architecture that has no boot file is told so', () => {
  const { watcher, told } = station()
  watcher.unsupported(A, uuid, 'ARM64 UEFI')
  expect(told().at(-1)).toBe('asked for a boot file for ARM64 UEFI, which VMP has none for')
})
