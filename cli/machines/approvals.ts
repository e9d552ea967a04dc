/** `vmp machines plan, approve, disapprove, rules`: what may be installed. */
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { fromProblem, VmpError } from '../../lib/errors.ts'
import type { PlannedInstallation } from '../../pxe/contract/approval.ts'
import { language, output } from '../context.ts'
import { reportFailure } from '../failure.ts'
import { stationClient, withStation } from '../station-client.ts'
import type { StationClient, StationOptions } from '../station-client.ts'
import { table } from '../terminal/table.ts'
import { plannedText } from './plan.ts'

type Options = StationOptions & { readonly json?: boolean; readonly answer?: string }
type ApproveOptions = Options & {
  readonly code: Readonly<Record<string, string>>
  readonly unfitBecause?: string
  readonly where?: string
}

export type Add = (name: string, description: string) => Command

export function addApprovals(command: Command, add: Add): void {
  add('plan <machine>', output('cli.machines.plan'))
    .option('--answer <name>', output('cli.machines.answer'))
    .action(async (machine: string, options: Options) => {
      const station = await stationClient(options)
      const planned = await station.plan({ params: { machine, answer: await answerName(station, options) }, query: {} })
      if (options.json) print(planned)
      else process.stdout.write(plannedText(planned, language(), process.stdout.columns))
      if (planned.plan.problems.length > 0 || planned.problems.length > 0) process.exitCode = 1
    })
  add('approve [machines...]', output('cli.machines.approve'))
    .option('--answer <name>', output('cli.machines.answer'))
    .option('--code <machine=code>', output('cli.machines.planCode'), parseCode, {})
    .option('--unfit-because <reason>', output('cli.machines.unfitBecause'))
    .option('--where <expression>', output('cli.machines.where'))
    .action(approve)
  add('disapprove <machine>', output('cli.machines.disapprove')).action(async (machine: string, options: Options) => {
    const station = await stationClient(options)
    const after = await station.disapprove({ params: { machine } })
    if (options.json) print(after)
    else process.stdout.write(`${output('cli.machines.disapproved', { machine: after.name })}\n`)
  })
  const rules = command.command('rules').description(output('cli.machines.rules'))
  const rule = (name: string, description: string): Command =>
    withStation(rules.command(name).description(description).option('--json', output('cli.json')))
  rule('list', output('cli.machines.rules.list')).action(async (options: Options) => {
    const station = await stationClient(options)
    const { rules: all } = await station.rules({})
    if (options.json) return print(all)
    const rows = all.map(({ number, expression, answer, madeBy, madeAt }) => [
      String(number),
      expression,
      answer,
      madeBy,
      madeAt,
    ])
    const titles = ['number', 'expression', 'answer', 'by', 'at'] as const
    process.stdout.write(
      table(
        titles.map((title) => ({ title: output(`cli.column.${title}`) })),
        rows,
      ),
    )
  })
  rule('add <expression>', output('cli.machines.rules.add'))
    .option('--answer <name>', output('cli.machines.answer'))
    .action(async (expression: string, options: Options) => {
      const station = await stationClient(options)
      const answer = await answerName(station, options)
      const made = await station.addRule({ body: { expression, answer } })
      if (options.json) print(made)
      else process.stdout.write(`${output('cli.machines.ruleMade', { rule: made.number, answer })}\n`)
    })
  rule('remove <number>', output('cli.machines.rules.remove')).action(async (number: string, options: Options) => {
    const station = await stationClient(options)
    const { removed } = await station.removeRule({ params: { rule: number } })
    if (options.json) print({ removed })
    else process.stdout.write(`${output('cli.machines.ruleRemoved', { rule: removed })}\n`)
  })
}

/** `m1=K7F-3QX`, again and again. */
function parseCode(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const [machine = '', code = ''] = text.split('=')
  if (machine === '' || code === '')
    throw new VmpError('input.invalid', { problem: `"${text}" is not MACHINE=CODE, as m1=K7F-3QX`, where: '--code' })
  return { ...before, [machine]: code }
}

/** The answer that is named, or the only one that the station has. */
async function answerName(station: StationClient, { answer }: Options): Promise<string> {
  if (answer !== undefined) return answer
  const { answers } = await station.answers({})
  // What was typed at a machine's own screen, or lay on its medium, is for that machine alone.
  const ours = answers.filter(({ storedBy }) => !/^(screen|medium) of /.test(storedBy))
  if (ours.length === 1) return ours[0]!.name
  const names = ours.map(({ name }) => name).join(', ')
  throw new VmpError('approval.whichAnswer', { answers: names || '-' })
}

async function approve(machines: readonly string[], options: ApproveOptions): Promise<void> {
  const { where, unfitBecause } = options
  if (machines.length === 0 && where === undefined)
    throw new VmpError('input.invalid', { problem: 'no machine is named', where: 'MACHINE… or --where EXPRESSION' })
  const station = await stationClient(options)
  const answer = await answerName(station, options)
  const codes = { ...(await askCodes(station, machines, answer, options)), ...(await named(station, options.code)) }
  const body = {
    machines: [...machines],
    answer,
    codes,
    ...(where === undefined ? {} : { where }),
    ...(unfitBecause === undefined ? {} : { unfitReason: unfitBecause }),
  }
  const outcome = await station.approve({ body })
  if (options.json) print(outcome)
  else {
    for (const machine of outcome.approved)
      process.stdout.write(`${output('cli.machines.approved', { machine, answer })}\n`)
    for (const { problem } of outcome.refused) reportFailure(fromProblem(problem), language(), false)
    if (outcome.approved.length + outcome.refused.length === 0)
      process.stdout.write(`${output('cli.machines.nobody')}\n`)
  }
  if (outcome.refused.length > 0) process.exitCode = 1
}

/** Codes by the names that the station uses, whatever the person called the machines. */
async function named(station: StationClient, codes: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const entries = Object.entries(codes).map(async ([machine, code]) => [
    (await station.machine({ params: { machine } })).name,
    code,
  ])
  return Object.fromEntries(await Promise.all(entries)) as Record<string, string>
}

/** Who sits at a terminal sees the plan that needs a code, and types it. */
async function askCodes(
  station: StationClient,
  machines: readonly string[],
  answer: string,
  { code: given, json }: ApproveOptions,
): Promise<Record<string, string>> {
  if (json || !process.stdin.isTTY || !process.stdout.isTTY) return {}
  const typed: Record<string, string> = {}
  for (const machine of machines) {
    if (given[machine] !== undefined) continue
    const planned = await planOf(station, machine, answer)
    if (planned === undefined || planned.plan.code === null) continue
    process.stdout.write(plannedText(planned, language(), process.stdout.columns))
    const terminal = createInterface({ input: process.stdin, output: process.stdout })
    const text = await terminal.question(output('cli.machines.typeCode', { machine: planned.machine }))
    terminal.close()
    if (text.trim() !== '') typed[planned.machine] = text.trim()
  }
  return typed
}

/** What cannot be planned is said when it is approved. */
async function planOf(
  station: StationClient,
  machine: string,
  answer: string,
): Promise<PlannedInstallation | undefined> {
  try {
    return await station.plan({ params: { machine, answer }, query: {} })
  } catch (error) {
    if (error instanceof VmpError && error.code !== 'api.unreachable') return undefined
    throw error
  }
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}
