/** What the menu is made of, before anybody lays it out: text screen and web page show the same pages. */
import type { Language } from '../../lib/text/types.ts'
import type { Facts } from '../../preflight/facts/schema.ts'
import type { Report } from '../../preflight/report.ts'

export interface Choice {
  readonly value: string
  readonly text: string
}

interface Anything {
  readonly id: string
  readonly label: string
  /** Only asked for while that field has that value. */
  readonly only?: { readonly field: string; readonly value: string }
}

interface Choosing extends Anything {
  readonly choices: readonly Choice[]
}
interface Typing extends Anything {
  /** What is expected, in one line. */
  readonly hint: string
}

/** One thing to fill in. A secret is shown as stars, and never given back. */
export type Field =
  | (Choosing & { readonly kind: 'one' })
  | (Choosing & { readonly kind: 'many' })
  | (Typing & { readonly kind: 'text' })
  | (Typing & { readonly kind: 'secret' })

export const pageIds = ['report', 'disks', 'network', 'name', 'confirm'] as const
type PageId = (typeof pageIds)[number]

/** Everything that was filled in, by field; what may be several is a list. */
export type Values = Readonly<Record<string, string | readonly string[]>>

export interface Page {
  readonly id: PageId
  readonly title: string
  /** Read before the fields: the report, the plan. */
  readonly lines: readonly string[]
  readonly fields: readonly Field[]
}

/** A sentence about a field, or about the page (`field` null). */
export interface FieldProblem {
  readonly field: string | null
  readonly text: string
}

/** What a page is made from. */
export interface PageContext {
  readonly facts: Facts
  readonly report: Report | null
  readonly values: Values
  readonly language: Language
}

/** One page of the menu. Both functions are pure. */
export interface PageMaker {
  readonly id: PageId
  readonly make: (context: PageContext) => Page
  readonly problems: (context: PageContext) => readonly FieldProblem[]
}

export const textOf = (values: Values, id: string): string => {
  const value = values[id]
  return typeof value === 'string' ? value.trim() : ''
}

export const listOf = (values: Values, id: string): readonly string[] => {
  const value = values[id]
  return Array.isArray(value) ? (value as readonly string[]) : []
}
