/** An answer file that goes on a medium: the medium is then the approval for its own wipe rules, wherever it is started. */
import type { AnswerContent, AnswerFile } from '../answer/content.ts'
import { answerText, readAnswer } from '../answer/file.ts'
import { loadAnswer } from '../answer/load.ts'
import { resolveLayers } from '../answer/resolve.ts'
import type { WipeRule } from '../answer/schema.ts'
import { VmpError } from '../lib/errors.ts'

export interface MediumAnswer {
  /** JSON, with the texts of its scripts. */
  readonly text: string
  readonly effect: AnswerEffect
}

/** What a medium with this answer does to the machines that are started from it. */
export interface AnswerEffect {
  readonly name: string
  /** Which disks it takes. */
  readonly disks: string
  /** What it destroys without asking; empty: nothing, disks that hold something stop it. */
  readonly wipes: readonly string[]
  /** What every machine gets that no override is for: each is the first one of its medium. In the answer file's words. */
  readonly shared: readonly string[]
}

/**
 * @throws VmpError those of `loadAnswer`, and `iso.answerNoDisks` when it does not say which disks it
 * takes: what is right for a machine that a person looks at is not for each one that the medium is put into.
 */
export function mediumAnswer(file: string): MediumAnswer {
  const answer = loadAnswer(file)
  const system = answer.content.disks?.system
  if (system === undefined || Object.keys(system).length === 0) throw new VmpError('iso.answerNoDisks', { file })
  const text = answerText(answer)
  // With its scripts it may be larger than what the live system reads: better said here than there.
  readAnswer(text, file)
  return { text, effect: { ...effectOf(answer.content, system), shared: sharedBy(answer) } }
}

function effectOf(
  { name = 'default', disks, machines = [] }: AnswerContent,
  system: object,
): Omit<AnswerEffect, 'shared'> {
  const areas = { system, data: disks?.data, cache: disks?.cache }
  const taken = Object.entries(areas).flatMap(([area, selector]) =>
    selector === undefined || selector === null ? [] : [`${area} (${words(selector)})`],
  )
  const rules = [disks, ...machines.map((machine) => machine.disks)].flatMap((each) => each?.wipe ?? [])
  return { name, disks: taken.join(', '), wipes: [...new Set(rules.map(ruleWords))] }
}

function sharedBy(file: AnswerFile): string[] {
  const { identity, network } = resolveLayers(file, []).answer
  const overrides = file.content.machines ?? []
  const isOwn = /\{(serial|mac)\}/.test(identity.name) || overrides.some((each) => each.identity?.name !== undefined)
  const { method } = network.management.address
  const isGiven = method === 'dhcp' || overrides.some((each) => each.network?.management?.address !== undefined)
  return [
    ...(isOwn ? [] : [`identity.name (${identity.name})`]),
    ...(isGiven ? [] : [`network.management.address (${method})`]),
  ]
}

const ruleWords = ({ disks, holds, match }: WipeRule): string =>
  [`${disks}: ${holds.join(', ')}`, ...(match === undefined ? [] : [`(${words(match)})`])].join(' ')

/** In the words of the answer file itself, which both languages share. */
function words(selector: object): string {
  return Object.entries(selector)
    .map(([key, value]: [string, unknown]) => `${key} ${Array.isArray(value) ? value.join('|') : rangeWords(value)}`)
    .join(', ')
}

function rangeWords(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const { min, max } = value as { min?: number; max?: number }
  return `${min ?? ''}–${max ?? ''}`
}
