/** A machine as the command line describes it: what an answer file asks of it. */
import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { MachineTraits } from '../../answer/schema.ts'
import { normalMac } from '../../lib/identity.ts'
import { output } from '../context.ts'

export interface TraitOptions {
  readonly uuid?: string
  readonly serial?: string
  readonly mac?: readonly string[]
  readonly label?: Readonly<Record<string, string>>
  readonly index?: number
  readonly order?: number
}

export function withTraits(command: Command): Command {
  return command
    .option('--uuid <uuid>', output('answer.option.uuid'))
    .option('--serial <serial>', output('answer.option.serial'))
    .option('--mac <address>', output('answer.option.mac'), collectMac)
    .option('--label <key=value>', output('answer.option.label'), collectLabel)
    .option('--index <number>', output('answer.option.index'), parsePlace)
    .option('--order <number>', output('answer.option.order'), parsePlace)
}

/** Null when nothing is said of a machine. */
export function traitsOf({ uuid, serial, mac, label, index, order }: TraitOptions): MachineTraits | null {
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
