/**
 * The menu itself: page after page, back from everywhere, and nothing written before the last one is confirmed.
 * Screen, serial line and web page each drive one of their own.
 */
import type { Answer } from '../../answer/schema.ts'
import type { Plan } from '../../answer/plan.ts'
import { asVmpError, describe, toProblem } from '../../lib/errors.ts'
import { say } from '../../lib/text/say.ts'
import type { Language } from '../../lib/text/types.ts'
import type { Facts } from '../../preflight/facts/schema.ts'
import type { Report } from '../../preflight/report.ts'
import { disksPage } from './disks-page.ts'
import { answerFileOf, firstValues } from './draft.ts'
import { namePage } from './name-page.ts'
import { networkPage } from './network-page.ts'
import { pageIds, textOf } from './page.ts'
import type { FieldProblem, Page, PageContext, PageMaker, Values } from './page.ts'
import { reportPage } from './report-page.ts'

/** What a person confirmed. */
export interface MenuOrder {
  readonly answer: Answer
  readonly plan: Plan
  /** The code of the plan as it was typed; null when none was needed. */
  readonly code: string | null
  /** Why an unfit machine is installed; null for a fit one. */
  readonly reason: string | null
}

export interface WizardPorts {
  /** Null until they are read. */
  readonly facts: () => Facts | null
  readonly report: () => Report | null
  /** Fills in what the menu does not ask. @throws VmpError when the answer is not valid. */
  readonly complete: (file: unknown) => Answer
  readonly plan: (facts: Facts, answer: Answer, code: string | null) => Plan
  readonly planLines: (plan: Plan, language: Language) => readonly string[]
  readonly hash: (password: string) => Promise<string>
  /** @throws VmpError `install.busy` when an installation is under way. */
  readonly begin: (order: MenuOrder) => Promise<void>
}

export interface Wizard {
  /** The page that stands now; null while the machine's facts are being read. */
  page: (language: Language) => Page | null
  readonly number: () => number
  readonly count: number
  value: (field: string) => string | readonly string[]
  set: (field: string, value: string | readonly string[]) => void
  /** What was wrong when somebody last wanted to go on. */
  problems: (language: Language) => readonly FieldProblem[]
  /** To the next page, or from the last one into the installation; false when something is to be mended first. */
  next: () => Promise<boolean>
  /** False on the first page. */
  back: () => boolean
  /** The order was given. */
  readonly begun: () => boolean
}

/** What is typed when the plan destroys nothing, and so has no code. */
const plainWord = 'INSTALL'
const typed = (text: string): string => text.toUpperCase().replaceAll(/[\s-]/g, '')

const makers: readonly PageMaker[] = [reportPage, disksPage, networkPage, namePage]

export function wizard(ports: WizardPorts): Wizard {
  let values: Values = {}
  let at = 0
  let isFilled = false
  let begun = false
  let beginning = false
  let tried = false
  /** Where `begin` failed; said with the problems of the last page. */
  let failure: unknown

  const context = (language: Language): PageContext | null => {
    const facts = ports.facts()
    if (facts === null) return null
    if (!isFilled) values = { ...firstValues(facts), ...values }
    isFilled = true
    return { facts, report: ports.report(), values, language }
  }

  /** The plan of what is filled in; a problem of the answer instead. */
  const planned = ({ facts }: PageContext): { answer: Answer; plan: Plan } | { failed: unknown } => {
    try {
      const answer = ports.complete(answerFileOf(values, facts, null))
      return { answer, plan: ports.plan(facts, answer, null) }
    } catch (error) {
      return { failed: asVmpError(error) }
    }
  }

  const isPermission = (plan: Plan): plan is Plan & { code: string } => plan.code !== null
  const codeOf = (plan: Plan): string => (isPermission(plan) ? plan.code : plainWord)
  const sentence = (error: unknown, language: Language): string => {
    const { what, remedy } = describe(toProblem(error), language)
    return `${what} ${remedy}`
  }

  const confirmPage = (given: PageContext): Page => {
    const { language } = given
    const result = planned(given)
    const title = say(language, 'menu.confirm.title')
    if ('failed' in result) return { id: 'confirm', title, lines: [sentence(result.failed, language)], fields: [] }
    const { plan } = result
    return {
      id: 'confirm',
      title,
      lines: ports.planLines(plan, language),
      fields: [
        {
          kind: 'text',
          id: 'code',
          label: say(language, 'menu.confirm.code', { code: codeOf(plan) }),
          hint: say(language, 'menu.confirm.codeHint'),
        },
      ],
    }
  }

  const confirmProblems = (given: PageContext): FieldProblem[] => {
    const { facts, language } = given
    const result = planned(given)
    if ('failed' in result) return [{ field: null, text: sentence(result.failed, language) }]
    const code = codeOf(result.plan)
    const isRight = typed(textOf(values, 'code')) === typed(code)
    // With the code given, only what the code cannot allow is left.
    const { problems } = ports.plan(facts, result.answer, isPermission(result.plan) ? result.plan.code : null)
    return [
      ...problems.map((problem) => {
        const { what, remedy } = describe(problem, language)
        return { field: null, text: `${what} ${remedy}` }
      }),
      ...(isRight ? [] : [{ field: 'code', text: say(language, 'menu.problem.code', { code }) }]),
      ...(failure === undefined ? [] : [{ field: null, text: sentence(failure, language) }]),
    ]
  }

  const problemsNow = (language: Language): readonly FieldProblem[] => {
    const given = context(language)
    if (given === null) return []
    return makers[at]?.problems(given) ?? confirmProblems(given)
  }

  const begin = async (): Promise<boolean> => {
    const given = context('en')!
    const { facts, report } = given
    const first = planned(given)
    if ('failed' in first) return false
    const code = first.plan.code
    beginning = true
    try {
      const hash = await ports.hash(String(values['password'] ?? ''))
      const answer = ports.complete(answerFileOf(values, facts, hash))
      await ports.begin({
        answer,
        plan: ports.plan(facts, answer, code),
        code,
        reason: report?.verdict === 'unfit' ? textOf(values, 'reason') : null,
      })
    } catch (error) {
      failure = error
      return false
    } finally {
      beginning = false
    }
    begun = true
    // No longer needed, and so no longer kept.
    values = { ...values, password: '', again: '' }
    return true
  }

  return {
    count: pageIds.length,
    number: () => at + 1,
    begun: () => begun,
    page(language) {
      const given = context(language)
      return given && (makers[at]?.make(given) ?? confirmPage(given))
    },
    value: (field) => values[field] ?? '',
    set(field, value) {
      values = { ...values, [field]: value }
      failure = undefined
    },
    problems: (language) => (tried ? problemsNow(language) : []),
    async next() {
      // Somebody pressed twice: the first is on its way.
      if (beginning) return false
      failure = undefined
      tried = true
      if (begun || context('en') === null || problemsNow('en').length > 0) return false
      if (at === makers.length) return begin()
      at += 1
      tried = false
      // A plan that changed since asks for its code anew.
      values = { ...values, code: '' }
      return true
    },
    back() {
      if (begun || beginning || at === 0) return false
      at -= 1
      tried = false
      failure = undefined
      return true
    },
  }
}
