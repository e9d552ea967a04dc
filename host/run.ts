/** `vmp host run`: what runs on an installed host as long as it is up. */
import { mkdir, writeFile } from 'node:fs/promises'
import { freemem, networkInterfaces, uptime } from 'node:os'
import { dirname } from 'node:path'
import { asVmpError } from '../lib/errors.ts'
import { waker } from '../lib/waker.ts'
import { managementBridge } from '../installer/configuration/network.ts'
import type { HostReport } from '../pxe/contract/install.ts'
import { takeTime } from './clock.ts'
import { firstBoot, lookAgain } from './first-boot.ts'
import type { FirstBootOptions } from './first-boot.ts'
import { machineKeyOf } from './folders.ts'
import type { HostFolders } from './folders.ts'
import { issueFile, issueText } from './issue.ts'
import { keepReporting } from './reporting.ts'
import { lastStatusFile, statusFile, writeStatus } from './status.ts'
import type { HostStatus } from './status.ts'

export interface HostRun extends Omit<FirstBootOptions, 'addresses' | 'onStatus' | 'scratch' | 'root' | 'state'> {
  readonly folders: HostFolders
  readonly random: () => number
}

const scratch = '/run/vmp-hooks'
/** Milliseconds between two looks at arrays, volumes and units. */
const lookEvery = 30_000

/** Ends only when its signal aborts. */
export async function runHost(host: HostRun): Promise<void> {
  const { folders, document, boot, logger, signal, now } = host
  const changed = waker()
  const pauses = waker()
  let status: HostStatus | undefined
  let heardAt: string | null = null

  const show = async (next: HostStatus): Promise<void> => {
    status = next.station === null ? next : { ...next, station: { ...next.station, heardAt } }
    writeStatus(statusFile, status)
    if (status.done) writeStatus(lastStatusFile(folders.state), status)
    changed.wake()
    await mkdir(dirname(issueFile), { recursive: true })
    await writeFile(issueFile, issueText(status))
    await host.run('agetty', ['--reload'], { timeout: 10_000, signal })
  }
  const tell = (next: HostStatus): void => {
    show(next).catch((error: unknown) => {
      if (!signal.aborted) logger.warn({ err: asVmpError(error) }, 'the state of this host could not be shown')
    })
  }
  const options: FirstBootOptions = {
    ...host,
    root: folders.root,
    state: folders.state,
    scratch,
    addresses,
    onStatus: tell,
  }

  const look = async (last: HostStatus): Promise<HostStatus> => {
    try {
      const next = await lookAgain(options, last)
      if (JSON.stringify(next.report) !== JSON.stringify(last.report)) {
        logger.info({ arrays: next.report.arrays, problems: next.report.problems }, 'something changed')
        tell(next)
      }
      return next
    } catch (error) {
      if (!signal.aborted) logger.warn({ err: asVmpError(error) }, 'this host could not be looked at')
      return last
    }
  }

  const care = async (): Promise<void> => {
    let last: HostStatus
    try {
      last = await firstBoot(options)
    } catch (error) {
      // Switched off in the middle: the next start begins anew.
      if (signal.aborted) return
      throw error
    }
    logger.info({ verified: last.report.verified, problems: last.report.problems }, 'looked at this host')
    while (!signal.aborted) {
      await pauses.pause(lookEvery, signal)
      if (!signal.aborted) last = await look(last)
    }
  }

  const report = async (): Promise<void> => {
    if (document.station === null) return
    await keepReporting(
      {
        station: { url: new URL(document.station.url), pin: document.station.pin },
        keyFile: machineKeyOf(folders, boot.slot),
        report: (): HostReport | undefined => (status?.done === true ? status.report : undefined),
        beat: () => ({ uptime: uptime(), memoryFree: freemem(), addresses: addresses() }),
        waker: changed,
        onHeard(at) {
          heardAt = at.toISOString()
          if (status?.station)
            writeStatus(statusFile, (status = { ...status, station: { ...status.station, heardAt } }))
        },
        async takeTime(station) {
          const ahead = await takeTime(host.run, now, station, signal)
          if (ahead !== null) logger.info({ ahead }, 'set the clock by the station')
        },
        now,
        random: host.random,
        logger,
      },
      signal,
    )
  }
  await Promise.all([care(), report()])
}

/** IPv4 addresses, that of the management network first. */
function addresses(): string[] {
  const all = Object.entries(networkInterfaces())
    .toSorted(([one], [other]) => Number(other === managementBridge) - Number(one === managementBridge))
    .flatMap(([, list]) => list ?? [])
  return all.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address)
}
