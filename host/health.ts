/** Is this host what it should be: the host's program asks for as long as it runs, and a trial before its slot is kept. */
import { readFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import type { NetworkInterfaceInfo } from 'node:os'
import type { run } from '../lib/exec.ts'
import type { Problem } from '../lib/errors.ts'
import { interfaceOf } from '../installer/configuration/network.ts'
import type { HostDocument } from '../installer/configuration/document.ts'
import { mounts } from '../installer/layout.ts'

/** Without one of these it is no host. */
export const essentialUnits = [
  'vmp-host.service',
  'systemd-networkd.service',
  // It starts the service when somebody asks, and the service ends when nobody does.
  'libvirtd.socket',
  'nftables.service',
  'chrony.service',
  'ssh.service',
] as const

export interface HealthReadings {
  /** `active`, `activating`, `failed`, … as systemd says it, by unit. */
  readonly units: ReadonlyMap<string, string>
  readonly mounted: ReadonlySet<string>
  /** Addresses by interface, without those of the link alone. */
  readonly addresses: ReadonlyMap<string, readonly string[]>
}

/** What is wrong; empty: nothing. */
export function judgeHealth(document: HostDocument, { units, mounted, addresses }: HealthReadings): Problem[] {
  const problems: Problem[] = []
  for (const unit of essentialUnits) {
    const state = units.get(unit) ?? 'unknown'
    if (state !== 'active') problems.push({ code: 'host.unitNotActive', params: { unit, state } })
  }
  const folders = [mounts.system, mounts.state, ...volumeFolders(document)]
  for (const folder of folders) if (!mounted.has(folder)) problems.push({ code: 'host.notMounted', params: { folder } })
  const name = interfaceOf(document, 'management')
  const { address } = document.network.management
  if (name !== null && address.method !== 'none' && (addresses.get(name) ?? []).length === 0)
    problems.push({ code: 'host.noAddress', params: { interface: name } })
  return problems
}

const volumeFolders = ({ storage }: HostDocument): string[] =>
  storage.volumes.flatMap(({ name }) => (name === 'cluster' || name === 'local' ? [mounts[name]] : []))

export async function readHealth(runTool: typeof run, signal?: AbortSignal): Promise<HealthReadings> {
  const options = { timeout: 20_000, signal, anyExit: true }
  const { stdout } = await runTool('systemctl', ['is-active', ...essentialUnits], options)
  const states = stdout.trim().split('\n')
  return {
    units: new Map(essentialUnits.map((unit, index) => [unit, states[index] ?? 'unknown'])),
    mounted: mountPoints(await readFile('/proc/self/mountinfo', 'utf8')),
    addresses: addressesOf(networkInterfaces()),
  }
}

/** proc_pid_mountinfo(5): the fifth field. */
export const mountPoints = (mountinfo: string): Set<string> =>
  new Set(mountinfo.split('\n').map((line) => line.split(' ')[4] ?? ''))

export function addressesOf(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): Map<string, string[]> {
  const usable = ({ address }: NetworkInterfaceInfo): boolean => !/^(fe80:|169\.254\.)/.test(address)
  return new Map(
    Object.entries(interfaces).map(([name, list = []]) => [name, list.filter(usable).map(({ address }) => address)]),
  )
}

export interface HealthWait {
  readonly read: () => Promise<HealthReadings>
  readonly document: HostDocument
  /** Milliseconds in all, and between two looks. */
  readonly within: number
  readonly every: number
  readonly elapsed: () => number
  readonly pause: (milliseconds: number) => Promise<unknown>
}

/**
 * Looks again until all is well, or the time is over. A host that is busy with its start may not answer in time: that is no
 * judgement. @returns what is still wrong then. @throws why it could not be read, when that was so to the end.
 */
export async function awaitHealth({ read, document, within, every, elapsed, pause }: HealthWait): Promise<Problem[]> {
  const since = elapsed()
  for (;;) {
    try {
      const problems = judgeHealth(document, await read())
      if (problems.length === 0 || elapsed() - since >= within) return problems
    } catch (error) {
      if (elapsed() - since >= within) throw error
    }
    await pause(every)
  }
}
