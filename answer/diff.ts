/** What differs between two answers, and for which machines. */
import type { AnswerFile } from './content.ts'
import { selectorKey } from './match.ts'
import { resolveLayers } from './resolve.ts'
import type { Answer, MachineSelector } from './schema.ts'
import { answerValues } from './values.ts'

export interface Difference {
  readonly key: string
  /** Null also where there is no such key. Of a secret only that it is set. */
  readonly before: unknown
  readonly after: unknown
}

export function diffAnswers(before: Answer, after: Answer): Difference[] {
  const [old, fresh] = [before, after].map((answer) => new Map(answerValues(answer).map((each) => [each.key, each])))
  const keys = [...new Set([...old!.keys(), ...fresh!.keys()])]
  return keys.flatMap((key) => {
    const [one, other] = [old!.get(key), fresh!.get(key)]
    // An object without keys on one side is many keys on the other.
    const isSame = JSON.stringify(one?.value ?? null) === JSON.stringify(other?.value ?? null)
    return isSame ? [] : [{ key, before: one?.shown ?? null, after: other?.shown ?? null }]
  })
}

export interface GroupDifference {
  /** Null: machines that no override is for. */
  readonly match: MachineSelector | null
  readonly differences: readonly Difference[]
}

/** What differs between two files for all machines, and for those that either has an override for; groups without a difference are left out. */
export function diffFiles(before: AnswerFile, after: AnswerFile): GroupDifference[] {
  const selectors = new Map<string, MachineSelector>()
  for (const { match } of [before, after].flatMap(({ content }) => content.machines ?? []))
    if (!selectors.has(selectorKey(match))) selectors.set(selectorKey(match), match)
  return [null, ...selectors.values()].flatMap((match) => {
    const differences = diffAnswers(resolvedFor(before, match), resolvedFor(after, match))
    return differences.length === 0 ? [] : [{ match, differences }]
  })
}

/** With the overrides of just this selector: of a machine's other traits nothing is known. */
function resolvedFor(file: AnswerFile, match: MachineSelector | null): Answer {
  const key = match === null ? undefined : selectorKey(match)
  const indexes = (file.content.machines ?? []).flatMap((each, index) =>
    selectorKey(each.match) === key ? [index] : [],
  )
  return resolveLayers(file, indexes).answer
}
