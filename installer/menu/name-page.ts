/** What the host is called, and who may log in. A keyboard is not asked for: the image has no layout but us (docs/answer.md). */
import { say } from '../../lib/text/say.ts'
import { textOf } from './page.ts'
import type { FieldProblem, PageMaker } from './page.ts'

/** Characters; a short one for root is found in a day. */
const shortestPassword = 8
const hostName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

export const namePage: PageMaker = {
  id: 'name',
  make({ language }) {
    return {
      id: 'name',
      title: say(language, 'menu.name.title'),
      lines: [],
      fields: [
        { kind: 'text', id: 'name', label: say(language, 'menu.name.name'), hint: say(language, 'menu.name.nameHint') },
        {
          kind: 'text',
          id: 'timezone',
          label: say(language, 'menu.name.timezone'),
          hint: say(language, 'menu.name.timezoneHint'),
        },
        {
          kind: 'secret',
          id: 'password',
          label: say(language, 'menu.name.password'),
          hint: say(language, 'menu.name.passwordHint', { count: shortestPassword }),
        },
        { kind: 'secret', id: 'again', label: say(language, 'menu.name.again'), hint: '' },
      ],
    }
  },
  problems({ values, language }) {
    const problems: FieldProblem[] = []
    const bad = (field: string, expected: string): void =>
      void problems.push({
        field,
        text: say(language, 'menu.problem.value', { value: textOf(values, field) || '-', expected }),
      })
    if (!hostName.test(textOf(values, 'name'))) bad('name', say(language, 'menu.name.nameHint'))
    if (!isTimeZone(textOf(values, 'timezone'))) bad('timezone', say(language, 'menu.name.timezoneHint'))
    // Not trimmed: a blank is part of a password.
    const [password, again] = [values['password'] ?? '', values['again'] ?? '']
    if (password.length < shortestPassword)
      problems.push({
        field: 'password',
        text: say(language, 'menu.problem.shortPassword', { count: shortestPassword }),
      })
    else if (password !== again) problems.push({ field: 'again', text: say(language, 'menu.problem.passwordsDiffer') })
    return problems
  },
}

function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '' && text !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
