/** `vmp machines retry, rearm, rescue, adopt, label, installations`: what persons decide about single machines. */
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { VmpError } from '../../lib/errors.ts'
import { sayAny } from '../../lib/text/say.ts'
import type { Machine } from '../../pxe/contract/machines.ts'
import { language, output } from '../context.ts'
import { stationClient } from '../station-client.ts'
import type { StationClient, StationOptions } from '../station-client.ts'
import { table } from '../terminal/table.ts'
import type { Add } from './approvals.ts'
import { describe } from './text.ts'

type Options = StationOptions & { readonly json?: boolean }

export function addPersons(_: Command, add: Add): void {
  const act = (
    name: string,
    description: string,
    work: (station: StationClient, machine: string, options: Options) => Promise<Machine>,
  ): Command =>
    add(`${name} <machine>`, description).action(async (machine: string, options: Options) => {
      const after = await work(await stationClient(options), machine, options)
      if (options.json) print(after)
      else process.stdout.write(describe(after))
    })

  act('retry', output('cli.machines.retry'), (station, machine) => station.retry({ params: { machine } }))
  act('rearm', output('cli.machines.rearm'), async (station, machine, options: Options & { serial?: string }) => {
    const serial = options.serial ?? (await askSerial(machine))
    return station.rearm({ params: { machine }, body: { serial } })
  }).option('--serial <serial>', output('cli.machines.serial'))
  act('rescue', output('cli.machines.rescue'), (station, machine, { cancel = false }: Options & { cancel?: boolean }) =>
    station.rescue({ params: { machine }, body: { wanted: !cancel } }),
  ).option('--cancel', output('cli.machines.rescue.cancel'))
  add('adopt <machine>', output('cli.machines.adopt')).action(async (machine: string, options: Options) => {
    const station = await stationClient(options)
    const after = await station.adopt({ params: { machine } })
    if (options.json) return print(after)
    const { url, pin } = await station.station({})
    const isBelieved = after.installation?.hostKey === true
    const words = isBelieved
      ? output('cli.machines.adoptedHost', {
          machine: after.name,
          command: `vmp host enrol --station ${url} --pin ${pin}`,
        })
      : output('cli.machines.adoptedMute', { machine: after.name })
    process.stdout.write(`${describe(after)}\n${words}\n`)
  })
  add('label <machine> <labels...>', output('cli.machines.label')).action(
    async (machine: string, labels: readonly string[], options: Options) => {
      const station = await stationClient(options)
      const after = await station.labels({ params: { machine }, body: parseLabels(labels) })
      if (options.json) print(after)
      else process.stdout.write(describe(after))
    },
  )
  add('installations <machine>', output('cli.machines.installations'))
    .option('--steps <id>', output('cli.machines.steps'))
    .option('--logs <id>', output('cli.machines.logs'))
    .action(installations)
}

/** `rack=1 spare` are set, `spare-` is taken away. */
function parseLabels(texts: readonly string[]): { set: Record<string, string>; remove: string[] } {
  const remove = texts.filter((text) => /^[^=]+-$/.test(text)).map((text) => text.slice(0, -1))
  const set = texts
    .filter((text) => !/^[^=]+-$/.test(text))
    .map((text): [string, string] => {
      const [key = '', ...value] = text.split('=')
      return [key, value.join('=')]
    })
  return { set: Object.fromEntries(set), remove }
}

async function askSerial(machine: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new VmpError('input.invalid', { problem: 'there is no terminal to ask for it', where: '--serial' })
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const serial = await terminal.question(output('cli.machines.typeSerial', { machine }))
  terminal.close()
  return serial
}

async function installations(
  machine: string,
  options: Options & { readonly steps?: string; readonly logs?: string },
): Promise<void> {
  const station = await stationClient(options)
  if (options.logs !== undefined) {
    const { text } = await station.installationBundle({ params: { machine, installation: options.logs } })
    process.stdout.write(text)
    return
  }
  if (options.steps !== undefined) {
    const { events } = await station.installationEvents({ params: { machine, installation: options.steps } })
    if (options.json) return print(events)
    for (const { at, type, step, error } of events)
      if (type !== 'progress' && step !== undefined)
        process.stdout.write(`${at}  ${sayAny(language(), `install.${step}`)}  ${type}  ${error?.code ?? ''}\n`)
    return
  }
  const { installations: all } = await station.installations({ params: { machine } })
  if (options.json) return print(all)
  const rows = all.map(({ id, phase, outcome, answer, name, approvedAt, failure }) => [
    id,
    outcome ?? phase,
    `${answer.name} ${answer.version}`,
    name,
    approvedAt,
    failure?.problem.code ?? '-',
  ])
  const titles = ['id', 'outcome', 'answer', 'name', 'at', 'failure'] as const
  process.stdout.write(
    table(
      titles.map((title) => ({ title: output(`cli.column.${title}`) })),
      rows,
    ),
  )
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}
