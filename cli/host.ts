/** `vmp host`: the composition root of an installed host; its initrd and its units call it. */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { asVmpError, describe, VmpError } from '../lib/errors.ts'
import { run } from '../lib/exec.ts'
import { log } from '../lib/log.ts'
import { language, output } from './context.ts'

export function hostCommand(): Command {
  const command = new Command('host').description(output('host.description'))
  command.command('prepare').description(output('host.help.prepare')).action(prepare)
  command.command('repair-loader').description(output('host.help.repairLoader')).action(repair)
  command.command('run').description(output('host.help.run')).action(runForEver)
  command
    .command('health')
    .description(output('host.help.health'))
    .option('--wait', output('host.option.wait'))
    .option('--json', output('cli.json'))
    .action(health)
  command
    .command('status')
    .description(output('host.help.status'))
    .option('--json', output('cli.json'))
    .action(showStatus)
  command
    .command('enrol')
    .alias('enroll')
    .description(output('host.help.enrol'))
    .requiredOption('--station <url>', output('host.option.station'))
    .requiredOption('--pin <sha256>', output('host.option.pin'))
    .option('--json', output('cli.json'))
    .action(enrol)
  command.command('commit').description(output('host.help.commit')).action(commit)
  return command
}

async function parts() {
  const [{ parseHostBoot }, { hostFolders }, { loaderDisks }] = await Promise.all([
    import('../host/boot.ts'),
    import('../host/folders.ts'),
    import('../installer/disks/installed.ts'),
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

async function runForEver(): Promise<void> {
  const [
    { finishDisks },
    { disksOf, loaderDisks },
    { renewLoaders },
    { keepMembers },
    { runHost },
    { readHealth },
    { readHostDocument },
    { documentOf, machineKeyOf },
    { lastStatusFile, readStatus },
    { readProofKey },
  ] = await Promise.all([
    import('../host/finish.ts'),
    import('../installer/disks/installed.ts'),
    import('../host/loaders.ts'),
    import('../host/program.ts'),
    import('../host/run.ts'),
    import('../host/health.ts'),
    import('../installer/configuration/read.ts'),
    import('../host/folders.ts'),
    import('../host/status.ts'),
    import('../lib/station/proof-key.ts'),
  ])
  const { boot, folders } = await parts()
  const ending = new AbortController()
  const { signal } = ending
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => ending.abort())
  const document = await readHostDocument(documentOf(folders, boot.slot))
  const logger = log('host')
  const hostKey = (await readProofKey(machineKeyOf(folders, boot.slot), () => new Date()))?.thumbprint
  await finishDisks(await disksOf(document.installation), { run, logger, folders, document, hostKey, signal })
  try {
    const renewed = await renewLoaders({ run, folders, boot }, await loaderDisks(document.installation))
    if (renewed.length > 0) logger.info({ disks: renewed }, 'the boot loader is that of this image')
  } catch (error) {
    // The one that started this host goes on doing so.
    logger.warn({ err: asVmpError(error) }, 'the boot loader stays as it was')
  }
  await Promise.all([
    keepMembers({ run, document, logger, signal }),
    runHost({
      boot,
      folders,
      document,
      last: await readStatus(lastStatusFile(folders.state)),
      health: () => readHealth(run, signal),
      run,
      fetch,
      signal,
      now: () => new Date(),
      newId: randomUUID,
      random: Math.random,
      logger,
    }),
  ])
}

async function showStatus({ json = false }: { json?: boolean }): Promise<void> {
  const [{ readStatus, statusFile }, { statusText }] = await Promise.all([
    import('../host/status.ts'),
    import('./host-status.ts'),
  ])
  const status = await readStatus(statusFile)
  if (status === undefined) throw new VmpError('host.noStatus')
  process.stdout.write(json ? `${JSON.stringify(status, undefined, 2)}\n` : statusText(status, language()))
  if (status.done && !status.report.verified) process.exitCode = 1
}

interface EnrolOptions {
  readonly station: string
  readonly pin: string
  readonly json?: boolean
}

async function enrol({ station, pin, json = false }: EnrolOptions): Promise<void> {
  const [{ checkChoice }, { enrolHost }, { documentOf, machineKeyOf }, { readRecord }] = await Promise.all([
    import('../iso/iso-options.ts'),
    import('../host/enrol.ts'),
    import('../host/folders.ts'),
    import('../installer/boot/record.ts'),
  ])
  checkChoice({ station, pin })
  if (process.getuid?.() !== 0)
    throw new VmpError('not.root', { reason: 'It reads the machine key and writes the host document.' })
  const { boot, folders } = await parts()
  if (readRecord(folders.system).committed !== boot.slot)
    throw new VmpError('host.notCommitted', { slot: boot.slot.toUpperCase() })
  const url = new URL(station)
  const { known } = await enrolHost({
    station: { url, pin: pin.toLowerCase() },
    keyFile: machineKeyOf(folders, boot.slot),
    documentFile: documentOf(folders, boot.slot),
    now: () => new Date(),
    run,
    signal: new AbortController().signal,
  })
  if (json) process.stdout.write(`${JSON.stringify({ station: url.origin, known })}\n`)
  else process.stdout.write(`${output(known ? 'host.enrolled' : 'host.enrolledUnknown', { url: url.origin })}\n`)
}

/** Milliseconds that a host may take until it is healthy; less than the time of a trial (vmp-trial.timer). */
const healthyWithin = 600_000

async function health({ wait, json }: { wait?: boolean; json?: boolean }): Promise<void> {
  const [{ awaitHealth, readHealth }, { readHostDocument }, { documentOf }, { setTimeout: pause }] = await Promise.all([
    import('../host/health.ts'),
    import('../installer/configuration/read.ts'),
    import('../host/folders.ts'),
    import('node:timers/promises'),
  ])
  const { boot, folders } = await parts()
  const problems = await awaitHealth({
    read: () => readHealth(run),
    document: await readHostDocument(documentOf(folders, boot.slot)),
    within: wait ? healthyWithin : 0,
    every: 2000,
    elapsed: () => performance.now(),
    pause,
  })
  if (json) process.stdout.write(`${JSON.stringify({ healthy: problems.length === 0, problems })}\n`)
  else if (problems.length === 0) process.stdout.write(`${output('host.healthy')}\n`)
  else for (const problem of problems) process.stdout.write(`${describe(problem, language()).what}\n`)
  if (problems.length > 0) process.exitCode = 1
}

async function commit(): Promise<void> {
  const { commitSlot } = await import('../host/commit.ts')
  await commitSlot(await parts())
}
