/** `vmp host`: the composition root of an installed host; its initrd and its units call it. */
import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { run } from '../lib/exec.ts'
import { log } from '../lib/log.ts'
import { output } from './context.ts'

export function hostCommand(): Command {
  const command = new Command('host').description(output('host.description'))
  command.command('prepare').description(output('host.help.prepare')).action(prepare)
  command.command('repair-loader').description(output('host.help.repairLoader')).action(repair)
  return command
}

async function parts() {
  const [{ parseHostBoot }, { hostFolders }, { loaderDisks }] = await Promise.all([
    import('../host/boot.ts'),
    import('../host/folders.ts'),
    import('../host/disks.ts'),
  ])
  const logger = log('host')
  return {
    boot: parseHostBoot(await readFile('/proc/cmdline', 'utf8')),
    folders: hostFolders,
    run,
    disks: (installation: string) => loaderDisks(installation),
    log: (words: string, about: object) => logger.warn(about, words),
  }
}

async function prepare(): Promise<void> {
  const { prepareHost } = await import('../host/prepare.ts')
  await prepareHost(await parts())
}

async function repair(): Promise<void> {
  const { repairLoaders } = await import('../host/prepare.ts')
  if (!(await repairLoaders(await parts()))) process.exitCode = 1
}
