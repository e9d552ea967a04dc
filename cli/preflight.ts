import { Command } from 'commander'
import { output } from './context.ts'
import { bundleCommand } from './preflight/bundle.ts'
import { compareCommand } from './preflight/compare.ts'
import { fleetCommand } from './preflight/fleet.ts'
import { peerCommand } from './preflight/peer.ts'
import { reportCommand } from './preflight/report.ts'
import { runCommand } from './preflight/run.ts'

/** Every subcommand of `vmp preflight`, a file each, in the order of its help. */
const subcommands: readonly (() => Command)[] = [
  runCommand,
  reportCommand,
  fleetCommand,
  compareCommand,
  peerCommand,
  bundleCommand,
]

/** `vmp preflight`: is this server fit, and what exactly must be changed. Without a subcommand it checks this machine. */
export function preflightCommand(): Command {
  const command = new Command('preflight').description(output('cli.preflight'))
  for (const subcommand of subcommands) command.addCommand(subcommand(), { isDefault: subcommand === runCommand })
  return command
}
