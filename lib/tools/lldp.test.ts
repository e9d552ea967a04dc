import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseLldpcli, parseNetworkctl } from './lldp.ts'

/**
 * Printed by lldpcli 1.0.16 and networkctl 257 after a frame with a system name and VLANs (300 untagged, 20 tagged) on eth0,
 * and one with neither on eth1.
 */
const printed = (name: string): string => readFileSync(join(import.meta.dirname, '__fixtures__/lldp', name), 'utf8')

const first = {
  interface: 'eth0',
  system: 'rack3-tor1',
  port: 'ge-0/0/7',
  description: 'rack 3, server 9',
  vlan: 300,
}
const withoutName = { ...first, system: undefined }

test('one neighbour is an object, with the switch as its key', () => {
  expect(parseLldpcli(printed('lldpcli-one.json'))).toEqual([first])
})

test('several are an array; a switch without a name, a port without a VLAN', () => {
  const second = { ...withoutName, interface: 'eth1', vlan: undefined }
  expect(parseLldpcli(printed('lldpcli-two.json'))).toEqual([withoutName, second])
  expect(parseLldpcli(printed('lldpcli-json0.json'))).toEqual([withoutName, second])
})

test('a VLAN that is only tagged on the port is not the port’s own', () => {
  const vlan = (pvid: boolean) =>
    JSON.stringify({ lldp: { interface: { eth0: { port: {}, vlan: { 'vlan-id': '20', pvid, value: 'storage' } } } } })
  expect(parseLldpcli(vlan(true))[0]?.vlan).toBe(20)
  expect(parseLldpcli(vlan(false))[0]?.vlan).toBeUndefined()
})

test('networkctl, which knows no VLAN', () => {
  expect(parseNetworkctl(printed('networkctl.json'))).toEqual([
    { ...withoutName, interface: 'eth1', vlan: undefined },
    { ...first, vlan: undefined },
  ])
})

test.each([
  '{}',
  '[]',
  'null',
  '{"lldp":[]}',
  '{"lldp":{"interface":7}}',
  '{"Neighbors":[null,{"Neighbors":{"PortID":[]}}]}',
])('%s is no neighbour with anything to tell', (output) => {
  for (const found of [...parseLldpcli(output), ...parseNetworkctl(output)])
    expect(found).toMatchObject({ system: undefined, port: undefined, description: undefined, vlan: undefined })
})

test('an absurd VLAN, and a switch that calls itself by a member of every object', () => {
  const absurd = {
    lldp: { interface: { eth0: { chassis: { __proto__x: {} }, vlan: { 'vlan-id': '70000', pvid: true } } } },
  }
  expect(parseLldpcli(JSON.stringify(absurd).replace('__proto__x', '__proto__'))[0]).toMatchObject({
    system: '__proto__',
    vlan: undefined,
  })
})
