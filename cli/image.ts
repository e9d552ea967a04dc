import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { VmpError } from '../lib/errors.ts'
import { paths } from '../lib/paths.ts'
import { decimalSize } from '../lib/units.ts'
import { output, version } from './context.ts'
import { table } from './terminal/table.ts'
import { watched } from './watched.ts'

export function imageCommand(): Command {
  const command = new Command('image').description(output('image.description'))
  command
    .command('build')
    .description(output('image.build.help'))
    .option('--mirror <url>', output('image.option.mirror'))
    .option('--include <packages>', output('image.option.include'), '')
    .option('--firmware', output('image.option.firmware'), true)
    .option('--no-firmware', output('image.option.noFirmware'))
    .option('--lock <file>', output('image.option.lock'))
    .option('--update', output('image.option.update'), false)
    .option('--key <file>', output('image.option.privateKey'))
    .option('--json', output('cli.json'))
    .action(build)
  command
    .command('verify')
    .description(output('image.verify.help'))
    .argument('[image]')
    .option('--key <file>', output('image.option.publicKey'))
    .option('--json', output('cli.json'))
    .action(verify)
  command.command('list').description(output('image.list.help')).option('--json', output('cli.json')).action(list)
  command
    .command('import')
    .description(output('image.import.help'))
    .argument('<source>')
    .option('--key <file>', output('image.option.publicKey'))
    .option('--json', output('cli.json'))
    .action(take)
  command
    .command('prune')
    .description(output('image.prune.help'))
    .option('--keep <n>', output('image.option.keep'), '3')
    .option('--dry-run', output('image.option.dryRun'), false)
    .option('--json', output('cli.json'))
    .action(prune)
  return command
}

interface BuildOptions {
  mirror?: string
  include: string
  firmware: boolean
  lock?: string
  update: boolean
  key?: string
  json?: boolean
}

async function build({ json, include, ...options }: BuildOptions): Promise<void> {
  const [{ buildImage }, { imageFolder }] = await Promise.all([import('../iso/build.ts'), import('../iso/store.ts')])
  const request = { ...options, include: include.split(',').filter((name) => name !== ''), version: version() }
  const { id } = await watched((watch) => buildImage(request, watch))
  const folder = await imageFolder(id)
  process.stdout.write(json ? `${JSON.stringify({ id, folder })}\n` : `${output('image.built', { id, folder })}\n`)
}

interface KeyOptions {
  key?: string
  json?: boolean
}

async function verify(name: string | undefined, { key, json }: KeyOptions): Promise<void> {
  const [{ imageFolder }, { verifyImage }, { trustedKeys }] = await Promise.all([
    import('../iso/store.ts'),
    import('../iso/manifest.ts'),
    import('../iso/signing.ts'),
  ])
  const folder = await imageFolder(name)
  const { id, files } = await verifyImage(folder, { keys: await trustedKeys(key) })
  const text = output('image.verified', { id, files: files.length })
  process.stdout.write(json ? `${JSON.stringify({ id, folder, files: files.length })}\n` : `${text}\n`)
}

async function list({ json }: { json?: boolean }): Promise<void> {
  const { listImages } = await import('../iso/store.ts')
  const images = await listImages()
  if (json) process.stdout.write(`${JSON.stringify({ images }, undefined, 2)}\n`)
  else if (images.length === 0) process.stdout.write(`${output('image.empty')}\n`)
  else {
    const columns = [
      { title: output('image.column.id') },
      { title: output('image.column.current') },
      { title: output('image.column.created') },
      { title: output('image.column.size') },
    ]
    const rows = images.map(({ id, current, createdAt, size, damaged }) => [
      id,
      current ? output('image.yes') : '',
      damaged ? output('image.isDamaged') : createdAt.slice(0, 10),
      decimalSize(size),
    ])
    process.stdout.write(table(columns, rows, process.stdout.columns))
  }
}

async function take(source: string, { key, json }: KeyOptions): Promise<void> {
  const [{ importImage }, { imageFolder }] = await Promise.all([import('../iso/import.ts'), import('../iso/store.ts')])
  const { id } = await watched((watch) => importImage({ source, key }, watch))
  const folder = await imageFolder(id)
  process.stdout.write(json ? `${JSON.stringify({ id, folder })}\n` : `${output('image.imported', { id, folder })}\n`)
}

async function prune({ keep, dryRun, json }: { keep: string; dryRun: boolean; json?: boolean }): Promise<void> {
  if (!/^\d{1,4}$/.test(keep)) throw new VmpError('iso.badOption', { option: '--keep', expected: '0–9999' })
  const { pruneImages } = await import('../iso/prune.ts')
  const used = await namedByStation()
  const removed = await pruneImages({ keep: Number(keep), dryRun, isInUse: (id) => used.includes(id) })
  if (json) process.stdout.write(`${JSON.stringify({ removed, dryRun }, undefined, 2)}\n`)
  else if (removed.length === 0) process.stdout.write(`${output('image.prunedNone')}\n`)
  else
    for (const { id, size } of removed) {
      const params = { id, size: decimalSize(size) }
      process.stdout.write(`${dryRun ? output('image.wouldPrune', params) : output('image.pruned', params)}\n`)
    }
}

/**
 * All that the station of this machine, and its labs, say of their machines, as text: an image that is named anywhere in it is used.
 * @throws VmpError `image.stationSilent` when there is a station with machines, and it does not run.
 */
async function namedByStation(): Promise<string> {
  const { localClient, localSockets, ownSocket } = await import('./station-client.ts')
  const sockets = localSockets()
  if (!sockets.includes(ownSocket()) && existsSync(paths.state('station.db'))) throw new VmpError('image.stationSilent')
  const said = sockets.map(async (socket) => {
    const station = localClient(socket)
    return JSON.stringify([await station.machines({}), await station.station({})])
  })
  return (await Promise.all(said)).join('\n')
}
