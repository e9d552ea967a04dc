import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { run } from '../../../lib/exec.ts'
import { smallHost } from '../../configuration/__fixtures__/document.ts'
import type { HostDocument } from '../../configuration/document.ts'
import { hookRun } from '../__fixtures__/run.ts'
import { runHooks } from '../engine.ts'
import { applyCache, cachedGroup, cacheHolds, cacheProblem } from './cache.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-cache-'))
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

const hostOf = (group: string, arrays = ['data', 'cache']): HostDocument => ({
  ...smallHost,
  storage: {
    arrays: arrays.map((name) => ({ name, level: '1', uuid: name, devices: 1 })),
    volumes: [{ group, name: 'local' }],
  },
})

type Row = [name: string, type: string, mode?: string, attributes?: string]
/** As LVM 2.03.31 prints it. */
const lvs = (rows: Row[]): string =>
  JSON.stringify({
    report: [
      {
        lv: rows.map(([lv_name, segtype, cache_mode = '', lv_attr = '-wi-ao----']) => ({
          lv_name,
          segtype,
          cache_mode,
          lv_attr,
        })),
      },
    ],
  })

const plainVolumes: Row[] = [['local', 'linear']]
const lost: Row[] = [
  ['local', 'cache', 'writethrough', 'Cwi---C-p-'],
  ['[local_corig]', 'linear', '', 'owi---C---'],
]

interface Machine {
  rows: Row[]
  cacheIsThere?: boolean
  devices?: [string, string][]
}

function plugIn(): void {
  mkdirSync(join(folder, 'dev/md'), { recursive: true })
  writeFileSync(join(folder, 'dev/md126'), '')
  symlinkSync('../md126', join(folder, 'dev/md/cache'))
}

async function apply({ rows, cacheIsThere = true, devices = [] }: Machine): Promise<string[]> {
  if (cacheIsThere) plugIn()
  // Each look is half a minute later: what does not come is not waited for here.
  let elapsed = 0
  vi.spyOn(performance, 'now').mockImplementation(() => (elapsed += 31_000))
  const calls: string[] = []
  const tool: typeof run = async (command, args) => {
    if (command === 'lvs') return { stdout: lvs(rows), stderr: '' }
    const pv = devices.map(([pv_name, vg_name]) => ({ pv_name, vg_name }))
    if (command === 'pvs') return { stdout: JSON.stringify({ report: [{ pv }] }), stderr: '' }
    calls.push([command, ...args].join(' '))
    return { stdout: '', stderr: '' }
  }
  const hook = {
    id: 'storage',
    phase: 'first-boot',
    limit: 60_000,
    check: async () => false,
    apply: applyCache,
    verify: cacheProblem,
  } as const
  const [result] = await runHooks(hookRun(folder, [], { document: hostOf('vmp-data'), run: tool, builtIn: [hook] }))
  if (result!.outcome === 'failed') throw new Error(JSON.stringify(result))
  return calls
}

const looking = 'vgck --updatemetadata vmp-data'
const attaching = [
  'lvcreate --yes --type cache-pool --cachemode writethrough --extents 90%PVS --name cache vmp-data /dev/md/cache',
  'lvconvert --yes --type cache --cachepool vmp-data/cache vmp-data/local',
]

test('cache disks are put in front of local storage, written through', async () => {
  expect(await apply({ rows: plainVolumes })).toEqual([
    looking,
    'pvcreate /dev/md/cache',
    'vgextend vmp-data /dev/md/cache',
    ...attaching,
  ])
})

test('what a power cut left half done is only completed', async () => {
  expect(await apply({ rows: plainVolumes, devices: [['/dev/md126', 'vmp-data']] })).toEqual([looking, ...attaching])
  rmSync(join(folder, 'dev'), { recursive: true })
  const pool: Row[] = [...plainVolumes, ['cache', 'cache-pool', 'writethrough']]
  expect(await apply({ rows: pool, devices: [['/dev/md126', 'vmp-data']] })).toEqual([looking, attaching[1]])
})

test('cache disks that come back after they were given up join again', async () => {
  const [first, ...rest] = await apply({ rows: plainVolumes, devices: [['/dev/md126', '']] })
  expect([first, rest[0]]).toEqual([looking, 'vgextend vmp-data /dev/md/cache'])
})

test('a cache that is lost is taken away, and local storage is mounted without', async () => {
  expect(await apply({ rows: lost, cacheIsThere: false })).toEqual([
    'lvconvert --uncache --yes --force vmp-data/local',
    'vgreduce --removemissing vmp-data',
    'vgchange --activate y vmp-data',
    'systemctl start var-lib-vmp-local.mount',
  ])
})

test('nothing is taken away that may hold the only copy, or while the data disks are away themselves', async () => {
  const back: Row[] = [['local', 'cache', 'writeback', 'Cwi---C-p-'], lost[1]!]
  expect(await apply({ rows: back, cacheIsThere: false })).toEqual([])
  const both: Row[] = [lost[0]!, ['[local_corig]', 'linear', '', 'owi---C-p-']]
  expect(await apply({ rows: both, cacheIsThere: false })).toEqual([])
})

test('a cache in place is left alone', async () => {
  const cached: Row[] = [['local', 'cache', 'writethrough', 'Cwi-aoC---']]
  expect(await apply({ rows: cached })).toEqual([])
})

test('only a group of data disks is cached; without cache disks there is nothing to do', async () => {
  expect(cachedGroup(hostOf('vmp-data'))).toBe('vmp-data')
  expect(cachedGroup(hostOf('vmp'))).toBeNull()
  expect(cachedGroup(hostOf('vmp-data', ['data']))).toBeNull()
  const context = { document: hostOf('vmp') } as Parameters<typeof cacheHolds>[0]
  expect(await cacheHolds(context)).toBe(true)
  expect(await cacheProblem(context)).toMatchObject({ code: 'hook.storage.cacheUnused', warning: true })
})
