/** What an answer file says of one machine: the overrides that match it laid upon the rest, and the defaults below. */
import type { Path, Place } from '../lib/yaml/source.ts'
import type { AnswerContent, AnswerFile } from './content.ts'
import { filled } from './defaults.ts'
import type { AnswerSchema } from './defaults.ts'
import { isMatch, tellingOf } from './match.ts'
import { mergeLayers } from './merge.ts'
import type { Layer } from './merge.ts'
import { Answer } from './schema.ts'
import type { MachineSelector, MachineTraits } from './schema.ts'

interface AnswerLayer extends Layer {
  /** Null for what the file says of all machines. */
  readonly match: MachineSelector | null
}

export interface Resolved {
  /** The patterns are still in it. */
  readonly answer: Answer
  /** The layer that says a value; undefined: it is the default. */
  origin(path: Path): AnswerLayer | undefined
  /** Where in the file a value is said, or would be. */
  place(path: Path): Place
}

export function resolveAnswer(file: AnswerFile, traits: MachineTraits): Resolved {
  const matching = (file.content.machines ?? [])
    .map(({ match }, index) => ({ match, index }))
    .filter(({ match }) => isMatch(match, traits))
    .toSorted((a, b) => tellingOf(a.match) - tellingOf(b.match) || a.index - b.index)
  return resolveLayers(
    file,
    matching.map(({ index }) => index),
  )
}

/** @param overrides Places of overrides in the file; the later ones here say more. */
export function resolveLayers(file: AnswerFile, overrides: readonly number[]): Resolved {
  const { machines = [], $schema: _, ...base } = file.content
  const layers: AnswerLayer[] = [{ content: base, path: [], match: null }]
  for (const index of overrides) {
    const { match, ...content } = machines[index]!
    layers.push({ content, path: ['machines', index], match })
  }
  const { value, origin, near } = mergeLayers(Answer as unknown as AnswerSchema, layers)
  return {
    answer: withPort(filled(Answer as unknown as AnswerSchema, value) as Answer),
    origin,
    place: (path) => file.place([...(near(path)?.path ?? []), ...path]),
  }
}

/** The answer of a machine of which nothing is known. */
export const baseAnswer = (content: AnswerContent): Answer =>
  resolveLayers({ file: '', content, place: () => ({ line: 1, column: 1 }) }, []).answer

/** Management has a port, said or not. */
function withPort(answer: Answer): Answer {
  const { management } = answer.network
  if (management.port !== null || management.bond !== null) return answer
  return { ...answer, network: { ...answer.network, management: { ...management, port: { boot: true } } } }
}
