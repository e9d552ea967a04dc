/** The menu on a text screen or serial line: keys in, lines out. English, for a plain Linux console draws no Chinese. */
import { say } from '../../lib/text/say.ts'
import type { Field } from './page.ts'
import type { Wizard } from './wizard.ts'

export interface TextMenu {
  /** What was typed, escape sequences and all; the rest of it is dropped when the menu closes. */
  input: (text: string) => Promise<'open' | 'closed'>
  /** Exactly `height` lines of at most `width` columns. */
  lines: (width: number, height: number) => string[]
  /** A key as `keysOf` names it. Resolves when what it asked for is done: `closed` when the person left the menu. */
  press: (key: string) => Promise<'open' | 'closed'>
}

/** Sequences that terminals send (ECMA-48, xterm's and the Linux console's), by the name of their key. */
const sequences: Readonly<Record<string, string>> = {
  '\u001B[A': 'up',
  '\u001B[B': 'down',
  '\u001B[C': 'right',
  '\u001B[D': 'left',
  '\u001BOA': 'up',
  '\u001BOB': 'down',
  '\u001B[5~': 'pageup',
  '\u001B[6~': 'pagedown',
  '\u001B[Z': 'up',
  '\t': 'down',
  '\r': 'enter',
  '\n': 'enter',
  ' ': 'space',
  '\u007F': 'backspace',
  '\b': 'backspace',
  '\u001B': 'escape',
}

