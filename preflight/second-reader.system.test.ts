/** Our facts of this very machine beside those of another reader, systeminformation: where both look, both see the same. */
import { totalmem } from 'node:os'
import si from 'systeminformation'
import { beforeAll, expect, test } from 'vitest'
import { run } from '../lib/exec.ts'
import { collectFacts } from './facts/collect.ts'
import type { Facts } from './facts/schema.ts'

const sized = ({ name, size }: { name: string; size: number }): string => `${name} ${size}`

let facts: Facts
beforeAll(async () => {
  facts = await collectFacts({ root: '/', run, now: () => new Date(), signal: new AbortController().signal })
})

test('processors', async () => {
  const { cores, physicalCores, brand, vendor } = await si.cpu()
  expect(facts.cpu.threads).toBe(cores)
  expect(facts.cpu.cores).toBe(physicalCores)
  // It takes "CPU", "(R)" and the like out of names.
  expect(facts.cpu.model).toContain(brand.split(' ')[0])
  expect(vendor === '' || facts.cpu.vendor !== null).toBe(true)
})

test('memory', async () => {
  const { total } = await si.mem()
  expect(facts.memory.usable).toBe(total)
  expect(facts.memory.usable).toBe(totalmem())
})

test('disks', async () => {
  const theirs = (await si.blockDevices()).filter(
    ({ type, name, size }) => type === 'disk' && size > 0 && !/^z?ram/.test(name),
  )
  expect(facts.disks.map(sized).toSorted()).toEqual(theirs.map(sized).toSorted())
})

test('network ports', async () => {
  const found = await si.networkInterfaces()
  const theirs = (Array.isArray(found) ? found : [found]).filter(({ virtual, internal }) => !virtual && !internal)
  // Ours are those with hardware behind them; it also takes for ports what only has an address of its own kind.
  for (const { name, mac, mtu } of facts.nics)
    expect(theirs.map((each) => ({ name: each.iface, mac: each.mac.toLowerCase(), mtu: each.mtu }))).toContainEqual({
      name,
      mac,
      mtu,
    })
})

test('what the machine is', async () => {
  const { manufacturer, model } = await si.system()
  // Without SMBIOS it answers with words of its own ("Docker Container", "").
  expect([manufacturer, model]).toEqual([facts.system.vendor ?? manufacturer, facts.system.product ?? model])
})
