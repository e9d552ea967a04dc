/** Keeps what a lab's servers and station have on their disks, so that another lab can begin where this one ended. */
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isSystemError, VmpError } from '../lib/errors.ts'
import { run } from '../lib/exec.ts'
import { writeFileSafely } from '../lib/files.ts'
import { isOn, requireLab } from './power.ts'
import { endProcess } from './process.ts'
import { labPaths } from './state.ts'
import type { LabRecord } from './state.ts'

const recordFile = 'lab.json'

/** Milliseconds; disks are sparse, and only what was written is copied. */
const timeout = 600_000
const stationGrace = 10_000

/** Copies what is in a folder; holes stay holes. */
async function copy(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 })
  await run('cp', ['--archive', '--sparse=always', '--reflink=auto', `${from}/.`, to], { timeout })
}

/**
 * @param folder Made, and must not exist yet.
 * @throws VmpError `lab.stillOn` when a server still writes; `lab.folderExists`
 */
export async function save(lab: string, folder: string): Promise<void> {
  const record = await requireLab(lab)
  for (const server of record.servers)
    if (await isOn(server)) throw new VmpError('lab.stillOn', { what: server.guest.name })
  try {
    await mkdir(folder, { mode: 0o700 })
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') throw new VmpError('lab.folderExists', { folder })
    throw error
  }
  // Its database is whole once it has ended.
  if (record.station) await endProcess(record.station, stationGrace)
  try {
    await copy(labPaths(lab).state, join(folder, 'state'))
    const { station: _station, site: _site, ...kept } = record
    const servers = record.servers.map(({ guest }) => ({ guest }))
    writeFileSafely(join(folder, recordFile), `${JSON.stringify({ ...kept, servers }, undefined, 2)}\n`, 0o600)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** What was saved there. @throws VmpError `lab.notSaved` */
export async function readSaved(folder: string): Promise<LabRecord> {
  try {
    return JSON.parse(await readFile(join(folder, recordFile), 'utf8')) as LabRecord
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') throw new VmpError('lab.notSaved', { folder })
    throw error
  }
}

/** Puts it where a lab of the same name looks for it. */
export async function restore(lab: string, folder: string): Promise<void> {
  await copy(join(folder, 'state'), labPaths(lab).state)
}
