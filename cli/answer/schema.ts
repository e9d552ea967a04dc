import { Command } from 'commander'
import { answerJsonSchema } from '../../answer/json-schema.ts'
import { output } from '../context.ts'
import { writeNamed } from '../preflight/files.ts'

/** `vmp answer schema`: the JSON Schema of answer files, by which editors complete and check them. */
export function schemaCommand(): Command {
  return new Command('schema')
    .description(output('answer.schema.help'))
    .option('--output <file>', output('answer.new.output'))
    .option('--json', output('cli.json'))
    .action(({ output: file }: { output?: string }) => {
      const text = `${JSON.stringify(answerJsonSchema(), null, 2)}\n`
      if (file === undefined) process.stdout.write(text)
      else writeNamed(file, text)
    })
}
