/** Lines of text laid out for a terminal or a file. */
import { styleText } from 'node:util'
import type { Severity } from '../../preflight/finding.ts'
import type { Terminal } from '../terminal/steps.ts'
import { wrap } from '../../lib/text/width.ts'

export const marks = { fail: '✗', warn: '!', unknown: '?', advice: '·', note: '·', pass: '✓' } as const
const colours = { fail: 'red', warn: 'yellow', unknown: 'magenta', advice: 'cyan', note: 'dim', pass: 'green' } as const

/** Lines longer than this are hard to read, also where a terminal is wider, or a file has no width. */
const widest = 110

export interface Page {
  line(text: string): void
  /** Lines that are laid out already. */
  raw(text: string): void
  /** Wrapped to the terminal's width; following lines stand two columns further in. */
  text(text: string, indent: number): void
  coloured(state: Severity | 'pass', text: string): string
  marked(state: Severity | 'pass'): string
  end(): string
}

export function pageOf(out: Terminal): Page {
  const lines: string[] = []
  const width = Math.min(out.isTTY ? (out.columns ?? 80) : widest, widest)
  const coloured: Page['coloured'] = (state, text) =>
    out.isTTY ? styleText([colours[state], 'bold'], text, { stream: out }) : text
  return {
    line: (text) => void lines.push(text),
    raw: (text) => void lines.push(text.replace(/\n$/, '')),
    text: (text, indent) => {
      const room = Math.max(16, width - indent - 2)
      for (const [index, line] of wrap(text, room).entries())
        lines.push(`${' '.repeat(indent + (index > 0 ? 2 : 0))}${line}`)
    },
    coloured,
    marked: (state) => coloured(state, marks[state]),
    end: () => lines.map((line) => `${line}\n`).join(''),
  }
}
