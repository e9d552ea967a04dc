/** Where each value of an answer comes from: the file, one of its overrides, or the defaults. */
import type { Place } from '../lib/yaml/source.ts'
import type { AnswerFile } from './content.ts'
import { renderResolved } from './render.ts'
import { resolveAnswer, resolveLayers } from './resolve.ts'
import type { MachineSelector, MachineTraits } from './schema.ts'
import { answerValues } from './values.ts'

export interface ExplainedValue {
  readonly key: string
  readonly value: unknown
  readonly from: 'default' | 'file' | 'machine'
  /** Where it is said; null for a default. */
  readonly place: Place | null
  /** The override that says it. */
  readonly match: MachineSelector | null
  /** What the file says, where the machine's own value was made of it. */
  readonly pattern: unknown
}

/**
 * @param traits Null: what holds for a machine that no override is for; patterns stay as they are.
 * @throws VmpError those of `renderAnswer`
 */
export function explainAnswer(file: AnswerFile, traits: MachineTraits | null): ExplainedValue[] {
  const resolved = traits === null ? resolveLayers(file, []) : resolveAnswer(file, traits)
  const answer = traits === null ? resolved.answer : renderResolved(file, resolved, traits)
  const patterns = new Map(answerValues(resolved.answer).map(({ key, shown }) => [key, shown]))
  return answerValues(answer).map(({ path, key, shown }): ExplainedValue => {
    // An address that was made of a pool has keys that the file has not.
    const layer = patterns.has(key) ? resolved.origin(path) : resolved.origin(path.slice(0, -1))
    const pattern = patterns.get(key)
    return {
      key,
      value: shown,
      from: layer === undefined ? 'default' : layer.match === null ? 'file' : 'machine',
      place: layer === undefined ? null : resolved.place(path),
      match: layer?.match ?? null,
      pattern: JSON.stringify(pattern) === JSON.stringify(shown) ? null : (pattern ?? null),
    }
  })
}
