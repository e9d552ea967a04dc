/** A machine as the command line describes it: what an answer file asks of it. */
import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { AnswerFile } from '../../answer/content.ts'
import { baseAnswer } from '../../answer/resolve.ts'
import type { MachineTraits } from '../../answer/schema.ts'
import { normalMac } from '../../lib/identity.ts'
import { isVmpError } from '../../lib/errors.ts'
import { output } from '../context.ts'
import { stationClient, withStation } from '../station-client.ts'
import type { StationClient, StationOptions } from '../station-client.ts'

export interface TraitOptions extends StationOptions {
  readonly uuid?: string
  readonly serial?: string
  readonly mac?: readonly string[]
  readonly label?: Readonly<Record<string, string>>
  readonly index?: number
  readonly order?: number
}

export function withTraits(command: Command): Command {
  return withStation(command)
    .option('--uuid <uuid>', output('answer.option.uuid'))
    .option('--serial <serial>', output('answer.option.serial'))
    .option('--mac <address>', output('answer.option.mac'), collectMac)
    .option('--label <key=value>', output('answer.option.label'), collectLabel)
    .option('--index <number>', output('answer.option.index'), parsePlace)
    .option('--order <number>', output('answer.option.order'), parsePlace)
}

/** What a file calls itself, and the station it by that. */
export const answerName = ({ content }: AnswerFile): string => baseAnswer(content).name

/** Null when nothing is said of a machine. */
function describedTraits({ uuid, serial, mac, label, index, order }: TraitOptions): MachineTraits | null {
  if ([uuid, serial, mac, label, index, order].every((each) => each === undefined)) return null
  return {
    uuid: uuid ?? null,
    serial: serial ?? null,
    macs: mac ?? [],
    labels: label ?? {},
    index: index ?? 1,
    order: order ?? index ?? 1,
  }
}

/**
 * Of a machine that the station knows, or as the options describe it; null when neither says anything.
 * @param answer What the file calls itself: the station knows the machine's place among those of that answer.
 */
export async function traitsOf(
  machine: string | undefined,
  answer: string,
  options: TraitOptions,
): Promise<MachineTraits | null> {
  if (machine === undefined) return describedTraits(options)
  const station = await stationClient(options)
  const { evidence, labels } = await station.machine({ params: { machine } })
  const place = options.index === undefined ? await placeOf(station, machine, answer) : undefined
  const { uuid, serial, macs } = evidence
  const known: MachineTraits = { uuid, serial, macs, labels, index: place?.index ?? 1, order: place?.order ?? 1 }
  const described = describedTraits(options)
  if (described === null) return known
  const { index = known.index, order = options.index ?? known.order } = options
  return {
    uuid: described.uuid ?? uuid,
    serial: described.serial ?? serial,
    macs: options.mac ?? macs,
    labels: { ...labels, ...described.labels },
    index,
    order,
  }
}

/** The station gives places by answers that it has, to machines that it has checked. */
async function placeOf(
  station: StationClient,
  machine: string,
  answer: string,
): Promise<{ index: number; order: number } | undefined> {
  try {
    const { place } = await station.plan({ params: { machine, answer }, query: {} })
    return place
  } catch (error) {
    if (!isVmpError(error)) throw error
    process.stderr.write(`${output('answer.placeUnknown', { machine, answer })}\n`)
    return undefined
  }
}

function collectMac(text: string, before: readonly string[] = []): string[] {
  const mac = normalMac(text)
  if (mac === undefined) throw new InvalidArgumentError('52:54:00:12:34:56')
  return [...before, mac]
}

function collectLabel(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, key = text, value = ''] = /^([^=]*)=(.*)$/.exec(text) ?? []
  return { ...before, [key]: value }
}

function parsePlace(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('1…99999')
  return Number(text)
}
