import { Command } from 'commander'
import { sayAny } from '../lib/text/say.ts'
import { binarySize } from '../lib/units.ts'
import type { Machine, StationEvent } from '../pxe/contract/machines.ts'
import { taskOf } from '../pxe/contract/recheck.ts'
import type { Recheck } from '../pxe/contract/recheck.ts'
import { language, output } from './context.ts'
import { printDoctor } from './doctor.ts'
import { parseTests, parseTime } from './preflight/run.ts'
import type { RecheckOptions } from './recheck.ts'
import { stationClient, withStation } from './station-client.ts'
import type { StationOptions } from './station-client.ts'
import { duration } from './terminal/duration.ts'
import { table } from './terminal/table.ts'

type Options = StationOptions & { readonly json?: boolean; readonly watch?: boolean }

/** `vmp machines`: what the station knows. */
export function machinesCommand(): Command {
  const command = new Command('machines').description(output('cli.machines'))
  const add = (name: string, description: string, isDefault = false): Command =>
    withStation(command.command(name, { isDefault }).description(description).option('--json', output('cli.json')))

  add('list', output('cli.machines.list'), true)
    .option('--watch', output('cli.machines.watch'))
    .action((options: Options) => (options.watch ? watch(options) : list(options)))
  add('show <machine>', output('cli.machines.show')).action(async (machine: string, options: Options) => {
    const station = await stationClient(options)
    show(await station.machine({ params: { machine } }), options)
  })
  add('doctor <machine>', output('cli.machines.doctor')).action(async (machine: string, options: Options) => {
    const station = await stationClient(options)
    const doctor = await station.doctor({ params: { machine } })
    if (options.json) print(doctor)
    else process.stdout.write(printDoctor(doctor, language()))
  })
  add('recheck <machine>', output('cli.machines.recheck'))
    .option('--fix', output('cli.preflight.fix'))
    .option('--deep <tests>', output('cli.preflight.deep'), parseTests)
    .option('--budget <time>', output('cli.preflight.budget'), parseTime)
    .option('--peer <machine>', output('cli.machines.peer'))
    .option('--no-wait', output('cli.machines.noWait'))
    .option('--cancel', output('cli.machines.cancel'))
    .action(recheckOrCancel)
  add('loader <machine> <loader>', output('cli.machines.loader')).action(
    async (machine: string, loader: string, options: Options) => {
      const station = await stationClient(options)
      const chosen = loader === 'auto' ? null : (loader as 'shim' | 'snponly')
      show(await station.setLoader({ params: { machine }, body: { loader: chosen } }), options)
    },
  )
  add('forget <machine>', output('cli.machines.forget')).action(async (machine: string, options: Options) => {
    const station = await stationClient(options)
    const { forgotten } = await station.forget({ params: { machine } })
    if (options.json) print({ forgotten })
    else process.stdout.write(`${output('cli.machines.forgotten', { machine: forgotten })}\n`)
  })
  return command
}

async function recheckOrCancel(named: string, options: Options & RecheckOptions & { cancel?: boolean }): Promise<void> {
  const station = await stationClient(options)
  const { recheck } = await import('./recheck.ts')
  const machine = options.cancel
    ? await station.cancelRecheck({ params: { machine: named } })
    : await recheck(station, named, options)
  if (machine) show(machine, options)
}

async function list(options: Options): Promise<void> {
  const station = await stationClient(options)
  const { machines } = await station.machines({})
  if (options.json) print(machines)
  else process.stdout.write(machineTable(machines))
}

/** Redraws on every change until it is interrupted; with `--json` a line per change. */
async function watch(options: Options): Promise<void> {
  const station = await stationClient(options)
  // Subscribed before the list is read, so that nothing falls between the two.
  const events = station.events({})
  await events.opened()
  const known = new Map((await station.machines({})).machines.map((machine) => [machine.id, machine]))
  const draw = (): void => {
    const clear = process.stdout.isTTY ? '\u001B[H\u001B[2J' : ''
    process.stdout.write(`${clear}${machineTable([...known.values()])}`)
  }
  if (!options.json) draw()
  for await (const event of events) {
    if (options.json) process.stdout.write(`${JSON.stringify(event)}\n`)
    const { machineId, machine, type } = event
    if (machineId === undefined) continue
    if (type === 'forgotten') known.delete(machineId)
    else if (machine) known.set(machineId, machine)
    else {
      const before = known.get(machineId) ?? (await station.machine({ params: { machine: machineId } }))
      known.set(machineId, after(before, event))
    }
    if (!options.json) draw()
  }
}

/** A machine after an event that tells only what is new. */
function after(machine: Machine, { entry, result, report }: StationEvent): Machine {
  if (entry) return { ...machine, talking: true, lastEvent: { at: entry.at, key: entry.key, params: entry.params } }
  if (report) return { ...machine, report }
  if (!result || !machine.checking) return machine
  const others = machine.checking.results.filter(({ check }) => check !== result.check)
  return { ...machine, checking: { ...machine.checking, results: [...others, result] } }
}

