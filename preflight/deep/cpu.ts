/** Do the processors stay cool enough, and calculate rightly, when all of them work? */
import { stressArgs } from '../../lib/tools/stressapptest.ts'
import { resultOf } from './stress.ts'
import { round, tested, whileTelling } from './test.ts'
import type { DeepContext, DeepTest, Outcome } from './test.ts'
import { highest, watchHeat } from './heat.ts'

/** Milliseconds beyond its time: stressapptest looks at the clock only between two long calculations. */
const around = 60_000
/** A copy per thread small enough to stay in the caches, so that the processors and not the memory set the pace. */
const mebibytesPerThread = 4

export const cpu: DeepTest = {
  id: 'cpu',
  weight: 2,
  run: async (context) => [await tested('cpu', null, context, () => testCpu(context))],
}

async function testCpu(context: DeepContext): Promise<Outcome> {
  const { facts, budget, signal, reader, elapsed } = context
  const threads = Math.max(1, facts.cpu.threads)
  const options = {
    mebibytes: mebibytesPerThread * threads,
    seconds: Math.max(1, Math.floor(budget / 1000)),
    copying: threads,
    calculating: threads,
  }
  const watch = await watchHeat(reader)
  const since = elapsed()
  const lines: string[] = []
  const load = context.run('stressapptest', stressArgs(options), {
    timeout: budget + around,
    signal,
    group: true,
    onLine: (line) => lines.push(line),
  })
  const failure = await whileTelling(context, watch.during(load, context.pause)).then(
    () => undefined,
    (error: unknown) => error,
  )
  const result = resultOf(lines, failure)
  const heat = await watch.end()
  const hot = heat.critical !== null && heat.temperature.length > 0 && highest(heat.temperature) >= heat.critical
  const passed = result.passed && failure === undefined && heat.throttled === 0 && !hot
  const problem = [
    ...(heat.throttled > 0 ? [`the processor slowed itself down because of heat ${heat.throttled} times`] : []),
    ...(hot ? [`its critical temperature of ${heat.critical} degrees C was reached`] : []),
    ...result.differences,
  ].join('\n')
  return {
    outcome: passed ? 'passed' : 'failed',
    covered: Math.min(100, round((100 * (elapsed() - since)) / budget)),
    figures: [
      ...spread('temperature', heat.temperature, '°C'),
      ...spread('frequency', heat.frequency, 'MHz'),
      ...(heat.counted ? [{ name: 'throttled', value: heat.throttled, unit: '' }] : []),
      { name: 'incidents', value: result.incidents, unit: '' },
      { name: 'copyRate', value: round(result.copiedMebibytes / options.seconds), unit: 'MiB/s' },
    ],
    problem: problem === '' ? null : problem.slice(0, 1000),
  }
}

/** At the start, highest and lowest. */
function spread(name: string, values: readonly number[], unit: string): Outcome['figures'] {
  const [first] = values
  if (first === undefined) return []
  return [
    { name: `${name}.start`, value: round(first), unit },
    { name: `${name}.lowest`, value: round(values.reduce((a, b) => Math.min(a, b))), unit },
    { name: `${name}.highest`, value: round(highest(values)), unit },
  ]
}
