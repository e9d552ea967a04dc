import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { VmpError } from '../lib/errors.ts'
import { CommandError } from '../lib/exec.ts'
import type { StepEvent } from '../lib/steps.ts'
import { disk, fitServer } from './__fixtures__/facts.ts'
import { percentile, slowRegions } from './deep/disks.ts'
import { runDeepTests } from './deep.ts'
import type { DeepOptions } from './deep.ts'
import type { Reader } from './facts/reader.ts'

const MiB = 1024 ** 2

const passed = (copied: number): string[] => [
  `Stats: Completed: ${copied}.00M in 1.00s 1.00MB/s, with 0 hardware incidents, 0 errors`,
  'Status: PASS - please verify no corrected errors',
]

/** A machine whose files change while it is tested: the reading of a path is the next of its list, the last one stays. */
function reader(files: Record<string, string[]>): Reader {
  const next = (path: string): string | undefined => {
    const values = files[path]
    return values === undefined ? undefined : values.length > 1 ? values.shift() : values[0]
  }
  const below = (path: string): string[] => {
    const inside = Object.keys(files).filter((file) => file.startsWith(`${path}/`))
    return [...new Set(inside.map((file) => file.slice(path.length + 1).split('/')[0]!))]
  }
  return {
    text: async (path) => next(path),
    bytes: async () => undefined,
    bytesAt: async () => undefined,
    list: async (path) => below(path),
    target: async () => undefined,
    run: async () => '',
  }
}

const enough = { '/proc/meminfo': ['MemTotal:  2097152 kB\nMemAvailable: 1048576 kB'] }

function options(more: Partial<DeepOptions> & { say?: string[]; files?: Record<string, string[]> }): DeepOptions {
  const { say = [], files = enough, ...rest } = more
  let now = 0
  return {
    facts: fitServer,
    reader: reader(files),
    run: async (_command, _args, { onLine }) => {
      for (const line of say) onLine?.(line, 'stdout')
      return { stdout: '', stderr: '' }
    },
    budget: 100_000,
    signal: new AbortController().signal,
    elapsed: () => (now += 1),
    pause: async () => {
      await sleep(1)
    },
    random: () => 0.5,
    peer: null,
    tests: ['memory'],
    ...rest,
  }
}

const only = async (more: Parameters<typeof options>[0]) => (await runDeepTests(options(more)))[0]!
const figure = (result: { figures: { name: string; value: number }[] }, name: string) =>
  result.figures.find((each) => each.name === name)?.value

test('memory: all that is free but a reserve is tested, and the covered share is of all memory', async () => {
  const result = await only({ say: passed(5000) })
  expect(figure(result, 'tested')).toBe(768)
  expect(result).toMatchObject({ outcome: 'passed', covered: 37.5 })
})

test('memory: what was not copied once is not covered', async () => {
  expect((await only({ say: passed(384) })).covered).toBe(18.75)
})

test('memory: an error that the controller corrected meanwhile fails the test', async () => {
  const files = { ...enough, '/sys/devices/system/edac/mc/mc0/ce_count': ['3', '4'] }
  const result = await only({ say: passed(5000), files })
  expect(result.outcome).toBe('failed')
  expect(figure(result, 'corrected')).toBe(1)
})

test('memory: a difference fails it, and says where', async () => {
  const wrong = 'Hardware Error: miscompare on CPU 0(0x1) at 0x7f2acc420a70'
  const say = [
    wrong,
    'Stats: Completed: 900.00M in 5.01s 1.00MB/s, with 1 hardware incidents, 0 errors',
    'Status: FAIL - x',
  ]
  const result = await only({ say })
  expect(result).toMatchObject({ outcome: 'failed', problem: wrong })
})

test.each([
  ['a program that is not installed', new VmpError('command.missing', { command: 'choom' })],
  ['a program that another one cannot start', new CommandError('choom', [], 127, 'choom: failed to execute')],
])('%s makes a test impossible, not failed', async (_, error) => {
  const result = await only({ run: () => Promise.reject(error) })
  expect(result.outcome).toBe('impossible')
  expect(result.problem).toContain('choom')
})

