import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { plant } from '../preflight/facts/__fixtures__/tree.ts'
import { collectFacts } from '../preflight/facts/collect.ts'
import type { RunTool } from '../preflight/facts/reader.ts'
import { hardware } from './hardware.ts'

let machine: ReturnType<typeof plant>
beforeEach(() => {
  machine = plant('qemu-virtio')
})
afterEach(() => {
  rmSync(machine.root, { recursive: true })
})

const { signal } = new AbortController()
const bootMac = '52:54:00:12:34:56'
const make = (run: RunTool = machine.run) => hardware({ root: machine.root, run, signal, bootMac })

test('evidence asks no tool', async () => {
  const evidence = await make(() => Promise.reject(new Error('asked a tool'))).evidence()
  expect(evidence).toEqual({
    uuid: '0f2e4c5a-9b1d-4e6f-8a7b-1c2d3e4f5061',
    serial: 'LAB-1',
    macs: [bootMac],
    bootMac,
  })
})

test('a machine whose firmware says nothing still has its NICs as evidence', async () => {
  rmSync(join(machine.root, 'sys/class/dmi'), { recursive: true })
  expect(await make().evidence()).toMatchObject({ uuid: null, serial: null, macs: [bootMac] })
})

test('a pulled cable is noticed, a NIC that stays as it is is not', async () => {
  const { linksChanged } = make()
  const { nics } = await collectFacts({ root: machine.root, run: machine.run, now: () => new Date(), signal, bootMac })
  expect(await linksChanged(nics)).toBe(false)
  writeFileSync(join(machine.root, 'sys/class/net/ens3/carrier'), '0\n')
  expect(await linksChanged(nics)).toBe(true)
})
