import { Command, InvalidArgumentError, Option } from 'commander'
import { VmpError } from '../../lib/errors.ts'
import { nearest } from '../../lib/nearest.ts'
import type { DeepResult, Report } from '../../preflight/report.ts'
import { language, output, version } from '../context.ts'
import { reportFailure } from '../failure.ts'
import { watched } from '../watched.ts'
import { writeNamed } from './files.ts'
import { checkOutputs, print, writeHtml } from './show.ts'

/** Exit codes beside 0 and 2 (usage): the machine is unfit; the run was interrupted. */
export const unfit = 3
export const interrupted = 130

/** For all deep tests together. */
const usualBudget = '10m'

interface Options {
  readonly policy: string
  readonly fix?: boolean
  readonly dryRun?: boolean
  readonly deep?: readonly DeepResult['test'][] | 'all'
  readonly budget: number
  readonly peer?: string
  readonly timeFrom?: string
  readonly html?: string
  readonly output?: string
  readonly json?: boolean
}

/** `vmp preflight run`: checks the machine that it runs on; its verdict is the exit code. */
export function runCommand(): Command {
  return new Command('run')
    .description(output('cli.preflight.run'))
    .option('--policy <name|file>', output('cli.preflight.policy'), 'host')
    .option('--fix', output('cli.preflight.fix'))
    .option('--dry-run', output('cli.preflight.dryRun'))
    .option('--deep <tests>', output('cli.preflight.deep'), parseTests)
    .addOption(
      new Option('--budget <time>', output('cli.preflight.budget'))
        .argParser(parseTime)
        .default(parseTime(usualBudget), usualBudget),
    )
    .option('--peer <address>', output('cli.preflight.peer'))
    .option('--time-from <url>', output('cli.preflight.timeFrom'), parseUrl)
    .option('--html <file>', output('cli.preflight.html'))
    .option('--output <file>', output('cli.preflight.output'))
    .option('--json', output('cli.json'))
    .allowExcessArguments()
    .action(check)
}

async function check(options: Options, command: Command): Promise<void> {
  const { deep = [], peer, output: file } = options
  const [unknown] = command.args
  if (unknown !== undefined) throw unknownCommand(unknown, command)
  const json = options.json || file === '-'
  checkOutputs({ ...options, json })
  const tests = deep === 'all' ? testsWith(peer) : deep
  checkPeer(tests, peer)
  const [{ checkup }, { policyNamed }] = await Promise.all([import('./checkup.ts'), import('../policy.ts')])
  const policy = policyNamed(options.policy)
  // A user's PATH, or none at all, leaves out where dmidecode, ethtool and their like are.
  process.env['PATH'] = [process.env['PATH'], '/usr/sbin', '/usr/bin', '/sbin', '/bin'].filter(Boolean).join(':')
  if (process.getuid?.() !== 0) process.stderr.write(`${output('preflight.run.notRoot')}\n`)
  const { report, aborted } = await watched(async ({ signal, sink }) => {
    const { dryRun = false, fix = dryRun, budget, timeFrom } = options
    const asked = { fix, dryRun, deep: tests, budget, peer: peer ?? null, timeFrom }
    return { report: await checkup({ ...asked, program: version(), policy, signal, sink }), aborted: signal.aborted }
  })
  process.exitCode = aborted ? interrupted : report.verdict === 'fit' ? 0 : unfit
  await give(report, { ...options, json })
  if (aborted) process.stderr.write(`${output('preflight.run.aborted')}\n`)
}

/** To the output first: a file that cannot be written must not cost the report, which may have taken an hour. */
async function give(report: Report, { json, html, output: file }: Options): Promise<void> {
  const [{ reportHtml }, { reportText }] = await Promise.all([
    import('../../preflight/report/html.ts'),
    import('./text.ts'),
  ])
  if (json) print(report)
  else if (html !== '-') process.stdout.write(reportText(report, language(), process.stdout))
  try {
    if (file !== undefined && file !== '-') writeNamed(file, `${JSON.stringify(report, null, 2)}\n`)
    if (html !== undefined) writeHtml(html, reportHtml(report, { language: language() }))
  } catch (error) {
    // Not as JSON: the output holds one document already.
    process.exitCode = reportFailure(error, language(), false)
  }
}

/** `vmp preflight NAME` comes here for every name that is no command. */
function unknownCommand(name: string, { parent }: Command): VmpError {
  const names = (parent?.commands ?? []).map((each) => each.name())
  return new VmpError('preflight.unknownCommand', {
    name,
    names: names.join(', '),
    nearest: nearest(name, names) ?? '–',
  })
}

const allTests = ['memory', 'disks', 'cpu', 'network'] as const

/** The network test needs another machine. */
export const testsWith = (peer: string | undefined): DeepResult['test'][] =>
  allTests.filter((test) => test !== 'network' || peer !== undefined)

/** @throws VmpError `preflight.peerAndTest` */
function checkPeer(tests: readonly DeepResult['test'][], peer: string | undefined): void {
  const [test, address] = ['--deep network', '--peer ADDRESS']
  if (tests.includes('network') === (peer !== undefined)) return
  const [given, missing] = peer === undefined ? [test, address] : [address, test]
  throw new VmpError('preflight.peerAndTest', { given, missing })
}

export function parseTests(text: string): readonly DeepResult['test'][] | 'all' {
  if (text === 'all') return 'all'
  const names = text.split(',').map((name) => name.trim())
  const tests = allTests.filter((test) => names.includes(test))
  if (tests.length !== names.length) throw new InvalidArgumentError(output('preflight.run.badTests'))
  return tests
}

const units = { s: 1000, m: 60_000, h: 3_600_000 } as const

/** Milliseconds of `90s`, `10m`, `1.5h`. */
export function parseTime(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(text.trim())
  const time = match === null ? 0 : Number(match[1]) * units[match[2] as keyof typeof units]
  if (time < 1000) throw new InvalidArgumentError(output('preflight.run.badTime'))
  return time
}

function parseUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text)) throw new InvalidArgumentError(output('preflight.run.badUrl'))
  return text
}
