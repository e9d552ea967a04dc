/** Installed rehearsal servers: starts of them, and what their station knows. */
import { stationPorts } from '../cli/lab-station.ts'
import { localClient } from '../cli/station-client.ts'
import { power } from '../lab/power.ts'
import type { PowerAction } from '../lab/power.ts'
import { labPaths, readLab } from '../lab/state.ts'
import { watch } from '../lab/watch.ts'
import type { LabRecord } from '../lab/state.ts'
import type { Machine } from '../pxe/contract/machines.ts'

/** Milliseconds from power-on to a host that has verified itself, where processors are made in software and are busy. */
export const installTimeoutMs = 2_400_000

export const clientOf = (lab: string) => localClient(labPaths(lab).stationSocket)

async function recordOf(lab: string): Promise<LabRecord> {
  const record = await readLab(lab)
  if (!record) throw new Error(`there is no lab ${lab}`)
  return record
}

/** The one server of a lab, as its station knows it. */
export async function machineOf(lab: string): Promise<Machine> {
  const { machines } = await clientOf(lab).machines({})
  if (machines.length !== 1) throw new Error(`the station knows ${machines.length} machines`)
  return machines[0]!
}

/**
 * Waits until the host on the disk of a lab's server says that it is well.
 * @param since When it was switched on, by `performance.now()`; @param poweredAt the same by the clock.
 * @returns seconds from then on
 */
export async function awaitHost(lab: string, since: number, poweredAt: Date): Promise<number> {
  const client = stationPorts('en').connect(labPaths(lab).stationSocket)
  const context = { signal: new AbortController().signal, progress: () => {}, note: () => {} }
  const options = { goal: 'installed', orders: true, since, poweredAt, timeoutMs: installTimeoutMs } as const
  const [server] = await watch(await recordOf(lab), client, context, options)
  if (!server?.seconds) throw new Error(`no host: ${JSON.stringify(server)}`)
  return server.seconds
}

/** Starts a server that is installed, and waits as `awaitHost` does. */
export async function startHost(lab: string, action: PowerAction = 'cycle'): Promise<number> {
  const poweredAt = new Date()
  const since = performance.now()
  await power(lab, '1', action)
  return awaitHost(lab, since, poweredAt)
}

/** Seconds of each step of the last installation of a lab's first server. */
export async function stepSeconds(lab: string): Promise<Record<string, number>> {
  const { machines } = await clientOf(lab).machines({})
  const { id = '', installation = null } = machines[0] ?? {}
  const params = { machine: id, installation: installation?.id ?? '' }
  const { events } = await clientOf(lab).installationEvents({ params })
  const started = new Map<string, number>()
  const seconds: Record<string, number> = {}
  for (const { type, step, at } of events) {
    if (step === undefined) continue
    if (type === 'started') started.set(step, Date.parse(at))
    if (type === 'done') seconds[step] = (Date.parse(at) - (started.get(step) ?? Date.parse(at))) / 1000
  }
  return seconds
}