const cpuFiles = (more: Record<string, string[]>) => ({
  ...enough,
  '/sys/class/hwmon/hwmon0/name': ['coretemp'],
  '/sys/class/hwmon/hwmon0/temp1_input': ['40000', '85000'],
  '/sys/class/hwmon/hwmon0/temp1_crit': ['100000'],
  '/sys/class/hwmon/hwmon1/name': ['acpitz'],
  '/sys/class/hwmon/hwmon1/temp1_input': ['120000'],
  ...more,
})
/** Long enough for the watch to look again. */
const busy: DeepOptions['run'] = async (_command, _args, { onLine }) => {
  await sleep(20)
  for (const line of passed(5000)) onLine?.(line, 'stdout')
  return { stdout: '', stderr: '' }
}

test('cpu: temperature and frequency are watched under load, of the processor alone', async () => {
  const files = cpuFiles({ '/sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq': ['3000000', '2100000'] })
  const result = await only({ tests: ['cpu'], files, run: busy })
  expect(result.outcome).toBe('passed')
  expect(figure(result, 'temperature.start')).toBe(40)
  expect(figure(result, 'temperature.highest')).toBe(85)
  expect(figure(result, 'frequency.lowest')).toBe(2100)
})

test('cpu: slowing down because of heat fails the test; threads of a core count it once', async () => {
  const count = (thread: number) => `/sys/devices/system/cpu/cpu${thread}/thermal_throttle/package_throttle_count`
  const files = cpuFiles({ [count(0)]: ['7', '9'], [count(1)]: ['7', '9'] })
  const result = await only({ tests: ['cpu'], files, run: busy })
  expect(result.outcome).toBe('failed')
  expect(figure(result, 'throttled')).toBe(2)
})

test('cpu: its critical temperature fails the test', async () => {
  const files = cpuFiles({ '/sys/class/hwmon/hwmon0/temp1_input': ['40000', '100000'] })
  expect((await only({ tests: ['cpu'], files, run: busy })).outcome).toBe('failed')
})

/** A disk whose reads take as long as `slow` says, and fail where `bad` says. */
function drive(seconds: (offset: number) => number, bad: readonly number[] = []): DeepOptions['run'] {
  return async (command, args) => {
    const value = (name: string): number =>
      Number(args.find((arg) => arg.startsWith(`${name}=`))!.slice(name.length + 1))
    const [offset, count] = [value('skip'), value('count')]
    const broken = bad.find((place) => place >= offset && place < offset + count)
    const bytes = broken === undefined ? count : broken - offset
    const stderr = `${bytes} bytes copied, ${(seconds(offset) * bytes) / MiB} s, 1 MB/s`
    if (broken === undefined) return { stdout: '', stderr }
    throw new CommandError(command, args, 1, `dd: error reading '/dev/sda': Input/output error\n${stderr}`)
  }
}
const drives = { ...fitServer, disks: [disk({ size: 640 * MiB })] }

test('disks: a sound disk is read whole, when the time allows', async () => {
  const result = await only({ tests: ['disks'], facts: drives, run: drive(() => 0.01) })
  expect(result).toMatchObject({ subject: 'sda', outcome: 'passed', covered: 100, problem: null })
  expect(figure(result, 'read.median')).toBeCloseTo(104.9, 1)
})

test('disks: a region that is slow twice is named', async () => {
  const run = drive((offset) => (offset >= 320 * MiB && offset < 330 * MiB ? 0.1 : 0.01))
  const result = await only({ tests: ['disks'], facts: drives, run })
  expect(result).toMatchObject({ outcome: 'passed', problem: 'slow at 0.34 GB' })
  expect(figure(result, 'slowRegions')).toBe(1)
})

test('disks: a place that cannot be read fails the disk, is named, and what is behind it is read', async () => {
  const result = await only({ tests: ['disks'], facts: drives, run: drive(() => 0.01, [100 * MiB]) })
  expect(result).toMatchObject({ outcome: 'failed', problem: 'cannot be read at 0.10 GB' })
  expect(figure(result, 'readErrors')).toBe(1)
  expect(result.covered).toBeGreaterThan(99)
  expect(result.covered).toBeLessThan(100)
})

test('disks: one that may not be opened was not tested, and has not failed', async () => {
  const stderr = "dd: failed to open '/dev/sda': Operation not permitted"
  const result = await only({
    tests: ['disks'],
    facts: drives,
    run: (command, args) => Promise.reject(new CommandError(command, args, 1, stderr)),
  })
  expect(result).toMatchObject({ outcome: 'impossible', problem: stderr })
})

