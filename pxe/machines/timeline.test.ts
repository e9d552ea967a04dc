import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openDatabase } from '../../lib/sqlite.ts'
import { core } from './__fixtures__/core.ts'
import { stationMigrations } from '../migrations.ts'

const A = '02:00:00:00:00:0a'
const B = '02:00:00:00:00:0b'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const temporary = (): string => join(mkdtempSync(join(tmpdir(), 'vmp-timeline-')), 'station.db')

describe('a timeline', () => {
  test('is read oldest first, the newest entries of it, as soon as they were added', () => {
    const { who, story } = core()
    const { id } = who.sight({ mac: A })
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) story.add(id, A, 'info', 'machine.took', { address })
    expect(story.of(id, 2).map(({ params }) => params['address'])).toEqual(['192.0.2.2', '192.0.2.3'])
    expect(story.last(id)).toMatchObject({ mac: A, level: 'info', key: 'machine.took', at: '2026-01-01T00:00:00.000Z' })
  })

  test('tells listeners of each entry once it is on disk, a quarter of a second later at the most', () => {
    const { who, story, entries } = core()
    const { id } = who.sight({ mac: A })
    story.add(id, A, 'info', 'machine.took', { address: '192.0.2.1' })
    expect(entries).toEqual([])
    vi.advanceTimersByTime(250)
    expect(entries.map(([machine, { key }]) => [machine, key])).toEqual([
      [id, 'machine.discovered'],
      [id, 'machine.took'],
    ])
  })

  test('keeps the newest 3000 entries of each machine', () => {
    const { who, story } = core()
    const one = who.sight({ mac: A })
    const two = who.sight({ mac: B })
    for (let i = 0; i < 3100; i++) story.add(one.id, A, 'info', 'machine.took', { address: String(i) })
    const kept = story.of(one.id, 9999)
    expect([kept.length, kept[0]!.params['address'], kept.at(-1)!.params['address']]).toEqual([3000, '100', '3099'])
    expect(story.of(two.id, 10)).toHaveLength(1)
  })

  test('of a machine that was forgotten while an entry waited takes nothing down with it', () => {
    const { who, story, machines, keys } = core()
    const [one, two] = [who.sight({ mac: A }), who.sight({ mac: B })]
    machines.remove(one.id)
    story.add(one.id, A, 'info', 'machine.took', { address: '192.0.2.1' })
    vi.advanceTimersByTime(250)
    expect(keys(two.id)).toEqual(['machine.discovered'])
    expect(story.of(one.id, 5)).toEqual([])
  })

  test('moves what a NIC did, and only that', () => {
    const { who, story, keys } = core()
    const [one, two] = [who.sight({ mac: A }), who.sight({ mac: B })]
    story.add(one.id, B, 'info', 'machine.took', { address: '192.0.2.1' })
    story.moveMac(B, two.id)
    expect(keys(one.id)).toEqual(['machine.discovered'])
    expect(keys(two.id)).toEqual(['machine.discovered', 'machine.took'])
    story.moveAll(two.id, one.id)
    expect(keys(one.id)).toHaveLength(3)
    expect(keys(two.id)).toEqual([])
  })

  test('survives a full disk: nothing ends, and the entries are written when there is space again', () => {
    const database = openDatabase(temporary(), stationMigrations)
    const { who, story, entries } = core(database)
    const { id } = who.sight({ mac: A })
    vi.advanceTimersByTime(250)
    const pages = (count: number): void => void database.prepare(`PRAGMA max_page_count = ${count}`).get()
    pages(1)
    const file = 'x'.repeat(100_000)
    story.add(id, A, 'info', 'machine.fetching', { file })
    vi.advanceTimersByTime(1000)
    expect(entries.map(([, { key }]) => key)).toEqual(['machine.discovered'])
    pages(100_000)
    vi.advanceTimersByTime(5000)
    expect(entries.map(([, { key }]) => key)).toEqual(['machine.discovered', 'machine.fetching'])
    database.close()
  })
})

test('machines, their NICs, findings and timelines are there after the station was started again', () => {
  const file = temporary()
  const before = openDatabase(file, stationMigrations)
  const first = core(before)
  const { id } = first.who.sight({ mac: A, uuid: '4c4c4544-0042-3510-8054-b4c04f564433', address: '192.0.2.9' })
  first.machines.setFinding(id, { key: 'finding.uuidBlank', params: { x: 1 } }, first.now().toISOString())
  first.machines.update(id, { loader: 'snponly' })
  first.story.flush()
  const record = first.machines.get(id)
  before.close()
  const after = openDatabase(file, stationMigrations)
  const second = core(after)
  expect(second.machines.byMac(A)).toEqual(record)
  expect(second.machines.findings(id)).toEqual([{ key: 'finding.uuidBlank', params: { x: 1 } }])
  expect(second.keys(id)).toEqual(['machine.discovered'])
  after.close()
})