/** A whole sequence, its escape included (ECMA-48, 5.4). */
const afterEscape = /^.(?:\[[0-9;?]*[ -/]*[@-~]|O.|[^[O])/s

/** What was typed, as keys: names for the special ones, the character itself for others; unknown sequences are dropped. */
export function keysOf(input: string): string[] {
  const keys: string[] = []
  for (let rest = input; rest !== '';) {
    const known = [3, 4, 2, 1]
      .map((length) => rest.slice(0, length))
      .find((part) => Object.hasOwn(sequences, part) && (part.length > 1 || part !== '\u001B' || rest.length === 1))
    const unknown = rest.startsWith('\u001B') ? afterEscape.exec(rest)?.[0] : undefined
    const part = known ?? unknown ?? rest[0]!
    if (known !== undefined) keys.push(sequences[known]!)
    else if (unknown === undefined && part >= ' ' && part <= '~') keys.push(part)
    rest = rest.slice(part.length)
  }
  return keys
}

/** A place that keys go to: a field, or one choice of it. */
interface Spot {
  readonly field: Field
  readonly choice: string | null
}

const longestText = 512

export function textMenu(wizard: Wizard): TextMenu {
  let focus = 0
  let scroll = 0
  /** The focus is kept in sight, until somebody scrolls away from it. */
  let follows = false
  const toTop = (): void => {
    focus = 0
    scroll = 0
    follows = false
  }

  const fields = (): Field[] =>
    (wizard.page('en')?.fields ?? []).filter(
      ({ only }) => only === undefined || wizard.value(only.field) === only.value,
    )
  const spots = (): Spot[] =>
    fields().flatMap((field): Spot[] =>
      field.kind === 'one' || field.kind === 'many'
        ? field.choices.map(({ value }) => ({ field, choice: value }))
        : [{ field, choice: null }],
    )

  const bodyOf = (width: number): { lines: string[]; focused: number } => {
    const page = wizard.page('en')
    if (page === null) return { lines: [say('en', 'live.reading')], focused: -1 }
    const problems = wizard.problems('en')
    const about = (field: string | null): string[] =>
      problems.filter((problem) => problem.field === field).flatMap(({ text }) => wrap(`! ${text}`, width))
    const lines = [
      ...page.lines.flatMap((line) => wrap(line, width)),
      ...(page.lines.length > 0 ? [''] : []),
      ...about(null),
    ]
    let focused = -1
    let index = 0
    for (const field of fields()) {
      const isFocused = (): boolean => {
        const here = index === focus
        index += 1
        if (here) focused = lines.length
        return here
      }
      if (field.kind === 'one' || field.kind === 'many') {
        lines.push(...wrap(field.label, width))
        for (const { value, text } of field.choices) {
          const mark = isChosen(field, value)
            ? field.kind === 'many'
              ? '[x]'
              : '(*)'
            : field.kind === 'many'
              ? '[ ]'
              : '( )'
          lines.push(...wrap(`${isFocused() ? '>' : ' '} ${mark} ${text}`, width))
        }
      } else {
        const value = String(wizard.value(field.id))
        const shown = field.kind === 'secret' ? '*'.repeat(value.length) : value
        lines.push(...wrap(`${isFocused() ? '>' : ' '} ${field.label}: ${shown}_`, width))
        if (field.hint !== '') lines.push(...wrap(`    (${field.hint})`, width))
      }
      lines.push(...about(field.id))
    }
    return { lines, focused }
  }

  const isChosen = (field: Field, value: string): boolean => {
    const set = wizard.value(field.id)
    return typeof set === 'string' ? set === value : set.includes(value)
  }

  const choose = ({ field, choice }: Spot): void => {
    if (choice === null) return
    if (field.kind === 'one') wizard.set(field.id, choice)
    else {
      const before = wizard.value(field.id)
      const list = typeof before === 'string' ? [] : before
      wizard.set(field.id, list.includes(choice) ? list.filter((each) => each !== choice) : [...list, choice])
    }
  }

  const type = (spot: Spot | undefined, key: string): void => {
    if (spot === undefined) return
    if (spot.choice !== null) {
      if (key === 'space') choose(spot)
      return
    }
    const value = String(wizard.value(spot.field.id))
    if (key === 'backspace') wizard.set(spot.field.id, value.slice(0, -1))
    else if ((key === 'space' || key.length === 1) && value.length < longestText)
      wizard.set(spot.field.id, value + (key === 'space' ? ' ' : key))
  }

  /** To the first field that is to be mended; a choice that stands in it, where there is one. */
  const toProblem = (): void => {
    const [problem] = wizard.problems('en').filter(({ field }) => field !== null)
    const list = spots()
    const of = list.map((spot, index) => ({ ...spot, index })).filter(({ field }) => field.id === problem?.field)
    const spot = of.find(({ field, choice }) => choice !== null && isChosen(field, choice)) ?? of[0]
    if (spot !== undefined && list[focus]?.field.id !== spot.field.id) focus = spot.index
  }

  const menu: TextMenu = {
    async input(text) {
      for (const key of keysOf(text)) if ((await menu.press(key)) === 'closed') return 'closed'
      return 'open'
    },

    lines(width, height) {
      const page = wizard.page('en')
      const title = say('en', 'menu.step', { number: wizard.number(), count: wizard.count, title: page?.title ?? '' })
      const head = [`${say('en', 'menu.title')} - ${title}`.slice(0, width), '-'.repeat(width)]
      const room = height - head.length - 2
      const { lines, focused } = bodyOf(width)
      if (follows && focused >= 0) scroll = Math.max(Math.min(scroll, focused), focused - room + 1)
      scroll = Math.max(0, Math.min(scroll, lines.length - room))
      const seen = lines.slice(scroll, scroll + room)
      const below = Math.max(0, lines.length - scroll - room)
      const more = lines.length > room ? say('en', 'menu.scroll', { above: scroll, below }) : ''
      return [
        ...head,
        ...seen,
        ...Array.from({ length: room - seen.length }, () => ''),
        more,
        say('en', 'menu.keys').slice(0, width),
      ]
    },

    async press(key) {
      const list = spots()
      follows = key !== 'pageup' && key !== 'pagedown'
      if (key === 'pageup' || key === 'pagedown') scroll += key === 'pageup' ? -10 : 10
      else if (key === 'up' || key === 'down') {
        const step = key === 'up' ? -1 : 1
        if (list.length === 0) scroll += step
        else focus = Math.max(0, Math.min(list.length - 1, focus + step))
      } else if (key === 'enter') {
        if (await wizard.next()) toTop()
        else toProblem()
        if (wizard.begun()) return 'closed'
      } else if (key === 'escape') {
        if (!wizard.back()) return 'closed'
        toTop()
      } else type(list[focus], key)
      return 'open'
    },
  }
  return menu
}

/** Lines of at most `width` printable characters, broken at blanks where there are some; what continues is indented alike. */
function wrap(text: string, width: number): string[] {
  const clean = text.replaceAll(/[^\u0020-\u007E]/gu, '?')
  if (clean.length <= width) return [clean]
  const indent = ' '.repeat(Math.min(8, clean.length - clean.trimStart().length + 2))
  const lines: string[] = []
  let rest = clean
  while (rest.length > width) {
    const at = rest.lastIndexOf(' ', width)
    const cut = at > width / 2 ? at : width
    lines.push(rest.slice(0, cut))
    rest = indent + rest.slice(cut).trimStart()
  }
  return [...lines, rest]
}
