import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { Command } from 'commander'
import { answerText, examineAnswer } from '../../answer/file.ts'
import { loadAnswer } from '../../answer/load.ts'
import { output } from '../context.ts'
import { print } from '../preflight/show.ts'
import { stationClient, withStation } from '../station-client.ts'
import type { StationOptions } from '../station-client.ts'
import { answerName } from './traits.ts'

type Options = StationOptions & { readonly name?: string; readonly json?: boolean }

/** `vmp answer push`: gives an answer file, with the scripts that lie beside it, to the station. */
export function pushCommand(): Command {
  const command = new Command('push')
    .description(output('answer.push.help'))
    .argument('<file>', output('answer.argument.file'))
    .option('--name <name>', output('answer.push.name'))
    .option('--json', output('cli.json'))
  return withStation(command).action(push)
}

async function push(path: string, options: Options): Promise<void> {
  const file = loadAnswer(path)
  const text = readFileSync(path, 'utf8')
  // As it was written, so that errors name its lines; but scripts have to come along.
  const isWhole = examineAnswer(text, basename(path)).answer !== undefined
  const document = isWhole ? text : answerText(file)
  const station = await stationClient(options)
  const answer = options.name ?? answerName(file)
  const stored = await station.putAnswer({ params: { answer }, body: { document } })
  if (options.json) print(stored)
  else process.stdout.write(`${output('answer.pushed', { answer, version: stored.version })}\n`)
}
