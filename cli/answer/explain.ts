import { Command } from 'commander'
import { explainAnswer } from '../../answer/explain.ts'
import type { ExplainedValue } from '../../answer/explain.ts'
import { loadAnswer } from '../../answer/load.ts'
import { selectorText } from '../../answer/match.ts'
import { output } from '../context.ts'
import { print } from '../preflight/show.ts'
import { table } from '../terminal/table.ts'
import { valueText } from './text.ts'
import { answerName, traitsOf, withTraits } from './traits.ts'
import type { TraitOptions } from './traits.ts'

/** `vmp answer explain`: where each value comes from, for all machines or for one. */
export function explainCommand(): Command {
  const command = new Command('explain')
    .description(output('answer.explain.help'))
    .argument('<file>', output('answer.argument.file'))
    .argument('[machine]', output('answer.argument.machine'))
    .option('--said', output('answer.explain.said'))
    .option('--json', output('cli.json'))
  return withTraits(command).action(explain)
}

type Options = TraitOptions & { readonly said?: boolean; readonly json?: boolean }

async function explain(path: string, machine: string | undefined, options: Options): Promise<void> {
  const file = loadAnswer(path)
  const all = explainAnswer(file, await traitsOf(machine, answerName(file), options))
  const values = options.said ? all.filter(({ from }) => from !== 'default') : all
  if (options.json) print(values)
  else process.stdout.write(tableOf(values, file.file))
}

function tableOf(values: readonly ExplainedValue[], file: string): string {
  const columns = [
    { title: output('answer.column.key') },
    { title: output('answer.column.value'), shrinks: true },
    { title: output('answer.column.from') },
  ]
  const rows = values.map((each) => [each.key, valueOf(each), sourceOf(each, file)])
  return table(columns, rows, process.stdout.isTTY ? process.stdout.columns : undefined)
}

function valueOf({ value, pattern }: ExplainedValue): string {
  const text = valueText(value)
  return pattern === null ? text : output('answer.fromPattern', { value: text, pattern: valueText(pattern) })
}

function sourceOf({ place, match }: ExplainedValue, file: string): string {
  if (place === null) return output('answer.default')
  const at = `${file}:${place.line}`
  return match === null ? at : `${at} (${selectorText(match)})`
}
