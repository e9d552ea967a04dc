/** The management controller. It may be dead, slow or absent: each question has its own time limit, and silence ends them. */
import {
  chassisStatusArgs,
  lanPrintArgs,
  mcInfoArgs,
  parseEvents,
  parseIpmitool,
  parseSensors,
  sdrElistArgs,
  selInfoArgs,
  selListArgs,
  sensorNumber,
} from '../../../lib/tools/ipmitool.ts'
import type { EventLine, SensorLine } from '../../../lib/tools/ipmitool.ts'
import { isVmpError } from '../../../lib/errors.ts'
import type { SourceContext } from '../context.ts'
import { isLate, reasonOf } from '../reason.ts'
import type { BmcEvent, BmcFacts } from '../schema/bmc.ts'
import { count, known } from '../text.ts'
import { sensorsOf } from './sensors.ts'

/** Milliseconds for one question; a healthy controller answers within one second, one that is restarting never. */
const bmcLimit = 8000
/** Milliseconds for the sensors: some hundred records, each read in pieces over a bus of a few kB/s. */
const sensorsLimit = 20_000

const ipmiDevice = 38
/** The schema's own bounds. */
const mostSensors = 1024
const newestEvents = 20

export const noBmc: BmcFacts = {
  present: false,
  address: null,
  mac: null,
  firmware: null,
  ipmi: null,
  manufacturer: null,
  powerRestore: null,
  sensors: [],
  events: null,
}

export async function readBmc(context: SourceContext): Promise<BmcFacts> {
  // One entry for each /dev/ipmiN; the class comes with the module ipmi_devintf.
  if ((await context.list('/sys/class/ipmi')).length === 0) {
    const described = (await context.smbios()).some(({ type }) => type === ipmiDevice)
    if (described) context.unread('bmc', new Error('the kernel has no driver for it (modules ipmi_si, ipmi_devintf)'))
    return { ...noBmc, present: described }
  }
  const ask = questions(context)
  // One after the other: many controllers mix up answers to two questions at once. The slowest comes last.
  const controller = await ask(mcInfoArgs, parseIpmitool)
  const chassis = await ask(chassisStatusArgs, parseIpmitool)
  const lan = await ask(lanPrintArgs, parseIpmitool)
  const log = await ask(selInfoArgs, parseIpmitool)
  const entries = count(log?.get('Entries')?.split(' ')[0])
  const lines = entries === 0 || log === undefined ? [] : await ask(selListArgs(newestEvents), parseEvents)
  const sensors = (await ask(sdrElistArgs, parseSensors, sensorsLimit)) ?? []
  const address = known(lan?.get('IP Address'))
  return {
    present: true,
    address: address === '0.0.0.0' ? null : address,
    mac: known(lan?.get('MAC Address'))?.toLowerCase() ?? null,
    firmware: known(controller?.get('Firmware Revision')),
    ipmi: known(controller?.get('IPMI Version')),
    manufacturer: known(controller?.get('Manufacturer Name')),
    powerRestore: restorePolicy(chassis?.get('Power Restore Policy')),
    sensors: sensorsOf(sensors.slice(0, mostSensors)),
    events: eventsOf(entries, lines, sensors),
  }
}

type Ask = <T>(args: string[], parse: (output: string) => T, limit?: number) => Promise<T | undefined>

/** Asks until there is no answer at all once, for the controller is silent or ipmitool is missing: five would not say more. */
function questions({ run, source }: SourceContext): Ask {
  let silent = false
  return async (args, parse, limit = bmcLimit) => {
    if (silent) return undefined
    let answered = false
    const read = async () => {
      try {
        const answer = parse(await run('ipmitool', args, limit - 1000))
        answered = true
        return answer
      } catch (error) {
        answered = !isLate(reasonOf(error)) && !(isVmpError(error) && error.code === 'command.missing')
        throw error
      }
    }
    const answer = await source(`ipmitool ${args.join(' ')}`, read, undefined, limit)
    silent = !answered
    return answer
  }
}

function restorePolicy(policy: string | undefined): BmcFacts['powerRestore'] {
  return policy === 'always-on' || policy === 'previous' || policy === 'always-off' ? policy : null
}

/** @param lines undefined when they could not be read. */
function eventsOf(
  entries: number | null,
  lines: readonly EventLine[] | undefined,
  sensors: readonly SensorLine[],
): BmcFacts['events'] {
  if (entries === null && !lines?.length) return null
  const last = (lines ?? []).slice(-newestEvents).map((line) => eventOf(line, sensors))
  return { count: Math.max(entries ?? 0, last.length), last }
}

/** The sensor's name in place of its number, where one sensor alone has that number. */
function eventOf({ at, sensor, event }: EventLine, sensors: readonly SensorLine[]): BmcEvent {
  const number = sensor === undefined ? undefined : sensorNumber(sensor)
  const named = sensors.filter((each) => each.number === number)
  const name = named.length === 1 ? sensor?.replace(/#0x[0-9a-f]+$/i, named[0]?.name ?? '') : sensor
  return { at: known(at), sensor: known(name), event: known(event) ?? '' }
}
