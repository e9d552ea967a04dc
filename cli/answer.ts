import { Command } from 'commander'
import { diffCommand } from './answer/diff.ts'
import { explainCommand } from './answer/explain.ts'
import { newCommand } from './answer/new.ts'
import { pushCommand } from './answer/push.ts'
import { renderCommand } from './answer/render.ts'
import { schemaCommand } from './answer/schema.ts'
import { listCommand, removeCommand } from './answer/stored.ts'
import { validateCommand } from './answer/validate.ts'
import { output } from './context.ts'

/** Every subcommand of `vmp answer`, a file each, in the order of its help. */
const subcommands: readonly (() => Command)[] = [
  newCommand,
  validateCommand,
  explainCommand,
  renderCommand,
  diffCommand,
  schemaCommand,
  pushCommand,
  listCommand,
  removeCommand,
]

/** `vmp answer`: files that say how machines are to be installed. */
export function answerCommand(): Command {
  const command = new Command('answer').description(output('answer.description'))
  for (const subcommand of subcommands) command.addCommand(subcommand())
  return command
}
