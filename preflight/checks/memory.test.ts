import { expect, test } from 'vitest'
import { fitServer, GiB } from '../__fixtures__/facts.ts'
import { findings, verdicts } from '../__fixtures__/judge.ts'
import type { MemoryFacts } from '../facts/schema/memory.ts'
import { shippedPolicy } from '../policies.ts'

const MiB = 1024 ** 2
const vdc = shippedPolicy('host-vdc')
const memory = (different: Partial<MemoryFacts>) => ({ memory: { ...fitServer.memory, ...different } })
const sized = (installed: number | null, usable: number | null) => memory({ installed, usable })

test.each([
  [16 * GiB, 3.5 * GiB, []],
  [16 * GiB, 3.5 * GiB - 1, ['fail tooLittle']],
  [4 * GiB, 3.5 * GiB, ['advice advised']],
  [4 * GiB - 1, 3.5 * GiB, ['warn small']],
  [8 * GiB, 7.6 * GiB, []],
  [8 * GiB - 1, 7.6 * GiB, ['advice advised']],
  // The worst alone.
  [3 * GiB, 2.9 * GiB, ['fail tooLittle']],
  // No SMBIOS: what the firmware keeps is not missing.
  [null, 7.6 * GiB, []],
  [null, 3.8 * GiB, ['advice advised']],
  [null, 6.9 * GiB, ['advice advised']],
  // SMBIOS that tells of one module of four.
  [2 * GiB, 7.6 * GiB, []],
  [16 * GiB, null, []],
  [null, null, ['unknown unread']],
  [0, 0, ['fail tooLittle']],
] as const)('%d bytes installed, %d usable: %j', (installed, usable, found) => {
  expect(verdicts('memory', sized(installed, usable))).toEqual(found)
})

test.each([
  [8 * GiB, 7.6 * GiB, []],
  [8 * GiB - 1, 7.6 * GiB, ['fail required']],
  [3 * GiB, 2.9 * GiB, ['fail required']],
  [null, 7.6 * GiB, []],
] as const)('beside a desktop controller, %d bytes installed and %d usable: %j', (installed, usable, found) => {
  expect(verdicts('memory', sized(installed, usable), { policy: vdc })).toEqual(found)
})

test('what was measured and what was asked for is said with units', () => {
  expect(findings('memory', sized(3 * GiB, 2.9 * GiB))).toMatchObject([{ measured: '2.9 GiB', threshold: '≥ 3.5 GiB' }])
  expect(findings('memory', sized(4 * GiB - 512 * MiB, 3.5 * GiB))).toMatchObject([
    { measured: '3.5 GiB', threshold: '≥ 4 GiB' },
  ])
})

test.each([
  [{ corrected: 0, uncorrected: 0 }, []],
  [{ corrected: 1, uncorrected: 0 }, ['warn corrected']],
  [{ corrected: 2, uncorrected: 1 }, ['warn uncorrected', 'warn corrected']],
  [null, []],
] as const)('errors %j: %j', (errors, found) => {
  expect(verdicts('memory', memory({ errors }))).toEqual(found)
})

const channels = (sizes: Record<string, number>) =>
  Object.entries(sizes).map(([name, size]) => ({ name, size: size * GiB, dimms: size > 0 ? 1 : 0 }))

test.each([
  [{ A: 32, B: 32 }, 1, []],
  [{ A: 32, B: 16 }, 1, ['warn unequal']],
  [{ A: 32, B: 0 }, 1, ['warn unequal']],
  [{ A: 32 }, 1, []],
  [{ A: 16, B: 0, C: 16, D: 0 }, 1, []],
  [{ A: 16, B: 16, C: 16, D: 0 }, 1, ['warn unequal']],
  [{ A: 16, B: 16, C: 16, D: 0, E: 0, F: 0 }, 1, []],
  [{ '0/A': 16, '0/B': 16, '1/A': 16, '1/B': 16 }, 2, []],
  [{ '0/A': 16, '0/B': 16, '1/A': 16, '1/B': 0 }, 2, ['warn unequal']],
  [{ '0/A': 16, '0/B': 16, '1/A': 32, '1/B': 32 }, 2, ['warn unequal']],
  // A processor without any memory, and a socket without any processor.
  [{ '0/A': 16, '0/B': 16, '1/A': 0, '1/B': 0 }, 2, ['warn unequal']],
  [{ '0/A': 16, '0/B': 16, '1/A': 0, '1/B': 0 }, 1, []],
  [{}, 1, []],
] as const)('channels %j of %d processors: %j', (sizes, sockets, found) => {
  const cpu = { ...fitServer.cpu, sockets }
  expect(verdicts('memory', { ...memory({ channels: channels(sizes), dimms: [] }), cpu })).toEqual(found)
})

test('slots that only tell their processor (Dell, HPE) are compared between processors', () => {
  const dimms = fitServer.memory.dimms.slice(0, 2)
  const dell = (sizes: Record<string, number>, sockets: number) =>
    verdicts('memory', { ...memory({ channels: channels(sizes), dimms }), cpu: { ...fitServer.cpu, sockets } })
  expect(dell({ A: 64, B: 0 }, 1)).toEqual([])
  expect(dell({ A: 64, B: 0 }, 2)).toEqual(['warn unequal'])
  expect(dell({ A: 64, B: 64 }, 2)).toEqual([])
  const mixed = [dimms[0]!, { ...dimms[1]!, locator: 'ChannelB-DIMM0' }]
  const channel = memory({ channels: channels({ A: 64, B: 0 }), dimms: mixed })
  expect(verdicts('memory', channel)).toEqual(['warn unequal'])
})
