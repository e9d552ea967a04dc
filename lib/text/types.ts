/** The two languages that every text for people exists in. */
export type Language = 'en' | 'zh'

/** An error as people read it: what happened, why, and what to do. `{name}` marks a parameter. */
export interface ErrorText {
  readonly what: string
  readonly why: string
  readonly remedy: string
}

export interface ErrorEntry {
  /** HTTP status when the API answers with this error. */
  readonly status: number
  /** Exit code of the command that ends with it: 1 failed, 2 usage or invalid input, 3 unfit, 124 timed out. */
  readonly exit: 1 | 2 | 3 | 124
  readonly en: ErrorText
  readonly zh: ErrorText
}

export type ErrorTable = Readonly<Record<string, ErrorEntry>>
export type MessageTable = Readonly<Record<string, { readonly en: string; readonly zh: string }>>

/** The names between braces in a text: `'a {b} c {d}'` gives `'b' | 'd'`. */
type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never

export type ParamsOf<Text extends string> = { readonly [Name in Placeholders<Text>]: string | number }
export type Params = Readonly<Record<string, string | number>>
