import { Command } from 'commander'
import { stringify } from 'yaml'
import { loadAnswer } from '../../answer/load.ts'
import { renderAnswer } from '../../answer/render.ts'
import { VmpError } from '../../lib/errors.ts'
import { output } from '../context.ts'
import { print } from '../preflight/show.ts'
import { traitsOf, withTraits } from './traits.ts'
import type { TraitOptions } from './traits.ts'

/** `vmp answer render`: the whole answer of one machine, as it would be installed by. */
export function renderCommand(): Command {
  const command = new Command('render')
    .description(output('answer.render.help'))
    .argument('<file>', output('answer.argument.file'))
    .option('--json', output('cli.json'))
  return withTraits(command).action((path: string, options: TraitOptions & { readonly json?: boolean }) => {
    const traits = traitsOf(options)
    if (traits === null) throw new VmpError('answer.noMachine')
    const answer = renderAnswer(loadAnswer(path), traits)
    if (options.json) print(answer)
    else process.stdout.write(stringify(answer, { lineWidth: 0 }))
  })
}
