import { Command } from 'commander'
import { examineAnswerFile } from '../../answer/load.ts'
import { answerNotes } from '../../answer/notes.ts'
import { describe, toProblem } from '../../lib/errors.ts'
import type { VmpError } from '../../lib/errors.ts'
import { language, output } from '../context.ts'
import { pageOf } from '../preflight/page.ts'
import { print } from '../preflight/show.ts'

/** `vmp answer validate`: all that is wrong in files, with its place. */
export function validateCommand(): Command {
  return new Command('validate')
    .description(output('answer.validate.help'))
    .argument('<file...>', output('answer.argument.file'))
    .option('--json', output('cli.json'))
    .action((files: readonly string[], { json }: { json?: boolean }) => {
      const results = files.map((file) => ({ file, ...examineAnswerFile(file) }))
      if (results.some(({ answer }) => answer === undefined)) process.exitCode = 2
      if (json) {
        print(
          results.map(({ file, answer, problems }) => ({
            file,
            valid: answer !== undefined,
            problems: problems.map(inWords),
            notes: answer === undefined ? [] : answerNotes(answer).map((note) => output(note as 'answer.note.noLogin')),
          })),
        )
      } else for (const result of results) say(result)
    })
}

const inWords = (error: VmpError): object => ({ ...toProblem(error), ...describe(error, language()) })

function say({ file, answer, problems }: { file: string } & ReturnType<typeof examineAnswerFile>): void {
  const page = pageOf(answer === undefined ? process.stderr : process.stdout)
  if (answer === undefined) {
    for (const problem of problems) {
      const { what, why, remedy } = describe(problem, language())
      page.text(`${page.marked('fail')} ${what}`, 0)
      page.text(why, 2)
      page.text(remedy, 2)
    }
    process.stderr.write(page.end())
    return
  }
  const count = answer.content.machines?.length ?? 0
  page.text(`${page.marked('pass')} ${output('answer.valid', { file, count })}`, 0)
  for (const note of answerNotes(answer))
    page.text(`${page.marked('warn')} ${output(note as 'answer.note.noLogin')}`, 0)
  process.stdout.write(page.end())
}
