import { Command } from 'commander'
import { output } from './context.ts'
import { fleetCommand } from './preflight/fleet.ts'
import { reportCommand } from './preflight/report.ts'

/** Every subcommand of `vmp preflight`, a file each, in the order of its help. */
const subcommands: readonly (() => Command)[] = [reportCommand, fleetCommand]

/** `vmp preflight`: is this server fit, and what exactly must be changed. */
export function preflightCommand(): Command {
  const command = new Command('preflight').description(output('cli.preflight'))
  for (const subcommand of subcommands) command.addCommand(subcommand())
  return command
}
