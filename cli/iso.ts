import { Command } from 'commander'
import { decimalSize } from '../lib/units.ts'
import { output } from './context.ts'
import { watched } from './watched.ts'

export function isoCommand(): Command {
  const command = new Command('iso').description(output('iso.description'))
  command
    .command('build')
    .description(output('iso.build.help'))
    .option('--output <file>', output('iso.option.output'))
    .option('--image <image>', output('iso.option.image'))
    .option('--station <url>', output('iso.option.station'))
    .option('--pin <hex>', output('iso.option.pin'))
    .option('--root-password-hash <hash>', output('iso.option.rootPasswordHash'))
    .option('--json', output('cli.json'))
    .action(build)
  return command
}

interface BuildOptions {
  output?: string
  image?: string
  station?: string
  pin?: string
  rootPasswordHash?: string
  json?: boolean
}

async function build({ json, ...request }: BuildOptions): Promise<void> {
  const { buildIso } = await import('../iso/iso.ts')
  const built = await watched((watch) => buildIso(request, watch))
  const text = output('iso.built', { file: built.file, size: decimalSize(built.size) })
  process.stdout.write(json ? `${JSON.stringify(built)}\n` : `${text}\n`)
}
