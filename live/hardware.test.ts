import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { plant } from '../preflight/facts/__fixtures__/tree.ts'
import type { RunTool } from '../preflight/facts/reader.ts'
import { hardware } from './hardware.ts'
import { writeFileSync } from 'node:fs'

let machine: ReturnType<typeof plant>
beforeEach(() => {
  machine = plant('qemu-virtio')
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(machine.root, { recursive: true })
})

const { signal } = new AbortController()
const bootMac = '52:54:00:12:34:56'
const make = (run: RunTool = machine.run, incomplete = () => {}) =>
  hardware({ root: machine.root, run, now: () => new Date(), signal, bootMac }, () => {}, incomplete)

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

test('facts are collected once, until they are asked for anew', async () => {
  const { facts } = make()
  const first = facts(false)
  expect(facts(false)).toBe(first)
  expect(facts(true)).toBe(first)
  await first
  expect(facts(true)).not.toBe(first)
})

test('a pulled cable is noticed, a NIC that stays as it is is not', async () => {
  const { facts, linksChanged } = make()
  expect(await linksChanged()).toBe(false)
  await facts(false)
  expect(await linksChanged()).toBe(false)
  writeFileSync(join(machine.root, 'sys/class/net/ens3/carrier'), '0\n')
  expect(await linksChanged()).toBe(true)
})

test('a source that was late is asked again, three times and no more', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const incomplete = vi.fn<() => void>()
  const { facts } = make(() => new Promise(() => {}), incomplete)
  for (const times of [1, 2, 3, 3]) {
    let ended = false
    const pending = facts(true).finally(() => (ended = true))
    await vi.waitFor(
      async () => {
        await vi.advanceTimersByTimeAsync(5000)
        expect(ended).toBe(true)
      },
      { interval: 5, timeout: 10_000 },
    )
    await pending
    await vi.advanceTimersByTimeAsync(20_000)
    expect(incomplete).toHaveBeenCalledTimes(times)
  }
})
