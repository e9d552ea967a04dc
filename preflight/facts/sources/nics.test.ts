import { expect, test } from 'vitest'
import { contextOn } from '../__fixtures__/tree.ts'
import { readNics } from './nics.ts'

const card = (name: string, attributes: Record<string, string> = {}): string => {
  const folder = `/sys/devices/pci0000:00/0000:00:1f.6/net/${name}`
  const all = {
    type: '1',
    address: '02:00:00:00:00:01',
    addr_assign_type: '0',
    carrier: '1',
    speed: '1000',
    ...attributes,
  }
  return [
    `==> /sys/class/net/${name} -> ${folder}\n`,
    `==> ${folder}/device -> /sys/devices/pci0000:00/0000:00:1f.6\n`,
    ...Object.entries(all).map(([attribute, value]) => `==> ${folder}/${attribute}\n${value}\n`),
  ].join('')
}
const settings = (name: string): string =>
  `==> $ ethtool ${name}\nSettings for ${name}:\n\tSupported link modes:   100baseT/Full 1000baseT/Full\n` +
  `\tLink partner advertised link modes:  10baseT/Half 100baseT/Full\n`
const driver = (name: string): string => `==> $ ethtool -i ${name}\ndriver: e1000e\nfirmware-version: 0.8-4\n`

test('link modes of both ends, firmware, errors and MTU', async () => {
  const statistics = {
    mtu: '9000',
    'statistics/rx_errors': '3',
    'statistics/tx_errors': '1',
    'statistics/rx_crc_errors': '2',
  }
  const { context, noted } = contextOn(card('eno1', statistics) + settings('eno1') + driver('eno1'))
  expect(await readNics(context)).toMatchObject([
    {
      name: 'eno1',
      supported: [100, 1000],
      partner: [10, 100],
      firmware: '0.8-4',
      mtu: 9000,
      errors: { received: 3, sent: 1, crc: 2 },
      lldp: null,
    },
  ])
  expect(noted.unread).toEqual([])
})

test('without link there is no partner, whatever the driver remembers', async () => {
  const [nic] = await readNics(contextOn(card('eno1', { carrier: '0' }) + settings('eno1') + driver('eno1')).context)
  expect(nic).toMatchObject({ link: false, speed: null, supported: [100, 1000], partner: [] })
})

test('a missing ethtool is named once for all cards, and costs only what it alone knows', async () => {
  const { context, noted } = contextOn(card('eno1', { addr_assign_type: '3' }) + card('eno2'))
  expect(await readNics(context)).toMatchObject([
    { name: 'eno1', mac: '02:00:00:00:00:01', link: true, supported: [], firmware: null },
    { name: 'eno2', speed: 1000 },
  ])
  expect(noted.unread).toEqual([{ source: 'ethtool eno1 eno2', reason: 'The program ethtool was not found.' }])
})

test('a driver without an answer is no failure; one that hangs is, for its own card', async () => {
  const { context, noted } = contextOn(card('eno1') + card('eno2') + driver('eno1') + settings('eno1'))
  const run: typeof context.run = (command, args, timeout) => {
    if (!args.includes('eno2')) return context.run(command, args, timeout)
    const why = args.includes('-i') ? 'Cannot get driver information: Operation not supported' : 'no answer within 4 s'
    return Promise.reject(new Error(why))
  }
  expect((await readNics({ ...context, run })).map(({ supported }) => supported)).toEqual([[100, 1000], []])
  expect(noted.unread).toEqual([{ source: 'ethtool eno2', reason: 'no answer within 4 s' }])
})

test('neighbours by lldpd, which knows the VLAN, before those by networkd', async () => {
  const lldpd =
    '==> $ lldpcli -f json show neighbors details\n{"lldp":{"interface":{"eno1":{"chassis":{"tor1":{"id":{}}},"port":{"id":{"value":"Eth1/7"},"descr":"\\u0000"},"vlan":{"vlan-id":"300","pvid":true}}}}}\n'
  const networkd =
    '==> $ networkctl --json=short lldp\n{"Neighbors":[{"InterfaceName":"eno1","Neighbors":[{"PortID":"other"}]},{"InterfaceName":"eno2","Neighbors":[{"PortID":"Eth1/8"}]}]}\n'
  const { context, noted } = contextOn(
    card('eno1') +
      card('eno2') +
      lldpd +
      networkd +
      ['eno1', 'eno2'].map((name) => settings(name) + driver(name)).join(''),
  )
  expect((await readNics(context)).map(({ lldp }) => lldp)).toEqual([
    { system: 'tor1', port: 'Eth1/7', description: null, vlan: 300 },
    { system: null, port: 'Eth1/8', description: null, vlan: null },
  ])
  expect(noted.unread).toEqual([])
})

test('a listener that prints no JSON is as good as none', async () => {
  const { context, noted } = contextOn(
    `${card('eno1')}${settings('eno1')}${driver('eno1')}==> $ lldpcli -f json show neighbors details\n\u0000{\n`,
  )
  expect((await readNics(context))[0]?.lldp).toBeNull()
  expect(noted.unread).toEqual([])
})
