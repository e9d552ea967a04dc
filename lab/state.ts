import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isSystemError } from '../lib/errors.ts'
import { paths } from '../lib/paths.ts'
import type { Guest } from '../lib/tools/qemu.ts'
import type { ProcessIdentity } from './process.ts'

export type Medium = 'pxe' | 'iso' | 'usb'
export type DhcpMode = 'full' | 'proxy'

/** A rehearsal server and, while it is switched on, its process. */
export interface ServerRecord {
  guest: Guest
  process?: ProcessIdentity
}

/** What is known of a lab that is up, or was; kept in `lab.json`. */
export interface LabRecord {
  name: string
  createdAt: string
  /** The lab that its servers were first made for, where that is another one. */
  identityOf?: string
  medium: Medium
  dhcp: DhcpMode
  /** The /24 of the lab, as `10.77.0.0/24`. */
  subnet: string
  stationAddress: string
  station?: ProcessIdentity
  /** The site's own router and DHCP server. */
  site?: ProcessIdentity
  servers: ServerRecord[]
}

/** Where a lab keeps its things. Sockets and logs go with the machine's restart; disks are on a real disk. */
export function labPaths(lab: string, server?: string) {
  const run = paths.run('lab', lab)
  const state = paths.state('lab', lab)
  const servers = join(run, 'servers', server ?? '')
  return {
    run,
    state,
    record: join(run, 'lab.json'),
    stationSocket: join(run, 'station.sock'),
    stationState: join(state, 'station'),
    medium: join(state, 'medium.iso'),
    stationLog: join(run, 'station.log'),
    siteLog: join(run, 'site.log'),
    siteLeases: join(run, 'site.leases'),
    serverRun: servers,
    serverState: join(state, 'servers', server ?? ''),
    qmpSocket: join(servers, 'qmp.sock'),
    serialSocket: join(servers, 'serial.sock'),
    serialLog: join(servers, 'serial.log'),
    qemuLog: join(servers, 'qemu.log'),
    screen: join(servers, 'screen.png'),
  } as const
}

/** @returns undefined when there is no such lab. */
export async function readLab(lab: string): Promise<LabRecord | undefined> {
  try {
    return JSON.parse(await readFile(labPaths(lab).record, 'utf8')) as LabRecord
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Replaces the record as a whole, so that whoever reads it after a crash finds the old or the new one. */
export async function writeLab(record: LabRecord): Promise<void> {
  const { run, record: file } = labPaths(record.name)
  await mkdir(run, { recursive: true, mode: 0o700 })
  await writeFile(`${file}.new`, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 })
  await rename(`${file}.new`, file)
}

async function folders(path: string): Promise<string[]> {
  try {
    return (await readdir(path, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name)
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return []
    throw error
  }
}

/** Names of all labs that left a folder, whether they run or not. */
export async function labFolders(): Promise<string[]> {
  const found = await Promise.all([folders(paths.run('lab')), folders(paths.state('lab'))])
  return [...new Set(found.flat())].sort()
}
