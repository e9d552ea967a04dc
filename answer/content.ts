/** What an answer file says, as it is written. */
import type { Path, Place } from '../lib/yaml/source.ts'
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
  /** Where the value at a path of the content stands. */
  place(path: Path): Place
}
