/** Does memory give back what was written, with all processors copying at once? */
import { stressArgs } from '../../lib/tools/stressapptest.ts'
import type { Reader } from '../facts/reader.ts'
import { resultOf } from './stress.ts'
import { impossible, round, tested, whileTelling } from './test.ts'
import type { DeepContext, DeepTest, Outcome } from './test.ts'

const MiB = 1024 ** 2
/** Left to the system that tests itself: a tenth of what is available, and at least this. */
const leastReserve = 256 * MiB
/** Bytes that are surely filled in a second; filling is not counted by the program's own time. */
const fillRate = 500 * MiB
/** Milliseconds to start, and to check everything once more at the end. */
const around = 60_000

export const memory: DeepTest = {
  id: 'memory',
  weight: 4,
  run: async (context) => [await tested('memory', null, context, () => testMemory(context))],
}

async function testMemory(context: DeepContext): Promise<Outcome> {
  const { reader, budget, signal, facts } = context
  const { total, available } = await memoryNow(reader)
  const size = Math.floor(available - Math.max(leastReserve, available / 10))
  const threads = Math.max(1, facts.cpu.threads)
  if (size < threads * MiB) return impossible('too little memory is free')
  const options = {
    mebibytes: Math.floor(size / MiB),
    seconds: Math.max(1, Math.floor(budget / 1000)),
    copying: threads,
    calculating: 0,
  }
  const before = await counted(reader)
  const lines: string[] = []
  // Should memory run short after all, the kernel ends the test and nothing else.
  const args = ['-n', '1000', '--', 'stressapptest', ...stressArgs(options)]
  const timeout = budget + around + (size / fillRate) * 1000
  const ended = context.run('choom', args, { timeout, signal, group: true, onLine: (line) => lines.push(line) })
  const failure = await whileTelling(context, ended).then(
    () => undefined,
    (error: unknown) => error,
  )
  const result = resultOf(lines, failure)
  const after = await counted(reader)
  const corrected = after.corrected - before.corrected
  const uncorrected = after.uncorrected - before.uncorrected
  const passed = result.passed && failure === undefined && corrected === 0 && uncorrected === 0
  return {
    outcome: passed ? 'passed' : 'failed',
    // Blocks are copied in random order: a share of the size that was not copied once may hold blocks never moved.
    covered: round(((100 * size) / total) * Math.min(1, result.copiedMebibytes / options.mebibytes)),
    figures: [
      { name: 'tested', value: options.mebibytes, unit: 'MiB' },
      { name: 'copied', value: Math.round(result.copiedMebibytes), unit: 'MiB' },
      { name: 'incidents', value: result.incidents, unit: '' },
      { name: 'corrected', value: corrected, unit: '' },
      { name: 'uncorrected', value: uncorrected, unit: '' },
    ],
    problem: result.differences.length === 0 ? null : result.differences.join('\n').slice(0, 1000),
  }
}

async function memoryNow({ text }: Reader): Promise<{ total: number; available: number }> {
  const meminfo = (await text('/proc/meminfo')) ?? ''
  const bytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(meminfo)?.[1] ?? 0) * 1024
  return { total: bytes('MemTotal'), available: bytes('MemAvailable') }
}

/** Errors that the memory controllers have counted so far (Documentation/driver-api/edac.rst). */
async function counted({ text, list }: Reader): Promise<{ corrected: number; uncorrected: number }> {
  const folder = '/sys/devices/system/edac/mc'
  const controllers = (await list(folder)).filter((name) => /^mc\d+$/.test(name))
  const sum = async (file: string): Promise<number> => {
    const counts = await Promise.all(controllers.map((name) => text(`${folder}/${name}/${file}`)))
    return counts.reduce((total, count) => total + Number(count ?? 0), 0)
  }
  return { corrected: await sum('ce_count'), uncorrected: await sum('ue_count') }
}
