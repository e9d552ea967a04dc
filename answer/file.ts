/** An answer file: what it says, and where it says it. Whatever is wrong is told with its place, all of it at once. */
import { VmpError } from '../lib/errors.ts'
import { keyOf, shaped } from '../lib/yaml/shape.ts'
import type { ShapeFlaw } from '../lib/yaml/shape.ts'
import { readYaml, YamlFlaw } from '../lib/yaml/source.ts'
import type { Limits, Place, YamlSource } from '../lib/yaml/source.ts'
import type { AnswerContent, AnswerFile } from './content.ts'
import { AnswerFileSchema } from './defaults.ts'
import { machineFlaws } from './machines.ts'
import { resolveLayers } from './resolve.ts'
import { ruleFlaws } from './rules.ts'
import { Answer } from './schema.ts'
import { takeScripts } from './scripts.ts'
import type { ScriptReader } from './scripts.ts'

/** A whole site of some thousand machines fits; a bomb does not. */
const limits: Limits = { length: 1024 * 1024, values: 50_000, depth: 32 }

interface ReadOptions {
  /** Reads the hook scripts that lie beside the file; without it they cannot be named. */
  readonly script?: ScriptReader
}

/**
 * @param file What errors call the text.
 * @throws VmpError of the first thing in the file that is wrong
 */
export function readAnswer(text: string, file: string, options: ReadOptions = {}): AnswerFile {
  const { answer, problems } = examineAnswer(text, file, options)
  if (answer === undefined) throw problems[0]!
  return answer
}

/** The same answer as text that needs no other file; `readAnswer` reads it. */
export const answerText = ({ content }: AnswerFile): string => `${JSON.stringify(content, null, 2)}\n`

export type Examined =
  | { readonly answer: AnswerFile; readonly problems: readonly [] }
  | { readonly answer: undefined; readonly problems: readonly VmpError[] }

/** As `readAnswer`, but says all that is wrong, in the order of the file. */
export function examineAnswer(text: string, file: string, { script }: ReadOptions = {}): Examined {
  try {
    const source = readYaml(text, limits)
    const { value, flaws } = shaped(AnswerFileSchema, source.value)
    if (flaws.length > 0) return failed(flaws.map((each) => shapeProblem(each, file, source)))
    const written: AnswerFile = { file, content: value as AnswerContent, place: source.place }
    const taken = takeScripts(written, script)
    const answer = { ...written, content: taken.content }
    const problems = [...taken.flaws, ...machineFlaws(answer)].map(({ path, toError }) =>
      located(source.place(path), (place) => toError({ file, ...place })),
    )
    problems.push(...ruleProblems(answer))
    return problems.length > 0 ? failed(problems) : { answer, problems: [] }
  } catch (error) {
    if (!(error instanceof YamlFlaw)) throw error
    const code = error.kind === 'limit' ? 'answer.tooLarge' : 'answer.syntax'
    return failed([
      located(error.place, (place) => new VmpError(code, { file, ...place, problem: error.message }, { cause: error })),
    ])
  }
}

interface Located {
  readonly place: Place
  readonly error: VmpError
}

const located = (place: Place, toError: (place: Place) => VmpError): Located => ({ place, error: toError(place) })

function failed(problems: readonly Located[]): Examined {
  const sorted = problems.toSorted((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
  return { answer: undefined, problems: sorted.map(({ error }) => error) }
}

function shapeProblem(flaw: ShapeFlaw, file: string, source: YamlSource): Located {
  const key = keyOf(flaw.path) || '–'
  if (flaw.kind === 'unknownKey') {
    const { nearest, names } = flaw
    const toError = (place: Place) => new VmpError('answer.unknownKey', { file, ...place, key, nearest, names })
    return located(source.keyPlace(flaw.path), toError)
  }
  return located(source.place(flaw.path), (place) => {
    if (flaw.kind === 'missing') return new VmpError('answer.missing', { file, ...place, key })
    return new VmpError('answer.wrongValue', { file, ...place, key, value: flaw.value, expected: flaw.expected })
  })
}

/** What breaks a rule for all machines, and what each override alone adds to that. Several overrides together are for `renderAnswer`. */
function ruleProblems(file: AnswerFile): Located[] {
  const problems = new Map<string, Located>()
  const overrides = (file.content.machines ?? []).map((_, index) => [index])
  for (const layers of [[], ...overrides]) {
    const resolved = resolveLayers(file, layers)
    // Another override may bring what this one lacks.
    if (shaped(Answer, resolved.answer).flaws.length > 0) continue
    for (const { path, toError } of ruleFlaws(resolved)) {
      const problem = located(resolved.place(path), (place) => toError({ file: file.file, ...place }))
      problems.set(keyOfProblem(problem), problem)
    }
  }
  return [...problems.values()]
}

const keyOfProblem = ({ error: { code, params } }: Located): string => JSON.stringify([code, params])
