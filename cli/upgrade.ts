/** `vmp upgrade`: on an installed host. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { isVmpError, VmpError } from '../lib/errors.ts'
import { run } from '../lib/exec.ts'
import type { UpgradeSource } from '../host/upgrade/source.ts'
import type { UpgradeHost } from '../host/upgrade/upgrade.ts'
import { output } from './context.ts'
import { watched } from './watched.ts'

interface Options {
  station?: boolean
  allowOlder?: boolean
  allowUnsigned?: boolean
  dryRun?: boolean
  reboot?: boolean
  json?: boolean
}

export function upgradeCommand(): Command {
  const command = new Command('upgrade').description(output('upgrade.description'))
  command
    .command('image', { isDefault: true })
    .description(output('upgrade.help.image'))
    .argument('[image]', output('upgrade.argument.image'))
    .option('--station', output('upgrade.option.station'))
    .option('--allow-older', output('upgrade.option.allowOlder'))
    .option('--allow-unsigned', output('upgrade.option.allowUnsigned'))
    .option('--dry-run', output('upgrade.option.dryRun'))
    .option('--reboot', output('upgrade.option.reboot'))
    .option('--json', output('cli.json'))
    .action(toImage)
  command
    .command('status')
    .description(output('upgrade.help.status'))
    .option('--json', output('cli.json'))
    .action(status)
  command
    .command('rollback')
    .description(output('upgrade.help.rollback'))
    .option('--reboot', output('upgrade.option.reboot'))
    .option('--json', output('cli.json'))
    .action(goBack)
  return command
}

async function upgradeHost(): Promise<UpgradeHost> {
  const [
    { parseHostBoot, parseHostStorage },
    { documentOf, hostFolders: folders },
    { loaderDisks },
    { readHostDocument },
  ] = await Promise.all([
    import('../host/boot.ts'),
    import('../host/folders.ts'),
    import('../installer/disks/installed.ts'),
    import('../installer/configuration/read.ts'),
  ])
  const commandLine = await readFile('/proc/cmdline', 'utf8')
  const boot = parseHostBoot(commandLine)
  const document = await readHostDocument(documentOf(folders, boot.slot))
  const uuid = await run('findmnt', ['-n', '-o', 'UUID', folders.system], { timeout: 20_000 })
  const storage = parseHostStorage(commandLine, uuid.stdout.trim())
  return { run, boot, folders, document, storage, disks: () => loaderDisks(document.installation) }
}

async function toImage(path: string | undefined, options: Options): Promise<void> {
  if ((path === undefined) === (options.station !== true)) throw new VmpError('upgrade.whichSource')
  const [{ upgrade, upgradeCheck }, host] = await Promise.all([import('../host/upgrade/upgrade.ts'), upgradeHost()])
  const allowed = { older: options.allowOlder ?? false, unsigned: options.allowUnsigned ?? false }
  try {
    await watched(async (watch) => {
      const input = { source: await sourceOf(path, host, watch.signal), allowed, host }
      if (options.dryRun) {
        const { check } = await upgradeCheck.run(input, watch)
        return show(options, { slot: check.slot, image: check.manifest.id }, 'upgrade.would')
      }
      const { slot } = await aloneOn(host, () => upgrade.run(input, watch))
      return ready(options, slot)
    })
  } catch (error) {
    // Asked again and again, by a timer too: that there is nothing new is no failure.
    if (path !== undefined || !isVmpError(error) || error.code !== 'upgrade.same') throw error
    show(options, { slot: host.boot.slot, image: host.boot.image }, 'upgrade.upToDate')
  }
}

/** The station's, when no other is named. */
async function sourceOf(path: string | undefined, host: UpgradeHost, signal: AbortSignal): Promise<UpgradeSource> {
  if (path !== undefined) {
    const [{ openSource }, { urlSource }] = await Promise.all([
      import('../host/upgrade/source.ts'),
      import('../host/upgrade/url.ts'),
    ])
    return /^https?:\/\//.test(path) ? urlSource(path, { fetch }) : openSource(path, run)
  }
  const [{ stationSource }, { machineKeyOf }] = await Promise.all([
    import('../host/upgrade/station.ts'),
    import('../host/folders.ts'),
  ])
  const { document, folders, boot } = host
  if (document.station === null) throw new VmpError('upgrade.noStation')
  const station = { url: new URL(document.station.url), pin: document.station.pin }
  return stationSource({ station, keyFile: machineKeyOf(folders, boot.slot), fetch, now: () => new Date() }, signal)
}

/** Two at once would write the same slot. */
async function aloneOn<Result>({ folders }: UpgradeHost, work: () => Promise<Result>): Promise<Result> {
  const { alone } = await import('../installer/lock.ts')
  return alone(join(folders.run, 'upgrade'), work, 'upgrade.busy')
}

async function goBack(options: Options): Promise<void> {
  const { rollback } = await import('../host/upgrade/upgrade.ts')
  const host = await upgradeHost()
  await ready(options, await aloneOn(host, () => rollback(host)))
}

async function ready(options: Options, next: { slot: string; image: string }): Promise<void> {
  show(options, next, 'upgrade.ready')
  if (options.reboot) await run('systemctl', ['reboot'], { timeout: 60_000 })
}

function show(
  { json }: Options,
  next: { slot: string; image: string },
  key: 'upgrade.would' | 'upgrade.ready' | 'upgrade.upToDate',
): void {
  process.stdout.write(`${json ? JSON.stringify(next) : output(key, next)}\n`)
}

async function status({ json }: Options): Promise<void> {
  const { readRecord } = await import('../installer/boot/record.ts')
  const { boot, folders } = await upgradeHost()
  const record = readRecord(folders.system)
  if (json) {
    process.stdout.write(`${JSON.stringify({ running: boot, ...record })}\n`)
    return
  }
  for (const slot of ['a', 'b'] as const) {
    const about = [
      ...(record.committed === slot ? [output('upgrade.status.committed')] : []),
      ...(boot.slot === slot ? [output('upgrade.status.running')] : []),
      ...(record.wanted === slot ? [output('upgrade.status.wanted')] : []),
      ...(record.trying === slot ? [output('upgrade.status.trying')] : []),
    ]
    const image = record.images[slot] ?? output('upgrade.status.empty')
    process.stdout.write(`${[output('upgrade.status.slot', { slot, image }), ...about].join(', ')}\n`)
  }
  if (record.failed !== null) process.stdout.write(`${output('upgrade.status.failed', { image: record.failed })}\n`)
}
