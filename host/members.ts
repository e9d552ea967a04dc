/** Disks that were away come back into their arrays; those that hold other data do not, and are told of. */
import { realpath, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isSystemError, toProblem, asVmpError } from '../lib/errors.ts'
import type { Problem } from '../lib/errors.ts'
import { CommandError } from '../lib/exec.ts'
import type { run } from '../lib/exec.ts'
import { examineScanArgs, parseExamineScan } from '../lib/tools/mdadm.ts'
import { addArgs, areDivided, examineArgs, parseExamine, reAddArgs } from '../lib/tools/mdadm-member.ts'
import type { ExaminedMember } from '../lib/tools/mdadm-member.ts'
import type { HostDocument } from '../installer/configuration/document.ts'

export interface MembersOptions {
  readonly run: typeof run
  readonly document: HostDocument
  readonly signal?: AbortSignal
  /** /sys and /dev; others in tests. */
  readonly sys?: string
  readonly dev?: string
}

export interface ReturnedMember {
  readonly array: string
  readonly device: string
  readonly problem: Problem | null
}

/** One look at all arrays of the host. @returns what came back, and what could not. */
export async function returnMembers(options: MembersOptions): Promise<ReturnedMember[]> {
  const { run: runTool, document, signal, sys = '/sys', dev = '/dev' } = options
  const running = new Map<string, string[]>()
  for (const { name, uuid } of document.storage.arrays) {
    const members = await membersOf(join(dev, 'md', name), sys)
    if (members !== undefined) running.set(uuid, members)
  }
  const scan = await runTool('mdadm', examineScanArgs, { timeout: 60_000, signal })
  const returned: ReturnedMember[] = []
  for (const { uuid, members } of parseExamineScan(scan.stdout)) {
    const array = document.storage.arrays.find((each) => each.uuid === uuid)
    const present = running.get(uuid ?? '')
    if (array === undefined || present === undefined || present.length === 0) continue
    for (const device of members.filter((member) => !present.includes(basename(member))))
      returned.push(await bringBack(options, array.name, device, join(dev, present[0]!)))
  }
  return returned
}

/** Names of the partitions that an array runs on; undefined when it does not run. */
async function membersOf(array: string, sys: string): Promise<string[] | undefined> {
  try {
    return await readdir(join(sys, 'class/block', basename(await realpath(array)), 'slaves'))
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function bringBack(
  { run: runTool, signal }: MembersOptions,
  name: string,
  device: string,
  present: string,
): Promise<ReturnedMember> {
  const array = `/dev/md/${name}`
  const options = { timeout: 60_000, signal }
  const examine = async (each: string): Promise<ExaminedMember | undefined> =>
    parseExamine((await runTool('mdadm', examineArgs(each), options)).stdout)
  try {
    const [away, here] = [await examine(device), await examine(present)]
    if (away === undefined || here === undefined) return { array: name, device, problem: null }
    // Its own writes are in no bitmap of ours: with a re-add both would end half overwritten.
    if (areDivided(away, here))
      return { array: name, device, problem: { code: 'host.diskDivided', params: { device, array: name } } }
    try {
      await runTool('mdadm', reAddArgs(array, device), options)
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      await runTool('mdadm', addArgs(array, device), options)
    }
    return { array: name, device, problem: null }
  } catch (error) {
    return { array: name, device, problem: toProblem(asVmpError(error)) }
  }
}