function show(machine: Machine, { json }: Options): void {
  if (json) print(machine)
  else process.stdout.write(describe(machine))
}

function machineTable(machines: readonly Machine[]): string {
  if (machines.length === 0) return `${output('cli.machines.none')}\n`
  const rows = machines.map((machine) => [
    machine.name,
    stateOf(machine),
    product(machine),
    machine.evidence.serial ?? '-',
    machine.evidence.macs[0] ?? '-',
    machine.address ?? '-',
    machine.live?.shortCode ?? '-',
    machine.lastEvent ? sayAny(language(), machine.lastEvent.key, machine.lastEvent.params) : '-',
  ])
  const titles = ['name', 'state', 'product', 'serial', 'mac', 'address', 'code', 'last'] as const
  const columns = titles.map((title) => ({
    title: output(`cli.column.${title}`),
    shrinks: title === 'last' || title === 'product',
  }))
  return table(columns, rows, process.stdout.isTTY ? process.stdout.columns : undefined)
}

function stateOf(machine: Machine): string {
  const state = [sayAny(language(), `state.${machine.state}`), ...progress(machine)].join(' ')
  return machine.talking ? state : `${state} (${output('cli.silent')})`
}

/** How many checks ended, or what they came to. */
function progress({ state, checking, report }: Machine): string[] {
  if (state === 'checking') return [String(checking?.results.length ?? 0)]
  return state === 'checked' && report ? [sayAny(language(), `verdict.${report.verdict}`)] : []
}

function product({ vendor, product }: Machine): string {
  return [vendor, product].filter((part) => part !== null).join(' ') || '-'
}

/** One machine as a page of lines. */
function describe(machine: Machine): string {
  const { facts, live, evidence } = machine
  const lines: [string, string][] = [
    [output('cli.column.name'), machine.name],
    [output('cli.column.state'), stateOf(machine)],
    [output('cli.column.product'), product(machine)],
    [output('cli.column.serial'), evidence.serial ?? '-'],
    ['UUID', evidence.uuid ?? '-'],
    [output('cli.column.mac'), evidence.macs.join(', ')],
    [output('cli.column.address'), live?.addresses.join(', ') || (machine.address ?? '-')],
    [output('cli.column.code'), live?.shortCode ?? '-'],
    [
      output('cli.column.firmware'),
      [machine.firmware, machine.secureBoot ? 'Secure Boot' : ''].filter(Boolean).join(', ') || '-',
    ],
  ]
  if (machine.recheck) lines.push([output('cli.column.recheck'), recheckText(machine.recheck)])
  if (facts) {
    const { cpu, memory } = facts
    lines.push(
      [output('cli.column.cpu'), `${cpu.model ?? '-'} (${cpu.sockets} × ${cpu.cores} / ${cpu.threads})`],
      [output('cli.column.memory'), binarySize(memory.installed ?? memory.usable ?? 0)],
      ...facts.disks.map((disk): [string, string] => [
        output('cli.column.disk'),
        `${disk.name}  ${Math.round(disk.size / 1e9)} GB  ${disk.transport ?? ''}  ${disk.model ?? ''}  ${disk.serial ?? ''}`.trimEnd(),
      ]),
      ...facts.nics.map((nic): [string, string] => [
        output('cli.column.nic'),
        `${nic.name}  ${nic.mac}  ${nic.driver ?? ''}  ${nic.link ? `${nic.speed ?? '?'} Mb/s` : output('cli.noLink')}${nic.boot ? '  *' : ''}`,
      ]),
      ['BMC', facts.bmc.present ? (facts.bmc.address ?? '+') : '-'],
    )
  }
  if (machine.report) {
    const { verdict, counts, policy, finishedAt } = machine.report
    const { fail, warn, unknown, advice } = counts
    const words = { verdict: `verdict.${verdict}`, fails: fail, warnings: warn, unknown, advice, policy }
    lines.push([output('cli.column.report'), `${sayAny(language(), 'cli.report', words)}  ${finishedAt}`])
  }
  for (const { key, params } of machine.findings)
    lines.push([output('cli.column.finding'), sayAny(language(), key, params)])
  return table([{ title: machine.name }, { title: '' }], lines)
}

/** What was asked for, and how far it is: `fix, memory · Memory patterns · 43 % · 3 min 20 s left`. */
function recheckText({ fix, deep, peer, cancelled, progress }: Recheck): string {
  const asked = [...(fix ? ['fix'] : []), ...deep].join(', ')
  const steps =
    progress === null
      ? [output('cli.recheck.waiting')]
      : [sayAny(language(), `${taskOf(progress.step)}.${progress.step}`), `${Math.round(progress.percent)} %`]
  const left = progress?.left ?? null
  return [
    peer === null ? asked : `${asked} (${peer})`,
    ...steps,
    ...(left === null ? [] : [output('progress.left', { time: duration(left) })]),
    ...(cancelled ? [output('cli.recheck.cancelled')] : []),
  ].join(' · ')
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}
