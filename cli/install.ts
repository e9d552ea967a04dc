/** `vmp install`: installs the machine that it runs on, from its live system. */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { Command, Option } from 'commander'
import { mediumFiles, mediumFolder } from '../answer/medium.ts'
import type { Plan } from '../answer/plan.ts'
import type { Answer } from '../answer/schema.ts'
import { fromProblem, VmpError } from '../lib/errors.ts'
import type { StepEvent } from '../lib/steps.ts'
import { installSteps } from '../installer/steps.ts'
import type { InstallStep } from '../installer/steps.ts'
import type { Facts } from '../preflight/facts/schema.ts'
import type { Policy } from '../preflight/policy.ts'
import type { Report } from '../preflight/report.ts'
import { language, output, version } from './context.ts'
import { watched } from './watched.ts'

interface Options {
  readonly answer?: string
  readonly plan?: boolean
  readonly code?: string
  readonly yes?: boolean
  readonly anyway?: boolean
  readonly until?: InstallStep
  readonly json?: boolean
}

export function installCommand(): Command {
  return new Command('install')
    .description(output('install.cli.description'))
    .option('--answer <file>', output('install.cli.answer'))
    .option('--plan', output('install.cli.plan'))
    .option('--code <code>', output('install.cli.code'))
    .option('--yes', output('install.cli.yes'))
    .option('--anyway', output('install.cli.anyway'))
    .addOption(new Option('--until <step>', output('install.cli.until')).choices(installSteps))
    .option('--json', output('cli.json'))
    .action(install)
}

async function install(options: Options): Promise<void> {
  const { json = false } = options
  const [{ thisMachine }, { planInstallation }, { runInstallation }, { ownMachineId }, { shippedPolicy }] =
    await Promise.all([
      import('./installer.ts'),
      import('../installer/plan/plan.ts'),
      import('../installer/run.ts'),
      import('../live/installation/medium.ts'),
      import('../preflight/policies.ts'),
    ])
  const read = await answerFile(options.answer)
  const reading = shippedPolicy('host')
  const ports = await thisMachine(reading)
  const facts = await ports.facts(new AbortController().signal)
  const answer = await rendered(read, facts)
  const machine = ownMachineId(facts)
  const plan = planInstallation({ facts, answer, machine, rearmed: false, code: options.code ?? null })
  if (options.plan || !json) await show(plan, json)
  const [problem] = plan.problems
  if (problem !== undefined) throw fromProblem(problem)
  if (options.plan) return
  const policy = shippedPolicy(answer.preflight.policy ?? 'host')
  if (options.yes !== true) await confirmed(answer.identity.name)
  const order = {
    machine,
    installation: randomUUID(),
    answer,
    plan,
    rearmed: false,
    code: options.code ?? null,
    imageKeys: await keysOf(),
    station: await stationOf(ports.commandLine),
  }
  const gate = options.anyway === true ? undefined : () => checked(answer, policy)
  const work = (signal: AbortSignal, sink: (event: StepEvent) => void) =>
    runInstallation(order, { ...ports, policy, gate }, { signal, sink, until: options.until })
  if (json) await told(work)
  else await watched(({ signal, sink }) => work(signal, sink))
  if (json) return
  const { name } = answer.identity
  const words =
    options.until === undefined
      ? output('install.cli.done', { host: name })
      : output('install.cli.stopped', { step: output(`install.${options.until}`) })
  process.stdout.write(`${words}\n`)
}

/** An event a line, as they happen. */
async function told(work: (signal: AbortSignal, sink: (event: StepEvent) => void) => Promise<unknown>): Promise<void> {
  const cancel = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => cancel.abort())
  await work(cancel.signal, (event) => process.stdout.write(`${JSON.stringify(event)}\n`))
}

async function answerFile(named: string | undefined): Promise<{ text: string; file: string }> {
  const file = named ?? join(mediumFolder, mediumFiles.answer)
  if (named === undefined && !existsSync(file)) throw new VmpError('install.noAnswer')
  return { text: await readFile(file, 'utf8'), file }
}

async function rendered(
  { text, file }: { text: string; file: string },
  facts: Pick<Facts, 'system' | 'nics'>,
): Promise<Answer> {
  const [{ readAnswer }, { renderAnswer }] = await Promise.all([
    import('../answer/file.ts'),
    import('../answer/render.ts'),
  ])
  const { uuid, serial } = facts.system
  const macs = facts.nics.map(({ mac }) => mac)
  return renderAnswer(readAnswer(text, file), { uuid, serial, macs, labels: {}, index: 1, order: 1 })
}

async function show(plan: Plan, json: boolean): Promise<void> {
  if (json) {
    process.stdout.write(`${JSON.stringify(plan)}\n`)
    return
  }
  const { planText } = await import('../answer/plan-text.ts')
  process.stdout.write(`${planText(plan, language(), process.stdout.columns || 80)}\n`)
}

/** @throws VmpError `install.notConfirmed` */
async function confirmed(name: string): Promise<void> {
  if (!process.stdin.isTTY) throw new VmpError('install.notConfirmed')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const typed = await terminal.question(output('install.cli.confirm', { word: name }))
    if (typed.trim() !== name) throw new VmpError('install.notConfirmed')
  } finally {
    terminal.close()
  }
}

/** @throws VmpError `install.unfit`, `install.warned` */
async function checked(answer: Answer, policy: Policy): Promise<void> {
  const { checks, verdict } = await checkup(policy)
  const codes = (severity: string): string =>
    [...new Set(checks.flatMap(({ findings }) => findings.filter((found) => found.severity === severity)))]
      .map(({ code }) => code)
      .join(', ')
  if (verdict === 'unfit') throw new VmpError('install.unfit', { checks: codes('fail') })
  const warnings = codes('warn')
  if (answer.preflight.warnings === 'stop' && warnings !== '')
    throw new VmpError('install.warned', { checks: warnings })
}

async function checkup(policy: Policy): Promise<Report> {
  const [{ runPreflight }, { run }] = await Promise.all([import('../preflight/run.ts'), import('../lib/exec.ts')])
  const { signal } = new AbortController()
  return runPreflight({
    collect: { root: '/', run, now: () => new Date(), signal },
    policy,
    id: randomUUID(),
    program: version(),
  })
}

/** The key that the medium was made with. */
async function keysOf(): Promise<string[]> {
  const file = join(mediumFolder, mediumFiles.key)
  return existsSync(file) ? [await readFile(file, 'utf8')] : []
}

async function stationOf(commandLine: string): Promise<{ url: URL; pin: string } | null> {
  const { parseCommandLine } = await import('../live/command-line.ts')
  return parseCommandLine(commandLine).station ?? null
}
