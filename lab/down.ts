import { rm } from 'node:fs/promises'
import { VmpError } from '../lib/errors.ts'
import { namespacePids, namespaces } from '../lib/tools/ip.ts'
import { labNamespace, labOfNamespace, removeNetwork, siteNamespace } from './network.ts'
import { endProcess, identify } from './process.ts'
import type { ProcessIdentity } from './process.ts'
import { labFolders, labPaths, readLab } from './state.ts'

/** What was taken down, for the word to the user. */
export interface Downed {
  lab: string
  processes: number
}

const graceMs = 3000

/** Every lab that runs or left anything: a folder, or a namespace. */
export async function allLabs(): Promise<string[]> {
  const fromNamespaces = (await namespaces()).map(labOfNamespace).filter((lab) => lab !== undefined)
  return [...new Set([...(await labFolders()), ...fromNamespaces])].sort()
}

/** Processes the record names, and whatever else runs in the lab's namespaces (a crash may come before the record). */
async function processesOf(lab: string): Promise<ProcessIdentity[]> {
  const record = await readLab(lab)
  const recorded = [record?.station, record?.site, ...(record?.servers.map((server) => server.process) ?? [])]
  const existing = await namespaces()
  const pids = new Set<number>()
  for (const namespace of [labNamespace(lab), siteNamespace(lab)]) {
    if (existing.includes(namespace)) for (const pid of await namespacePids(namespace)) pids.add(pid)
  }
  const inside = await Promise.all([...pids].map(identify))
  const all = [...recorded, ...inside].filter((process) => process !== undefined)
  return [...new Map(all.map((process) => [`${process.pid} ${process.startTime}`, process])).values()]
}

/**
 * Takes a lab down and leaves nothing behind: processes, namespaces with their interfaces, sockets, disks. Works on
 * whatever is left of one, so it may be repeated after a crash of any of its parts.
 * @throws VmpError `lab.unknown` when there is nothing of that name.
 */
export async function down(lab: string): Promise<Downed> {
  if (!(await allLabs()).includes(lab)) throw new VmpError('lab.unknown', { lab })
  const processes = await processesOf(lab)
  await Promise.all(processes.map((process) => endProcess(process, graceMs)))
  await removeNetwork(lab)
  const { run, state } = labPaths(lab)
  await rm(state, { recursive: true, force: true })
  await rm(run, { recursive: true, force: true })
  return { lab, processes: processes.length }
}
