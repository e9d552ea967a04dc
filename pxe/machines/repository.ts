import { randomUUID } from 'node:crypto'
import type { Database } from '../../lib/sqlite.ts'
import type { Params } from '../../lib/text/types.ts'
import type { Facts } from '../../preflight/facts/schema.ts'
import type { Live, LoaderOverride, Sentence } from '../contract/machines.ts'
import type { DiskMethod } from '../boot/decision.ts'
import type { MachineState } from '../contract/states.ts'

/** One try after another to start a machine from its disk. */
interface DiskBoot {
  readonly method: DiskMethod
  readonly at: string
  /** How often it came back by this method and all before it, without its host having been heard. */
  readonly fails: number
}

/** A machine as its row holds it. */
export interface MachineRecord {
  readonly id: string
  readonly number: number
  readonly state: MachineState
  readonly since: string
  readonly lastSeenAt: string
  readonly uuid: string | null
  readonly serial: string | null
  readonly address: string | null
  readonly firmware: 'bios' | 'uefi' | null
  readonly loader: LoaderOverride | null
  readonly facts: Facts | null
  readonly factsAt: string | null
  readonly live: Live | null
  readonly labels: Readonly<Record<string, string>>
  /** One more installation of what was installed is allowed. */
  readonly rearmed: boolean
  /** Its next start is a live one. */
  readonly rescue: boolean
  /** The boot whose live system sent the last report. */
  readonly checkedBoot: string | null
  /** What the markers of its disks call it, when that is not its id here. */
  readonly diskId: string | null
  /** How its disk was tried to be started last. */
  readonly diskBoot: DiskBoot | null
  readonly macs: readonly string[]
}

type Changes = Partial<Omit<MachineRecord, 'id' | 'number' | 'macs'>>

const columns: Readonly<Record<keyof Changes, string>> = {
  state: 'state',
  since: 'since',
  lastSeenAt: 'last_seen_at',
  uuid: 'uuid',
  serial: 'serial',
  address: 'address',
  firmware: 'firmware',
  loader: 'loader',
  facts: 'facts',
  factsAt: 'facts_at',
  live: 'live',
  labels: 'labels',
  rearmed: 'rearmed',
  rescue: 'rescue',
  checkedBoot: 'checked_boot',
  diskId: 'disk_id',
  diskBoot: 'disk_boot',
}

export interface MachineRepository {
  create(at: string): MachineRecord
  get(id: string): MachineRecord | undefined
  list(): MachineRecord[]
  byMac(mac: string): MachineRecord | undefined
  byUuid(uuid: string): MachineRecord[]
  update(id: string, changes: Changes): MachineRecord
  /** Gives a NIC to a machine, whichever had it before. */
  giveMac(mac: string, id: string): void
  setFinding(id: string, finding: Sentence, at: string): void
  clearFinding(id: string, key: string): void
  findings(id: string): Sentence[]
  remove(id: string): void
  /** Removes those never read, but for the `kept` heard last; returns their ids. */
  trim(kept: number): string[]
}

export function machineRepository(database: Database): MachineRepository {
  const sql = {
    next: database.prepare('SELECT coalesce(max(number), 0) + 1 AS next FROM machine'),
    insert: database.prepare(
      "INSERT INTO machine (id, number, state, since, last_seen_at) VALUES (?, ?, 'discovered', ?, ?)",
    ),
    get: database.prepare('SELECT * FROM machine WHERE id = ?'),
    list: database.prepare('SELECT * FROM machine ORDER BY number'),
    byMac: database.prepare('SELECT machine FROM machine_mac WHERE mac = ?'),
    byUuid: database.prepare('SELECT * FROM machine WHERE uuid = ? ORDER BY number'),
    macs: database.prepare('SELECT mac FROM machine_mac WHERE machine = ? ORDER BY mac'),
    giveMac: database.prepare(
      'INSERT INTO machine_mac (mac, machine) VALUES (?, ?) ON CONFLICT (mac) DO UPDATE SET machine = excluded.machine',
    ),
    setFinding: database.prepare(
      'INSERT INTO finding (machine, key, params, at) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET params = excluded.params',
    ),
    clearFinding: database.prepare('DELETE FROM finding WHERE machine = ? AND key = ?'),
    findings: database.prepare('SELECT key, params FROM finding WHERE machine = ? ORDER BY key'),
    neverRead: database.prepare(
      'SELECT id FROM machine WHERE facts IS NULL AND live IS NULL ORDER BY last_seen_at DESC LIMIT -1 OFFSET ?',
    ),
    remove: database.prepare('DELETE FROM machine WHERE id = ?'),
  }
  const record = (row: Record<string, unknown>): MachineRecord => ({
    id: row['id'] as string,
    number: Number(row['number']),
    state: row['state'] as MachineState,
    since: row['since'] as string,
    lastSeenAt: row['last_seen_at'] as string,
    uuid: row['uuid'] as string | null,
    serial: row['serial'] as string | null,
    address: row['address'] as string | null,
    firmware: row['firmware'] as MachineRecord['firmware'],
    loader: row['loader'] as LoaderOverride | null,
    facts: parse(row['facts']) as Facts | null,
    factsAt: row['facts_at'] as string | null,
    live: parse(row['live']) as Live | null,
    labels: parse(row['labels']) as Readonly<Record<string, string>>,
    rearmed: row['rearmed'] === 1,
    rescue: row['rescue'] === 1,
    checkedBoot: row['checked_boot'] as string | null,
    diskId: row['disk_id'] as string | null,
    diskBoot: parse(row['disk_boot']) as DiskBoot | null,
    macs: sql.macs.all(row['id'] as string).map(({ mac }) => mac as string),
  })
  const get = (id: string): MachineRecord | undefined => {
    const row = sql.get.get(id)
    return row && record(row)
  }
  return {
    create(at) {
      const id = randomUUID()
      sql.insert.run(id, Number(sql.next.get()?.['next']), at, at)
      return get(id)!
    },
    get,
    list: () => sql.list.all().map(record),
    byMac(mac) {
      const row = sql.byMac.get(mac)
      return row && get(row['machine'] as string)
    },
    byUuid: (uuid) => sql.byUuid.all(uuid).map(record),
    update(id, changes) {
      const names = Object.keys(changes) as (keyof Changes)[]
      const values = names.map((name) => {
        const value = changes[name] ?? null
        if (typeof value === 'boolean') return Number(value)
        return value !== null && typeof value === 'object' ? JSON.stringify(value) : value
      })
      const assignments = names.map((name) => `${columns[name]} = ?`).join(', ')
      if (names.length > 0) database.prepare(`UPDATE machine SET ${assignments} WHERE id = ?`).run(...values, id)
      return get(id)!
    },
    giveMac: (mac, id) => void sql.giveMac.run(mac, id),
    setFinding: (id, { key, params }, at) => void sql.setFinding.run(id, key, JSON.stringify(params), at),
    clearFinding: (id, key) => void sql.clearFinding.run(id, key),
    findings: (id) =>
      sql.findings
        .all(id)
        .map(({ key, params }) => ({ key: key as string, params: JSON.parse(params as string) as Params })),
    remove: (id) => void sql.remove.run(id),
    trim(kept) {
      const ids = sql.neverRead.all(kept).map(({ id }) => id as string)
      for (const id of ids) sql.remove.run(id)
      return ids
    },
  }
}

function parse(text: unknown): unknown {
  return typeof text === 'string' ? JSON.parse(text) : null
}
