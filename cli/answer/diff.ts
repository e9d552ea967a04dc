import { Command } from 'commander'
import type { AnswerFile } from '../../answer/content.ts'
import { diffAnswers, diffFiles } from '../../answer/diff.ts'
import type { Difference } from '../../answer/diff.ts'
import { loadAnswer } from '../../answer/load.ts'
import { selectorText } from '../../answer/match.ts'
import { resolveAnswer } from '../../answer/resolve.ts'
import type { MachineTraits } from '../../answer/schema.ts'
import { VmpError } from '../../lib/errors.ts'
import { output } from '../context.ts'
import { print } from '../preflight/show.ts'
import { table } from '../terminal/table.ts'
import { valueText } from './text.ts'

/** Options that each describe one machine of two. */
const traits = ['uuid', 'serial', 'mac', 'label'] as const
type Trait = (typeof traits)[number]

interface Options extends Partial<Record<Trait, readonly string[]>> {
  readonly json?: boolean
}

/** `vmp answer diff`: what differs between two files, and for whom; or between two machines of one file. */
export function diffCommand(): Command {
  const command = new Command('diff')
    .description(output('answer.diff.help'))
    .argument('<before>', output('answer.argument.file'))
    .argument('[after]', output('answer.argument.file'))
    .option('--json', output('cli.json'))
  for (const trait of traits) command.option(`--${trait} <${trait}>`, output('answer.diff.machine'), collect)
  return command.action((before: string, after: string | undefined, options: Options) => {
    const machines = machinesOf(options)
    if (after === undefined) betweenMachines(loadAnswer(before), machines, options)
    else if (machines.length > 0) throw new VmpError('answer.diffWhat')
    else betweenFiles(loadAnswer(before), loadAnswer(after), options)
  })
}

const collect = (text: string, before?: readonly string[]): readonly string[] => [...(before ?? []), text]

function betweenFiles(before: AnswerFile, after: AnswerFile, { json }: Options): void {
  const groups = diffFiles(before, after)
  if (json) print(groups)
  else if (groups.length === 0) process.stdout.write(`${output('answer.diff.same')}\n`)
  for (const { match, differences } of json ? [] : groups) {
    const who = match === null ? output('answer.diff.all') : output('answer.diff.for', { match: selectorText(match) })
    const titles = [output('answer.diff.before'), output('answer.diff.after')]
    process.stdout.write(`${who}\n${tableOf(differences, titles)}`)
  }
}

function betweenMachines(file: AnswerFile, machines: readonly Described[], { json }: Options): void {
  const [one, other, ...more] = machines
  if (one === undefined || other === undefined || more.length > 0) throw new VmpError('answer.diffWhat')
  const differences = diffAnswers(resolveAnswer(file, one.traits).answer, resolveAnswer(file, other.traits).answer)
  if (json) print(differences)
  else if (differences.length === 0) process.stdout.write(`${output('answer.diff.same')}\n`)
  else process.stdout.write(tableOf(differences, [one.text, other.text]))
}

interface Described {
  readonly text: string
  readonly traits: MachineTraits
}

/** Each by one trait; traits in the order of the help, those of one trait in that of the command line. */
function machinesOf(options: Options): Described[] {
  const nobody: MachineTraits = { uuid: null, serial: null, macs: [], labels: {}, index: 1, order: 1 }
  const describedBy = (trait: Trait, text: string): MachineTraits => {
    if (trait === 'mac') return { ...nobody, macs: [text] }
    if (trait !== 'label') return { ...nobody, [trait]: text }
    const [key = '', ...value] = text.split('=')
    return { ...nobody, labels: { [key]: value.join('=') } }
  }
  return traits.flatMap((trait) =>
    (options[trait] ?? []).map((text) => ({ text: `${trait} ${text}`, traits: describedBy(trait, text) })),
  )
}

function tableOf(differences: readonly Difference[], titles: readonly string[]): string {
  const columns = [output('answer.column.key'), ...titles].map((title, index) => ({ title, shrinks: index > 0 }))
  const rows = differences.map(({ key, before, after }) => [key, valueText(before), valueText(after)])
  return table(columns, rows, process.stdout.isTTY ? process.stdout.columns : undefined)
}
