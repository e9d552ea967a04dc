/** The menu as a web page of the live system: forms without a script. Each visitor has a menu of his own. */
import { render } from '../../lib/template.ts'
import { say } from '../../lib/text/say.ts'
import type { Language } from '../../lib/text/types.ts'
import type { Field } from './page.ts'
import type { Wizard } from './wizard.ts'

export interface MenuPage {
  /** The whole page, its `<style>` still empty. */
  show: (visitor: string, language: Language) => string
  /** Takes what was sent; `left` when the visitor went back from the first page, or the installation began. */
  submit: (visitor: string, form: URLSearchParams) => Promise<'stays' | 'left'>
}

/** Menus kept; the one that was begun first goes first. */
const mostVisitors = 16

export function menuPage(begin: () => Wizard): MenuPage {
  const menus = new Map<string, Wizard>()
  const menuOf = (visitor: string): Wizard => {
    const known = menus.get(visitor)
    if (known !== undefined) return known
    const made = begin()
    menus.set(visitor, made)
    const [oldest] = menus.keys()
    if (menus.size > mostVisitors && oldest !== undefined) menus.delete(oldest)
    return made
  }

  return {
    show(visitor, language) {
      const menu = menuOf(visitor)
      const page = menu.page(language)
      const problems = menu.problems(language)
      const about = (field: string | null): string[] =>
        problems.filter((problem) => problem.field === field).map(({ text }) => text)
      return render('live/install.html.hbs', 'html', {
        language,
        title: say(language, 'menu.title'),
        other: say(language, 'live.page.other'),
        otherLanguage: language === 'en' ? 'zh' : 'en',
        step: say(language, 'menu.step', { number: menu.number(), count: menu.count, title: page?.title ?? '' }),
        lines: (page === null ? [say(language, 'live.reading')] : page.lines).map(lineData),
        problems: about(null),
        fields: (page?.fields ?? []).map((field) => ({
          ...fieldData(field, menu, language),
          problems: about(field.id),
        })),
        next: say(language, menu.number() === menu.count ? 'menu.begin' : 'menu.next'),
        back: say(language, 'menu.back'),
      })
    },

    async submit(visitor, form) {
      const menu = menuOf(visitor)
      for (const field of menu.page('en')?.fields ?? []) take(menu, field, form)
      if (form.get('go') === 'back') {
        if (menu.back()) return 'stays'
      } else {
        await menu.next()
        if (!menu.begun()) return 'stays'
      }
      menus.delete(visitor)
      return 'left'
    },
  }
}

/** What belongs to the line above it begins with blanks. */
const lineData = (line: string) => ({ text: line.trimStart(), under: line.startsWith(' ') })

function fieldData(field: Field, menu: Wizard, language: Language): Record<string, unknown> {
  const value = menu.value(field.id)
  const isChosen = (choice: string): boolean => (typeof value === 'string' ? value === choice : value.includes(choice))
  const common = { label: field.label, only: field.only?.value }
  return field.kind === 'one' || field.kind === 'many'
    ? {
        ...common,
        choices: field.choices.map((choice) => ({
          ...choice,
          name: field.id,
          type: field.kind === 'one' ? 'radio' : 'checkbox',
          checked: isChosen(choice.value),
        })),
      }
    : {
        ...common,
        name: field.id,
        // A secret is not given back: an empty field would look as if nothing had been typed.
        hint: field.kind === 'secret' && value !== '' ? say(language, 'menu.kept') : field.hint,
        type: field.kind === 'text' ? 'text' : 'password',
        value: field.kind === 'text' ? value : '',
      }
}

/** A secret that was left empty stays what it was; only choices that were offered count. */
function take(menu: Wizard, field: Field, form: URLSearchParams): void {
  const given = form.getAll(field.id)
  if (field.kind === 'one' || field.kind === 'many') {
    const offered = given.filter((value) => field.choices.some((choice) => choice.value === value))
    menu.set(field.id, field.kind === 'many' ? offered : (offered[0] ?? ''))
  } else if (field.kind === 'text' || given.some((text) => text !== '')) menu.set(field.id, given[0] ?? '')
}
