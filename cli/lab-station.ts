import { fromProblem } from '../lib/errors.ts'
import { paths } from '../lib/paths.ts'
import { sayAny } from '../lib/text/say.ts'
import type { Language } from '../lib/text/types.ts'
import type { LabPorts } from '../lab/up.ts'
import type { SeenMachine, StationClient, StationPorts } from '../lab/station.ts'
import type { Machine } from '../pxe/contract/machines.ts'
import { printDoctor } from './doctor.ts'
import { localClient } from './station-client.ts'

/** What the lab's answer is called at its station. */
const labAnswer = 'lab'

function seen(machine: Machine, language: Language): SeenMachine {
  const { lastEvent } = machine
  return {
    id: machine.id,
    name: machine.name,
    uuid: machine.evidence.uuid,
    macs: machine.evidence.macs,
    state: machine.state,
    address: machine.address,
    shortCode: machine.live?.shortCode ?? null,
    discovered: machine.live !== null && machine.factsAt !== null,
    verdict: machine.live !== null && machine.state === 'checked' ? (machine.report?.verdict ?? null) : null,
    undecided: machine.report !== null && machine.report.counts.fail === 0,
    written: machine.installation?.phase === 'written',
    hostAt: machine.host?.verified ? new Date(machine.host.reportedAt) : null,
    lastEvent: lastEvent && { at: lastEvent.at, text: sayAny(language, lastEvent.key, lastEvent.params) },
  }
}

function stationClient(socket: string, language: Language): StationClient {
  const station = localClient(socket)
  const options = (signal?: AbortSignal) => (signal ? { signal } : {})
  return {
    async info(signal) {
      const { url, pin, image } = await station.station({}, options(signal))
      return { url, pin, image: image?.id ?? null }
    },
    async machines(signal) {
      const { machines } = await station.machines({}, options(signal))
      return machines.map((machine) => seen(machine, language))
    },
    async putAnswer(document, signal) {
      await station.putAnswer({ params: { answer: labAnswer }, body: { document } }, options(signal))
    },
    async approve(machine, signal) {
      const body = { machines: [machine], answer: labAnswer }
      const { refused } = await station.approve({ body }, options(signal))
      for (const { problem } of refused) throw fromProblem(problem)
    },
    async doctor(machine, signal) {
      return printDoctor(await station.doctor({ params: { machine } }, options(signal)), language)
        .trimEnd()
        .split('\n')
    },
  }
}

/** How the lab starts and asks its station: the `vmp` that runs now, and the station's contract. */
export function stationPorts(language: Language): StationPorts {
  return {
    vmp: [process.execPath, ...process.execArgv, process.argv[1] ?? ''],
    images: paths.state('images'),
    connect: (socket) => stationClient(socket, language),
  }
}

/** Milliseconds: several labs that begin together make their media one after another, each within seconds. */
export const mediumWait = 300_000

/** As `stationPorts`, and how to make media. */
export function labPorts(language: Language): LabPorts {
  return {
    ...stationPorts(language),
    async makeMedium({ url, pin, image, answer }, output, options) {
      const { buildIso } = await import('../iso/iso.ts')
      await buildIso(
        { ...(image === null ? {} : { image }), output, station: url, pin, answer },
        { ...options, wait: mediumWait },
      )
    },
  }
}