test('disks: 400 of them side by side, and one without a size', async () => {
  const many = Array.from({ length: 400 }, (_, index) => disk({ name: `sd${index}`, size: index === 7 ? 0 : 64 * MiB }))
  const facts = { ...fitServer, disks: many }
  const results = await runDeepTests(options({ tests: ['disks'], facts, run: drive(() => 0.01), budget: 20_000 }))
  expect(results).toHaveLength(400)
  expect(results.filter(({ outcome }) => outcome === 'impossible').map(({ subject }) => subject)).toEqual(['sd7'])
})

test('a hard disk that is half as fast on its inner tracks has no slow region', () => {
  const regions = Array.from({ length: 64 }, (_, index) => ({ offset: index, rate: 250 - 2 * index }))
  expect(slowRegions(regions)).toEqual([])
})

test('percentiles are by nearest rank', () => {
  const values = [5, 1, 4, 2, 3]
  expect([0, 50, 99, 100].map((rank) => percentile(values, rank))).toEqual([1, 3, 5, 5])
})

test('network: without another machine it is impossible', async () => {
  expect((await only({ tests: ['network'] })).outcome).toBe('impossible')
})

test('network: nothing is sent before the other machine listens; when it never does, the test is impossible', async () => {
  const order: string[] = []
  const json = '{"end":{"sum":{"lost_percent":0},"sum_received":{"bits_per_second":1e9}}}'
  const run: DeepOptions['run'] = async (_command, _args, { onLine }) => {
    order.push('run')
    onLine?.(json, 'stdout')
    return { stdout: '', stderr: '' }
  }
  const peerReady = async (): Promise<string | null> => {
    await sleep(5)
    order.push('ready')
    return order.length > 1 ? 'it has no iperf3' : null
  }
  const asked = { tests: ['network'] as const, peer: '192.0.2.2', run, peerReady }
  expect(await only(asked)).toMatchObject({ outcome: 'passed', subject: '192.0.2.2' })
  expect(order).toEqual(['ready', 'run', 'run', 'run'])
  expect(await only(asked)).toMatchObject({ outcome: 'impossible', problem: 'it has no iperf3' })
})

test('says how long it will still take, with the tests after it', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const events: StepEvent[] = []
  let now = 0
  const run: DeepOptions['run'] = async (command, _args, { onLine }) => {
    await new Promise((resolve) => setImmediate(resolve))
    now += command === 'stressapptest' ? 10_000 : 30_000
    vi.advanceTimersByTime(1000)
    for (const line of passed(5000)) onLine?.(line, 'stdout')
    return { stdout: '', stderr: '' }
  }
  try {
    const sink = (event: StepEvent) => void events.push(event)
    await runDeepTests(options({ tests: ['memory', 'cpu'], run, budget: 60_000, elapsed: () => now, sink }))
  } finally {
    vi.useRealTimers()
  }
  const told = events.filter(({ type }) => type === 'progress').map(({ step, done, left }) => [step, done, left])
  expect(told).toEqual([
    ['cpu', 0, 60_000],
    ['cpu', 50, 50_000],
    ['memory', 0, 40_000],
    ['memory', 75, 10_000],
  ])
})

test('the time is shared by weight among the tests that were asked for', async () => {
  const seconds: string[] = []
  const run: DeepOptions['run'] = async (command, args, { onLine }) => {
    seconds.push(`${command} ${args[args.indexOf('-s') + 1]}`)
    for (const line of passed(5000)) onLine?.(line, 'stdout')
    return { stdout: '', stderr: '' }
  }
  await runDeepTests(options({ tests: ['memory', 'cpu'], run, budget: 60_000 }))
  expect(seconds).toEqual(['stressapptest 20', 'choom 40'])
})

test('an abort ends the test that runs, and those after it do not begin', async () => {
  const abort = new AbortController()
  const run: DeepOptions['run'] = (_command, _args, { signal }) =>
    new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(new VmpError('cancelled')))
      abort.abort()
    })
  const events: StepEvent[] = []
  const results = await runDeepTests(
    options({ tests: ['memory', 'cpu'], run, signal: abort.signal, sink: (event) => events.push(event) }),
  )
  expect(results.map(({ test, outcome }) => [test, outcome])).toEqual([
    ['cpu', 'aborted'],
    ['memory', 'aborted'],
  ])
  expect(events.filter(({ step }) => step === 'memory')).toEqual([])
})
