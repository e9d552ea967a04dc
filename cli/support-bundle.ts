import { readFile } from 'node:fs/promises'
import { statSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { Command } from 'commander'
import { run } from '../lib/exec.ts'
import { paths } from '../lib/paths.ts'
import { decimalSize } from '../lib/units.ts'
import { output, version } from './context.ts'
import { writeNamed } from './preflight/files.ts'
import { localClient, localSockets, ownSocket, stationClient, withStation } from './station-client.ts'
import type { StationOptions } from './station-client.ts'
import type { StationThere } from './support/bundle.ts'
import { watched } from './watched.ts'

interface Options extends StationOptions {
  readonly output?: string
  readonly json?: boolean
}

/** `vmp support-bundle`: what a technician sends, from a host, a live system or a station. */
export function supportBundleCommand(): Command {
  const command = new Command('support-bundle')
    .description(output('support.description'))
    .option('--output <file>', output('support.output'))
    .option('--json', output('cli.json'))
  return withStation(command).action(bundle)
}

async function bundle(options: Options): Promise<void> {
  const [{ supportSteps }, { supportWorld }] = await Promise.all([
    import('./support/bundle.ts'),
    import('./support/world.ts'),
  ])
  // A user's PATH leaves out where most of the programs are.
  process.env['PATH'] = [process.env['PATH'], '/usr/sbin', '/usr/bin', '/sbin', '/bin'].filter(Boolean).join(':')
  if (process.getuid?.() !== 0) process.stderr.write(`${output('support.notRoot')}\n`)
  const commandLine = await readFile('/proc/cmdline', 'utf8')
  const stations = await stationsOf(options, commandLine)
  const world = supportWorld({ run, version: version(), machine: hostname(), commandLine, stations })
  const { pack } = await watched((watch) => supportSteps.run(world, watch))
  const file = place(options.output, `${pack.name}.tar.gz`)
  if (file === '-') {
    process.stdout.write(pack.archive)
    return
  }
  writeNamed(file, pack.archive, 0o600)
  const missing = pack.parts.filter(({ problem }) => problem !== null).map(({ name, problem }) => ({ name, problem }))
  const bytes = pack.archive.length
  if (options.json)
    process.stdout.write(`${JSON.stringify({ file, bytes, parts: pack.parts.length, missing }, undefined, 2)}\n`)
  else {
    const params = { file, size: decimalSize(bytes), parts: pack.parts.length, missing: missing.length }
    process.stdout.write(`${output(missing.length === 0 ? 'support.done' : 'support.doneBut', params)}\n`)
  }
}

/** A folder gets the file under its own name. */
function place(wanted: string | undefined, name: string): string {
  if (wanted === undefined) return name
  return statSync(wanted, { throwIfNoEntry: false })?.isDirectory() ? join(wanted, name) : wanted
}

/** Those of this machine, or the one that is named. Where nothing of ours was booted there should be one. */
async function stationsOf(options: Options, commandLine: string): Promise<StationThere[]> {
  const { socket, station } = options
  if (station !== undefined) return [{ lab: null, isHere: false, client: await stationClient(options) }]
  if (socket !== undefined) return [at(socket)]
  const isOurs = /(^|\s)vmp\.source=/.test(commandLine)
  const sockets = localSockets()
  const there = sockets.length > 0 || isOurs ? sockets : [ownSocket()]
  return there.map(at)
}

function at(socket: string): StationThere {
  const folder = dirname(socket)
  const lab = dirname(folder) === paths.run('lab') ? basename(folder) : null
  return { lab, isHere: true, client: localClient(socket) }
}
