import { Command, InvalidArgumentError } from 'commander'
import { writeFileSafely } from '../../lib/files.ts'
import type { DeepResult } from '../../preflight/report.ts'
import { language, output, version } from '../context.ts'
import { watched } from '../watched.ts'

/** Exit codes beside 0 and 2 (usage): the machine is unfit; the run was interrupted. */
const unfit = 3
const interrupted = 130

interface Options {
  readonly policy: string
  readonly fix: boolean
  readonly dryRun: boolean
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
    .option('--fix', output('cli.preflight.fix'), false)
    .option('--dry-run', output('cli.preflight.dryRun'), false)
    .option('--deep <tests>', output('cli.preflight.deep'), parseTests)
    .option('--budget <time>', output('cli.preflight.budget'), parseTime, parseTime('10m'))
    .option('--peer <address>', output('cli.preflight.peer'))
    .option('--time-from <url>', output('cli.preflight.timeFrom'), parseUrl)
    .option('--html <file>', output('cli.preflight.html'))
    .option('--output <file>', output('cli.preflight.output'))
    .option('--json', output('cli.json'))
    .action(check)
}

async function check({ deep = [], peer, policy: named, html, json, output: file, ...options }: Options): Promise<void> {
  const [{ checkup }, { policyNamed }, { reportHtml }, { reportText }, { print, writeHtml }] = await Promise.all([
    import('./checkup.ts'),
    import('../policy.ts'),
    import('../../preflight/report/html.ts'),
    import('./text.ts'),
    import('./report.ts'),
  ])
  const policy = policyNamed(named)
  // A user's PATH, or none at all, leaves out where dmidecode, ethtool and their like are.
  process.env['PATH'] = [process.env['PATH'], '/usr/sbin', '/usr/bin', '/sbin', '/bin'].filter(Boolean).join(':')
  if (process.getuid?.() !== 0) process.stderr.write(`${output('preflight.run.notRoot')}\n`)
  const { report, aborted } = await watched(async ({ signal, sink }) => {
    const tests = deep === 'all' ? testsWith(peer) : deep
    const fix = options.fix || options.dryRun
    const work = { ...options, fix, program: version(), policy, deep: tests, peer: peer ?? null, signal, sink }
    return { report: await checkup(work), aborted: signal.aborted }
  })
  if (file !== undefined) writeFileSafely(file, `${JSON.stringify(report, null, 2)}\n`)
  if (html !== undefined) writeHtml(html, reportHtml(report, { language: language() }))
  if (json) print(report)
  else if (html !== '-') process.stdout.write(reportText(report, language(), process.stdout))
  if (aborted) process.stderr.write(`${output('preflight.run.aborted')}\n`)
  process.exitCode = aborted ? interrupted : report.verdict === 'fit' ? 0 : unfit
}

const allTests = ['memory', 'disks', 'cpu', 'network'] as const

/** The network test needs another machine. */
const testsWith = (peer: string | undefined): DeepResult['test'][] =>
  allTests.filter((test) => test !== 'network' || peer !== undefined)

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
