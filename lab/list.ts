import type { Firmware } from '../lib/tools/qemu.ts'
import { log } from '../lib/log.ts'
import { allLabs } from './down.ts'
import { isOn } from './power.ts'
import { isRunning } from './process.ts'
import type { SeenMachine, StationPorts } from './station.ts'
import { labPaths, readLab } from './state.ts'
import type { DhcpMode } from './state.ts'

interface ListedServer {
  name: string
  firmware: Firmware
  power: 'on' | 'off'
  mac: string
  uuid: string
  /** What the station knows of it; null while it knows nothing, or does not run. */
  state: string | null
  address: string | null
}

export interface ListedLab {
  lab: string
  /** Leftovers are what a crash left; `lab down` removes them. */
  status: 'up' | 'leftovers'
  dhcp: DhcpMode | null
  subnet: string | null
  station: StationStatus
  stationSocket: string
  servers: ListedServer[]
}

/** The machine that a server is: by its NIC, since servers may be made to share a UUID; one read from a medium by that. */
export function machineOf(server: { uuid: string; mac: string }, machines: SeenMachine[]): SeenMachine | undefined {
  return (
    machines.find((machine) => machine.macs.includes(server.mac)) ??
    machines.find((machine) => machine.uuid?.toLowerCase() === server.uuid)
  )
}

/** `silent`: it runs and does not answer. */
type StationStatus = 'running' | 'silent' | 'stopped'

async function ask(
  socket: string,
  running: boolean,
  ports: StationPorts,
): Promise<{ station: StationStatus; machines: SeenMachine[] }> {
  if (!running) return { station: 'stopped', machines: [] }
  try {
    return { station: 'running', machines: await ports.connect(socket).machines(AbortSignal.timeout(5000)) }
  } catch (error) {
    log('lab').debug({ err: error, socket }, 'station does not answer')
    return { station: 'silent', machines: [] }
  }
}

/** Every lab on this machine with its servers. */
export async function list(ports: StationPorts): Promise<ListedLab[]> {
  return Promise.all(
    (await allLabs()).map(async (lab) => {
      const record = await readLab(lab)
      const { stationSocket } = labPaths(lab)
      const stationRunning = record?.station !== undefined && (await isRunning(record.station))
      const { station, machines } = await ask(stationSocket, stationRunning, ports)
      const servers = await Promise.all(
        (record?.servers ?? []).map(async (server): Promise<ListedServer> => {
          const { name, firmware, uuid, nics } = server.guest
          const { mac } = nics[0]!
          const machine = machineOf({ uuid, mac }, machines)
          return {
            name,
            firmware,
            power: (await isOn(server)) ? 'on' : 'off',
            mac,
            uuid,
            state: machine?.state ?? null,
            address: machine?.address ?? null,
          }
        }),
      )
      return {
        lab,
        status: stationRunning || servers.some(({ power }) => power === 'on') ? 'up' : 'leftovers',
        dhcp: record?.dhcp ?? null,
        subnet: record?.subnet ?? null,
        station,
        stationSocket,
        servers,
      } as const
    }),
  )
}
