import { describe, expect, test } from 'vitest'
import type { HostDocument, HostNetwork } from './document.ts'
import { bondedHost, smallHost, wiredHost } from './__fixtures__/document.ts'
import { firewallFiles } from './firewall.ts'
import { interfaceOf, networkFiles } from './network.ts'

const textOf = (files: readonly { path: string; text: string }[]): string =>
  files.map(({ path, text }) => `==> ${path}\n${text}`).join('\n')

const hosts: [string, HostDocument][] = [
  ['one port with DHCP', smallHost],
  ['a VLAN, and storage over a bond', wiredHost],
  ['both networks over one bond', bondedHost],
]

describe.each(hosts)('%s', (name, document) => {
  const golden = name.replaceAll(/[^A-Za-z]+/g, '-')
  test('networkd is told so', async () => {
    await expect(textOf(networkFiles(document))).toMatchFileSnapshot(`__golden__/network-${golden}.txt`)
  })
  test('the firewall lets in what is listed, on the interface that bears the address', async () => {
    await expect(textOf(firewallFiles(document))).toMatchFileSnapshot(`__golden__/firewall-${golden}.txt`)
  })
  test('no name is longer than the kernel takes', () => {
    const names = textOf(networkFiles(document)).matchAll(/^Name=(.*)$/gm)
    expect([...names].map(([, interfaceName]) => interfaceName!.length).every((length) => length <= 15)).toBe(true)
  })
})

const withStorage = (management: Partial<HostNetwork>, storage: Partial<HostNetwork>): HostDocument => ({
  ...wiredHost,
  network: {
    ...wiredHost.network,
    management: { ...wiredHost.network.management, ...management },
    storage: { ...wiredHost.network.storage!, ...storage },
  },
})

test('networks that share some ports, or all of them without VLANs to tell them apart, are refused', () => {
  const partly = withStorage({ ports: ['eno1', 'eno2'], bond: '802.3ad' }, { ports: ['eno2'], bond: null })
  expect(() => networkFiles(partly)).toThrow(expect.objectContaining({ code: 'hook.network.portsShared' }))
  const wholly = { ports: ['eno1'], bond: null, vlan: null }
  expect(() => networkFiles(withStorage(wholly, wholly))).toThrow(
    expect.objectContaining({ code: 'hook.network.portsShared' }),
  )
  expect(() => networkFiles(withStorage(wholly, { ...wholly, vlan: 5 }))).not.toThrow()
})

test('a port that the host does not have is refused', () => {
  const wrong = withStorage({ ports: ['eno9'] }, {})
  expect(() => networkFiles(wrong)).toThrow(
    expect.objectContaining({ code: 'hook.network.noPort', params: { port: 'eno9' } }),
  )
})

test('the interface that bears an address is the bridge, and for storage what is on top', () => {
  const storage = (document: HostDocument) => interfaceOf(document, 'storage')
  expect(interfaceOf(wiredHost, 'management')).toBe('vmp0')
  expect([storage(smallHost), storage(wiredHost), storage(bondedHost)]).toEqual([null, 'bond1', 'storage.20'])
})
