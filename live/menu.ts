/** The installation menu, as far as screen, serial line and page need to know it; `cli/live.ts` passes it in. */
import type { Plan } from '../answer/plan.ts'
import type { Answer } from '../answer/schema.ts'
import type { Language } from '../lib/text/types.ts'
import type { Facts } from '../preflight/facts/schema.ts'
import type { Report } from '../preflight/report.ts'

export interface TextMenu {
  /** Exactly `height` lines of at most `width` columns. */
  lines: (width: number, height: number) => string[]
  /** What was typed, escape sequences and all; resolves when what it asked for is done. */
  input: (text: string) => Promise<'open' | 'closed'>
}

export interface MenuPage {
  /** The whole page, its `<style>` still empty. */
  show: (visitor: string, language: Language) => string
  submit: (visitor: string, form: URLSearchParams) => Promise<'stays' | 'left'>
}

export interface Menus {
  text: () => TextMenu
  page: MenuPage
}

/** What a person at the machine confirmed. */
export interface MenuOrder {
  readonly answer: Answer
  readonly plan: Plan
  /** The code of the plan as it was typed; null when none was needed. */
  readonly code: string | null
  /** Why an unfit machine is installed; null for a fit one. */
  readonly reason: string | null
}

/** What the menu needs of the live system. */
export interface MenuPorts {
  /** Null until they are read. */
  readonly facts: () => Facts | null
  /** Null while the machine is being checked. */
  readonly report: () => Report | null
  readonly plan: (facts: Facts, answer: Answer, code: string | null) => Plan
  readonly planLines: (plan: Plan, language: Language) => readonly string[]
  /** @throws VmpError `live.installing` when an installation is under way. */
  readonly begin: (order: MenuOrder) => Promise<void>
}
