/** Where what `report`, `fleet` and `compare` show goes: text or JSON to the output, HTML to a file or to the output. */
import { VmpError } from '../../lib/errors.ts'
import { writeNamed } from './files.ts'

export interface Shown {
  readonly text: () => string
  readonly html: () => string
  /** What `--json` prints. */
  readonly value: () => unknown
}

export interface ShowOptions {
  readonly json?: boolean
  /** `-` is the output. */
  readonly html?: string
}

/** @throws VmpError `preflight.oneOutput` when two documents would go to the one output. */
export function checkOutputs({ json, html }: ShowOptions): void {
  if (json && html === '-') throw new VmpError('preflight.oneOutput')
}

export function show({ text, html, value }: Shown, options: ShowOptions): void {
  checkOutputs(options)
  // First, so that with --json an error of it stays the only document on the output.
  if (options.html !== undefined) writeHtml(options.html, html())
  if (options.json) print(value())
  else if (options.html !== '-') process.stdout.write(text())
}

export function writeHtml(file: string, html: string): void {
  if (file === '-') process.stdout.write(html)
  else writeNamed(file, html)
}

export function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}
