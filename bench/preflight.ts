/**
 * How long a first report takes on this machine, beside what else reads a machine's hardware; which of our sources were the
 * slowest; and how long 1,000 machines side by side take.
 */
import si from 'systeminformation'
import { reportFailure } from '../cli/failure.ts'
import { fleetText } from '../cli/preflight/fleet-text.ts'
import { isVmpError } from '../lib/errors.ts'
import { run } from '../lib/exec.ts'
import { shippedPolicy } from '../preflight/policies.ts'
import { busyServer, fleetReports } from '../preflight/report/__fixtures__/reports.ts'
import { fleetHtml } from '../preflight/report/fleet-html.ts'
import { fleetOf } from '../preflight/report/fleet.ts'
import type { Report } from '../preflight/report.ts'
import { runPreflight } from '../preflight/run.ts'
import { figureTable, meets } from './figures.ts'
import type { Figure } from './figures.ts'
import { median } from './processes.ts'

const RUNS = 5
const MACHINES = 1000
/** Seconds from the live system being up. */
const FIRST_REPORT = 5
const FLEET_REPORT = 1
const timeout = 120_000

async function report(): Promise<Report> {
  const { signal } = new AbortController()
  const collect = { root: '/', run, now: () => new Date(), signal }
  return runPreflight({ collect, policy: shippedPolicy('host'), id: 'bench', program: 'bench' })
}

async function seconds(work: () => unknown): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}

/** The peers by turns with ours, so that what else the machine does meets all; one that is not installed is left out. */
async function firstReport(): Promise<Figure> {
  const peers: Record<string, () => Promise<unknown>> = {
    'lshw -json': () => run('lshw', ['-json'], { timeout }),
    'systeminformation getStaticData': () => si.getStaticData(),
  }
  const ours: number[] = []
  const theirs = new Map<string, number[]>()
  for (let turn = 0; turn < RUNS; turn++) {
    ours.push(await seconds(report))
    for (const [name, work] of Object.entries(peers)) {
      try {
        const took = await seconds(work)
        theirs.set(name, [...(theirs.get(name) ?? []), took])
      } catch (error) {
        if (!isVmpError(error) || error.code !== 'command.missing') throw error
        process.stderr.write(`${error.message}\n`)
      }
    }
  }
  return {
    what: 'facts and checks of this machine',
    unit: 's',
    better: 'lower',
    ours: median(ours),
    wanted: FIRST_REPORT,
    peers: Object.fromEntries([...theirs].map(([name, times]) => [name, median(times)])),
  }
}

/** From reports in memory to text that can be shown: a table on a terminal, and a page. */
async function fleet(): Promise<Figure[]> {
  const reports = fleetReports(MACHINES, (_, index) => ({
    ...busyServer,
    system: { ...busyServer.system, serial: `S${index}` },
  }))
  const shown = {
    'as text': () => fleetText(fleetOf(reports, 'en'), 'en', process.stdout),
    'as HTML': () => fleetHtml(fleetOf(reports, 'zh'), 'zh'),
  }
  const figures: Figure[] = []
  for (const [form, work] of Object.entries(shown)) {
    const times: number[] = []
    for (let turn = 0; turn < RUNS; turn++) times.push(await seconds(work))
    const what = `${MACHINES} machines ${form}`
    // The first is what a person waits for: nothing is compiled then.
    figures.push({ what: `${what}, the first time`, unit: 's', better: 'lower', ours: times[0]!, wanted: FLEET_REPORT })
    figures.push({ what, unit: 's', better: 'lower', ours: median(times), wanted: FLEET_REPORT })
  }
  return figures
}

try {
  const ofFleet = await fleet()
  const held = { what: `most memory held for ${MACHINES} machines`, unit: 'MB', better: 'lower' } as const
  const figures = [...ofFleet, { ...held, ours: process.resourceUsage().maxRSS / 1000 }, await firstReport()]
  process.stdout.write(figureTable(figures, process.stdout.columns))
  const { facts } = await report()
  const slowest = facts.sources.slice(0, 3).map(({ source, took }) => `${source} ${took} ms`)
  process.stdout.write(`slowest sources: ${slowest.join(', ')}; all side by side: ${facts.took} ms\n`)
  if (!figures.every(meets)) process.exitCode = 1
} catch (error) {
  process.exitCode = reportFailure(error, 'en', false)
}
