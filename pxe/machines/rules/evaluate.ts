import { matchesGlob } from '../../../lib/glob.ts'
import { normalMac } from '../../../lib/identity.ts'
import type { Verdict } from '../../../preflight/report.ts'
import type { MachineRecord } from '../repository.ts'
import type { Expression, NumberField, Order, TextField } from './parse.ts'

/**
 * Does it mean this machine? What is not known of a machine is no number and no text: only `not` and `!=` are true of it.
 * @param verdict Asked only when the expression does.
 */
export function isMeant(expression: Expression, machine: MachineRecord, verdict: () => Verdict | undefined): boolean {
  switch (expression.kind) {
    case 'and':
      return expression.parts.every((part) => isMeant(part, machine, verdict))
    case 'or':
      return expression.parts.some((part) => isMeant(part, machine, verdict))
    case 'not':
      return !isMeant(expression.part, machine, verdict)
    case 'verdict':
      return verdict() === expression.verdict
    case 'text': {
      const isOne = textsOf(expression.field, machine).some((text) => matches(expression.field, expression.value, text))
      return isOne === (expression.order === '=')
    }
    case 'number': {
      const amount = amountOf(expression.field, machine)
      return amount === null ? expression.order === '!=' : compare[expression.order](amount, expression.value)
    }
    default:
      return expression satisfies never
  }
}

const compare: Readonly<Record<Order, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
}

function textsOf(field: TextField, { number, labels, facts, serial, uuid, macs, firmware }: MachineRecord): string[] {
  const known: Readonly<Record<TextField, readonly (string | null | undefined)[]>> = {
    label: Object.entries(labels).flatMap(([key, value]) => [key, `${key}=${value}`]),
    vendor: [facts?.system.vendor],
    model: [facts?.system.product],
    serial: [serial],
    uuid: [uuid],
    mac: macs,
    firmware: [firmware],
    name: [`m${number}`],
  }
  return known[field].filter((text) => typeof text === 'string')
}

function matches(field: TextField, pattern: string, text: string): boolean {
  return matchesGlob(field === 'mac' ? (normalMac(pattern) ?? pattern) : pattern, text)
}

function amountOf(field: NumberField, { facts }: MachineRecord): number | null {
  if (facts === null) return null
  const disks = facts.disks.filter(({ removable, boot }) => !removable && !boot)
  switch (field) {
    case 'memory': {
      const bytes = facts.memory.installed ?? facts.memory.usable
      return bytes === null ? null : bytes / 2 ** 30
    }
    case 'cpus':
      return facts.cpu.threads
    case 'disks':
      return disks.length
    case 'disk':
      return disks.length === 0 ? null : Math.min(...disks.map(({ size }) => size)) / 1e9
    case 'nics':
      return facts.nics.filter(({ wired }) => wired).length
    default:
      return field satisfies never
  }
}
