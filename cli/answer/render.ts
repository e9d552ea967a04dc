import { Command } from 'commander'
import { stringify } from 'yaml'
import { loadAnswer } from '../../answer/load.ts'
import { renderAnswer } from '../../answer/render.ts'
import { VmpError } from '../../lib/errors.ts'
import { output } from '../context.ts'
import { print } from '../preflight/show.ts'
import { answerName, traitsOf, withTraits } from './traits.ts'
import type { TraitOptions } from './traits.ts'

/** `vmp answer render`: the whole answer of one machine, as it would be installed by. */
export function renderCommand(): Command {
  const command = new Command('render')
    .description(output('answer.render.help'))
    .argument('<file>', output('answer.argument.file'))
    .argument('[machine]', output('answer.argument.machine'))
    .option('--json', output('cli.json'))
  return withTraits(command).action(render)
}

async function render(
  path: string,
  machine: string | undefined,
  options: TraitOptions & { readonly json?: boolean },
): Promise<void> {
  const file = loadAnswer(path)
  const traits = await traitsOf(machine, answerName(file), options)
  if (traits === null) throw new VmpError('answer.noMachine')
  const answer = renderAnswer(file, traits)
  if (options.json) print(answer)
  else process.stdout.write(stringify(answer, { lineWidth: 0 }))
}
