import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Command } from 'commander'
import { readAnswer } from '../../answer/file.ts'
import { answerJsonSchema, answerSchemaFile } from '../../answer/json-schema.ts'
import { newAnswer } from '../../answer/new.ts'
import { VmpError } from '../../lib/errors.ts'
import { run } from '../../lib/exec.ts'
import { hashPassword } from '../../lib/tools/openssl.ts'
import { language, output } from '../context.ts'
import { writeNamed } from '../preflight/files.ts'
import { askSecret } from '../terminal/ask.ts'

interface Options {
  readonly output?: string
  readonly rootPassword?: true
  readonly rootPasswordHash?: string
  readonly json?: boolean
}

/** `vmp answer new`: a file to begin with. */
export function newCommand(): Command {
  return new Command('new')
    .description(output('answer.new.help'))
    .option('--output <file>', output('answer.new.output'))
    .option('--root-password', output('answer.new.rootPassword'))
    .option('--root-password-hash <hash>', output('answer.new.rootPasswordHash'))
    .option('--json', output('cli.json'))
    .action(write)
}

async function write({ output: file, json, ...options }: Options): Promise<void> {
  if (file !== undefined && existsSync(file)) throw new VmpError('answer.exists', { file })
  const rootPasswordHash = options.rootPassword ? await askedHash() : options.rootPasswordHash
  const text = newAnswer({
    language: language(),
    timezone: zone(),
    ...(rootPasswordHash === undefined ? {} : { rootPasswordHash }),
  })
  // A hash that is none is told as it would be in the file.
  const { content } = readAnswer(text, file ?? 'answer.yaml')
  if (file === undefined) {
    process.stdout.write(json ? `${JSON.stringify(content, null, 2)}\n` : text)
    return
  }
  // It may hold a password's hash, which is nobody else's to try words on.
  writeNamed(file, text, 0o600)
  const schema = join(dirname(file), answerSchemaFile)
  if (!existsSync(schema)) writeNamed(schema, `${JSON.stringify(answerJsonSchema(), null, 2)}\n`)
  process.stdout.write(
    json ? `${JSON.stringify({ file, schema })}\n` : `${output('answer.written', { file, schema })}\n`,
  )
}

/** Of this machine: the servers are seldom far from whoever writes the file. */
function zone(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  return timeZone.includes('/') ? timeZone : 'Etc/UTC'
}

async function askedHash(): Promise<string> {
  const password = await askSecret(output('answer.new.ask'))
  if (password === undefined || password === '') throw new VmpError('answer.noPassword')
  if ((await askSecret(output('answer.new.askAgain'))) !== password) throw new VmpError('answer.twoPasswords')
  return hashPassword(password, run)
}
