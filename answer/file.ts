/** An answer file: what it says, and where it says it. Whatever is wrong is told with its place, all of it at once. */
import { VmpError } from '../lib/errors.ts'
import { keyOf, shaped } from '../lib/yaml/shape.ts'
import type { ShapeFlaw } from '../lib/yaml/shape.ts'
import { readYaml, YamlFlaw } from '../lib/yaml/source.ts'
import type { Limits, Path, Place, YamlSource } from '../lib/yaml/source.ts'
import { AnswerFileSchema } from './defaults.ts'
import type { Answer, MachineSelector } from './schema.ts'

type Part<T> = T extends readonly unknown[] ? T : T extends object ? { readonly [Key in keyof T]?: Part<T[Key]> } : T

export type MachineOverride = Part<Omit<Answer, 'version' | 'name'>> & { readonly match: MachineSelector }

/** What an answer file says; what it leaves out has a default. */
export type AnswerContent = Part<Answer> & {
  readonly $schema?: string
  readonly machines?: readonly MachineOverride[]
}

export interface AnswerFile {
  /** What errors call it. */
  readonly file: string
  readonly content: AnswerContent
  place(path: Path): Place
}

/** A whole site of some thousand machines fits; a bomb does not. */
const limits: Limits = { length: 1024 * 1024, values: 50_000, depth: 32 }

/**
 * @param file What errors call the text.
 * @throws VmpError of the first thing that is wrong: `answer.syntax`, `answer.tooLarge`, `answer.unknownKey`,
 * `answer.wrongValue`, `answer.missing`
 */
export function readAnswer(text: string, file: string): AnswerFile {
  const { answer, problems } = examineAnswer(text, file)
  if (answer === undefined) throw problems[0]!
  return answer
}

export type Examined =
  | { readonly answer: AnswerFile; readonly problems: readonly [] }
  | { readonly answer: undefined; readonly problems: readonly VmpError[] }

/** As `readAnswer`, but says all that is wrong, in the order of the file. */
export function examineAnswer(text: string, file: string): Examined {
  try {
    const source = readYaml(text, limits)
    const { value, flaws } = shaped(AnswerFileSchema, source.value)
    if (flaws.length > 0)
      return { answer: undefined, problems: inOrder(flaws.map((flaw) => shapeProblem(flaw, file, source))) }
    const answer: AnswerFile = { file, content: value as AnswerContent, place: source.place }
    return { answer, problems: [] }
  } catch (error) {
    if (!(error instanceof YamlFlaw)) throw error
    const code = error.kind === 'limit' ? 'answer.tooLarge' : 'answer.syntax'
    return {
      answer: undefined,
      problems: [new VmpError(code, { file, ...error.place, problem: error.message }, { cause: error })],
    }
  }
}

interface Located {
  readonly place: Place
  readonly error: VmpError
}

function shapeProblem(flaw: ShapeFlaw, file: string, source: YamlSource): Located {
  const key = keyOf(flaw.path) || '–'
  if (flaw.kind === 'unknownKey') {
    const place = source.keyPlace(flaw.path)
    const { nearest, names } = flaw
    return { place, error: new VmpError('answer.unknownKey', { file, ...place, key, nearest, names }) }
  }
  const place = source.place(flaw.path)
  if (flaw.kind === 'missing') return { place, error: new VmpError('answer.missing', { file, ...place, key }) }
  const { value, expected } = flaw
  return { place, error: new VmpError('answer.wrongValue', { file, ...place, key, value, expected }) }
}

const inOrder = (problems: readonly Located[]): VmpError[] =>
  problems.toSorted((a, b) => a.place.line - b.place.line || a.place.column - b.place.column).map(({ error }) => error)
