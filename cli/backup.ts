/** `vmp station backup, restore`: of the station's own state; the only commands that open its files, and not its API. */
import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { Command } from 'commander'
import { VmpError } from '../lib/errors.ts'
import { paths } from '../lib/paths.ts'
import { output, version } from './context.ts'

interface Options {
  readonly state: string
  readonly socket: string
  readonly passphraseFile?: string
  readonly plain?: boolean
}

/** The least that is not guessed at once, characters. */
const shortest = 9

export function stationCommand(): Command {
  const command = new Command('station').description(output('cli.station.help'))
  const add = (name: string, description: string): Command =>
    command
      .command(`${name} <file>`)
      .description(description)
      .option('--state <folder>', output('cli.serve.state'), paths.state())
      .option('--socket <path>', output('cli.socket'), paths.run('station.sock'))
      .option('--passphrase-file <file>', output('cli.station.passphraseFile'))

  add('backup', output('cli.station.backup'))
    .option('--plain', output('cli.station.plain'))
    .action(async (file: string, options: Options) => {
      const passphrase = options.plain ? null : await passphraseOf(options, true)
      const { backupStation } = await import('../pxe/backup/backup.ts')
      await backupStation({ ...options, file, passphrase, program: version(), now: () => new Date() })
      process.stdout.write(
        `${output(passphrase === null ? 'cli.station.backedUpPlain' : 'cli.station.backedUp', { file })}\n`,
      )
    })
  add('restore', output('cli.station.restore')).action(async (file: string, options: Options) => {
    await refuseRunning(options.socket)
    const { readHeader } = await import('../pxe/backup/archive.ts')
    const { header } = await readHeader(file)
    const passphrase = header.encryption === null ? null : await passphraseOf(options, false)
    const { restoreStation } = await import('../pxe/backup/restore.ts')
    const { kept } = await restoreStation({ state: options.state, file, passphrase, now: () => new Date() })
    process.stdout.write(
      `${output('cli.station.restored', { at: header.madeAt, kept: existsSync(kept) ? kept : '-' })}\n`,
    )
  })
  return command
}

async function passphraseOf({ passphraseFile }: Options, twice: boolean): Promise<string> {
  if (passphraseFile !== undefined) return readFileSync(passphraseFile, 'utf8').replace(/\r?\n$/, '')
  if (!process.stdin.isTTY) throw new VmpError('backup.noPassphrase')
  const first = await ask(output('cli.station.passphrase'))
  if (!twice) return first
  const second = await ask(output('cli.station.passphraseAgain'))
  if (first !== second || first.length < shortest) throw new VmpError('backup.passphrasesDiffer')
  return first
}

/** Asks without showing what is typed. */
async function ask(question: string): Promise<string> {
  process.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true })
  const text = await terminal.question('')
  terminal.close()
  process.stderr.write('\n')
  return text
}

/** A station whose database is exchanged under it would go on writing into the old one. */
async function refuseRunning(socket: string): Promise<void> {
  const isRunning = await new Promise<boolean>((resolve) => {
    const probe = connect(socket)
    probe.once('connect', () => {
      probe.destroy()
      resolve(true)
    })
    probe.once('error', () => resolve(false))
  })
  if (isRunning) throw new VmpError('station.running', { socket })
}
