import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { markerOffset, writeMarker } from '../../lib/marker.ts'
import type { Marker } from '../../lib/marker.ts'
import { disksOf, loaderDisks } from './installed.ts'

const marker: Marker = { state: 'installed', machine: 'm1', installation: 'i1', cluster: null, host: null }

describe('the disks that a host starts from', () => {
  let folder: string
  const folders = (): { sys: string; dev: string } => ({ sys: join(folder, 'sys'), dev: join(folder, 'dev') })
  const disk = (name: string, partitions: Record<string, number>, content?: Marker): void => {
    mkdirSync(join(folder, 'sys/block', name, 'queue'), { recursive: true })
    for (const [partition, number] of Object.entries(partitions)) {
      mkdirSync(join(folder, 'sys/block', name, partition), { recursive: true })
      writeFileSync(join(folder, 'sys/block', name, partition, 'partition'), `${number}\n`)
    }
    const block = Buffer.concat([Buffer.alloc(markerOffset), content ? writeMarker(content) : Buffer.alloc(4096)])
    writeFileSync(join(folder, 'dev', name), block)
  }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vmp-disks-'))
    mkdirSync(join(folder, 'dev'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('carry the marker of its installation and have an ESP', async () => {
    disk('sda', { sda1: 1, sda3: 3 }, marker)
    disk('nvme0n1', { nvme0n1p1: 1, nvme0n1p3: 3 }, marker)
    disk('sdb', { sdb1: 1, sdb6: 6 }, marker)
    disk('sdc', { sdc3: 3 }, { ...marker, installation: 'i2' })
    disk('sdd', { sdd3: 3 })
    const dev = join(folder, 'dev')
    expect(await loaderDisks('i1', folders())).toEqual([
      { path: join(dev, 'nvme0n1'), esp: join(dev, 'nvme0n1p3') },
      { path: join(dev, 'sda'), esp: join(dev, 'sda3') },
    ])
  })

  it('are among all disks of the installation, of which some only hold data', async () => {
    disk('sda', { sda3: 3 }, marker)
    disk('sdb', { sdb6: 6 }, { ...marker, state: 'unfinished' })
    const all = await disksOf('i1', folders())
    expect(all.map(({ esp, marker: { state } }) => [esp, state])).toEqual([
      [join(folder, 'dev/sda3'), 'installed'],
      [null, 'unfinished'],
    ])
  })

  it('are never an array, or a volume that a guest has', async () => {
    disk('dm-7', { 'dm-7p3': 3 }, marker)
    disk('md127', { md127p3: 3 }, marker)
    expect(await loaderDisks('i1', folders())).toEqual([])
  })

  it('that cannot be read are left out', async () => {
    disk('sda', { sda3: 3 }, marker)
    rmSync(join(folder, 'dev/sda'))
    expect(await loaderDisks('i1', folders())).toEqual([])
  })
})
