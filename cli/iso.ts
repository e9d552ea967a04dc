import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import type { BuiltIso } from '../iso/iso.ts'
import { paths } from '../lib/paths.ts'
import { decimalSize } from '../lib/units.ts'
import { output } from './context.ts'
import { watched } from './watched.ts'
import type { Watched } from './watched.ts'

export function isoCommand(): Command {
  const command = new Command('iso').description(output('iso.description'))
  const make = command
    .command('build')
    .description(output('iso.build.help'))
    .option('--output <file>', output('iso.option.output'))
  isoOptions(make).option('--json', output('cli.json')).action(build)
  return command
}

/** What a medium carries. */
export function isoOptions(command: Command): Command {
  return command
    .option('--image <image>', output('iso.option.image'))
    .option('--station <url>', output('iso.option.station'))
    .option('--pin <hex>', output('iso.option.pin'))
    .option('--answer <file>', output('iso.option.answer'))
    .option('--root-password-hash <hash>', output('iso.option.rootPasswordHash'))
}

export interface IsoOptions {
  image?: string
  station?: string
  pin?: string
  answer?: string
  rootPasswordHash?: string
}

interface BuildOptions extends IsoOptions {
  output?: string
  json?: boolean
}

async function build({ json, ...request }: BuildOptions): Promise<void> {
  const { buildIso } = await import('../iso/iso.ts')
  const built = await watched((watch) => buildIso(request, watch))
  const text = [output('iso.built', { file: built.file, size: decimalSize(built.size) }), ...cautions(built)]
  process.stdout.write(json ? `${JSON.stringify(built)}\n` : `${text.join('\n')}\n`)
}

/** What whoever carries the medium around must know. */
export function cautions({ installs, secret }: Pick<BuiltIso, 'installs' | 'secret'>): string[] {
  const lines = secret ? [output('iso.secret')] : []
  if (installs === null) return lines
  const { name, disks, wipes, shared } = installs
  const wiping = wipes.length > 0 ? output('iso.wipes', { rules: wipes.join('; ') }) : output('iso.wipesNothing')
  const same = shared.length > 0 ? [output('iso.shared', { what: shared.join(', ') })] : []
  return [output('iso.installs', { name, disks }), wiping, ...same, ...lines]
}

/** An ISO that is needed only until it is on a stick. */
export async function temporaryIso(
  request: IsoOptions,
  watch: Watched,
): Promise<BuiltIso & { remove: () => Promise<void> }> {
  const { buildIso } = await import('../iso/iso.ts')
  await mkdir(paths.cache(), { recursive: true })
  const folder = await mkdtemp(paths.cache('usb-'))
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    return { ...(await buildIso({ ...request, output: join(folder, 'medium.iso') }, watch)), remove }
  } catch (error) {
    await remove()
    throw error
  }
}
