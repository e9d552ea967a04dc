/** What people read of machines. */
import { describe as describeProblem } from '../../lib/errors.ts'
import { sayAny } from '../../lib/text/say.ts'
import { binarySize } from '../../lib/units.ts'
import type { MachineInstallation } from '../../pxe/contract/installations.ts'
import type { Machine } from '../../pxe/contract/machines.ts'
import { taskOf } from '../../pxe/contract/recheck.ts'
import type { Recheck } from '../../pxe/contract/recheck.ts'
import { language, output } from '../context.ts'
import { duration } from '../terminal/duration.ts'
import { table } from '../terminal/table.ts'

/** All machines as a table. */
export function machineTable(machines: readonly Machine[]): string {
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

/** How many checks ended, or what they came to; the place in the queue; how far the step is. */
function progress({ state, checking, report, installation }: Machine): string[] {
  if (state === 'checking') return [String(checking?.results.length ?? 0)]
  if (state === 'approved' && installation?.position) return [`#${installation.position}`]
  if (state === 'installing' && installation) return [stepText(installation)]
  if (state === 'failed' && installation?.failure) return [installation.failure.problem.code]
  return state === 'checked' && report ? [sayAny(language(), `verdict.${report.verdict}`)] : []
}

function product({ vendor, product }: Machine): string {
  return [vendor, product].filter((part) => part !== null).join(' ') || '-'
}

/** One machine as a page of lines. */
export function describe(machine: Machine): string {
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
  const labels = Object.entries(machine.labels).map(([key, value]) => (value === '' ? key : `${key}=${value}`))
  if (labels.length > 0) lines.push([output('cli.column.labels'), labels.join(' ')])
  if (machine.rearmed) lines.push([output('cli.column.rearmed'), output('cli.machines.once')])
  if (machine.rescue) lines.push([output('cli.column.rescue'), output('cli.machines.nextStart')])
  if (machine.installation) lines.push(...installationLines(machine.installation))
  if (machine.host) lines.push(...hostLines(machine.host))
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

/** The step, how far it is, how quick, and how long everything will still take. */
function stepText({ phase, progress, stalledSince }: MachineInstallation): string {
  if (phase === 'written') return output('install.start')
  if (progress === null) return '…'
  const { step, percent, rate, unit, left } = progress
  return [
    sayAny(language(), `install.${step}`),
    ...(percent === null ? [] : [`${Math.floor(percent)} %`]),
    ...(rate === null || unit !== 'bytes' || rate <= 0 ? [] : [`${Math.round(rate / 1e6)} MB/s`]),
    ...(left === null ? [] : [output('progress.left', { time: duration(left) })]),
    ...(stalledSince === null ? [] : [output('cli.machines.stalled')]),
  ].join(' · ')
}

function installationLines(installation: MachineInstallation): [string, string][] {
  const { answer, name, approvedAt, approvedBy, reason, rule, policy, phase, failure, startedAt, endedAt, outcome } =
    installation
  const title = output('cli.column.installation')
  const lines: [string, string][] = []
  if (outcome === 'adopted' && endedAt !== null)
    lines.push([title, output('cli.machines.adoptedLine', { at: endedAt })])
  // One that another station installed was never approved here.
  if (answer.name !== '')
    lines.push([
      title,
      output('cli.machines.approvedLine', {
        name,
        answer: `${answer.name} ${answer.version}`,
        at: approvedAt,
        who: approvedBy,
      }),
    ])
  if (policy !== null) lines.push([title, output('cli.machines.policyLine', { policy })])
  if (rule !== null) lines.push([title, output('cli.machines.byRule', { rule })])
  if (reason !== null) lines.push([title, output('cli.machines.because', { reason })])
  if (phase === 'running' || phase === 'written') lines.push([title, stepText(installation)])
  if (startedAt !== null && endedAt !== null && outcome === 'installed')
    lines.push([
      title,
      output('cli.machines.tookLine', { time: duration(Date.parse(endedAt) - Date.parse(startedAt)) }),
    ])
  if (failure) {
    const { what, why, remedy } = describeProblem(failure.problem, language())
    const step = failure.step === null ? '-' : sayAny(language(), `install.${failure.step}`)
    lines.push([output('cli.column.failure'), `${step}: ${what}`], ['', why], ['', remedy])
  }
  return lines
}

function hostLines({
  name,
  image,
  slot,
  verified,
  problems,
  arrays,
  reportedAt,
}: NonNullable<Machine['host']>): [string, string][] {
  const title = output('cli.column.host')
  const state = output(verified ? 'cli.machines.verified' : 'cli.machines.notVerified')
  return [
    [title, `${name} · ${image} · ${slot.toUpperCase()} · ${state} · ${reportedAt}`],
    ...problems.map((problem): [string, string] => [title, describeProblem(problem, language()).what]),
    ...arrays
      .filter((array) => array.state !== 'optimal')
      .map((array): [string, string] => [title, `${array.name}: ${array.state}`]),
  ]
}
