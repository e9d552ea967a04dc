import { Command } from 'commander'
import type { Machine, StationEvent } from '../pxe/contract/machines.ts'
import { language, output } from './context.ts'
import { printDoctor } from './doctor.ts'
import { parseTests, parseTime } from './preflight/run.ts'
import type { RecheckOptions } from './recheck.ts'
import { stationClient, withStation } from './station-client.ts'
import type { StationOptions } from './station-client.ts'
import { addApprovals } from './machines/approvals.ts'
import { addPersons } from './machines/persons.ts'
import { describe, machineTable } from './machines/text.ts'

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
  addApprovals(command, add)
  addPersons(command, add)
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

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}
