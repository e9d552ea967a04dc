/** The host name of a machine, made of the answer's pattern. */
import { normalMac } from '../lib/identity.ts'
import type { MachineTraits } from './schema.ts'

const placeholder = /\{([^{}]*)\}/g

export const placeholders = ['index', 'order', 'serial', 'mac', 'label:KEY'] as const

export interface Placeholder {
  readonly text: string
  readonly name: string
  /** After the colon: digits of a number, key of a label. */
  readonly detail: string | undefined
}

export function placeholdersOf(pattern: string): Placeholder[] {
  return [...pattern.matchAll(placeholder)].map(([text, inner = '']) => {
    const [, name = inner, detail] = /^([^:]*):(.*)$/.exec(inner) ?? []
    return { text, name, detail }
  })
}

/** Whether it is one of those that a pattern may hold. */
export function isPlaceholder({ name, detail }: Placeholder): boolean {
  if (name === 'index' || name === 'order') return detail === undefined || /^[1-9]$/.test(detail)
  if (name === 'label') return detail !== undefined && detail !== ''
  return (name === 'serial' || name === 'mac') && detail === undefined
}

/** The name; or the placeholder that this machine has nothing for. */
export function nameOf(pattern: string, traits: MachineTraits): { name: string } | { lacks: string } {
  let lacks: string | undefined
  const name = pattern.replaceAll(placeholder, (text) => {
    const [found] = placeholdersOf(text)
    const value = found && valueOf(found, traits)
    if (value === undefined || value === '') lacks ??= text
    return value ?? ''
  })
  return lacks === undefined ? { name } : { lacks }
}

function valueOf({ name, detail }: Placeholder, traits: MachineTraits): string | undefined {
  if (name === 'index' || name === 'order') return String(traits[name]).padStart(Number(detail ?? 1), '0')
  if (name === 'serial') return asName(traits.serial)
  if (name === 'mac') return normalMac(traits.macs[0] ?? '')?.replaceAll(':', '')
  const { labels } = traits
  return name === 'label' && detail !== undefined && Object.hasOwn(labels, detail) ? asName(labels[detail]) : undefined
}

/** What is written on a machine, as a part of a name. */
const asName = (text: string | null | undefined): string | undefined =>
  text
    ?.toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
