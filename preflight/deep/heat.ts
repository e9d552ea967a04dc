/** Temperature, frequency and throttling of the processors while something runs, as the kernel shows them. */
import type { Reader } from '../facts/reader.ts'

/** Drivers of the sensors that are in the processors themselves. */
const cpuSensors = new Set(['coretemp', 'k10temp', 'zenpower', 'cpu_thermal', 'fam15h_power'])
const hwmon = '/sys/class/hwmon'
const cpus = '/sys/devices/system/cpu'

interface Heat {
  /** Degrees Celsius of the hottest sensor, and MHz of the slowest processor, once a second; the first is before the load. */
  readonly temperature: readonly number[]
  readonly frequency: readonly number[]
  /** Degrees Celsius at which the processor protects itself. */
  readonly critical: number | null
  /** Times that a package or core was slowed down because of heat; 0 when the kernel does not count them. */
  readonly throttled: number
  readonly counted: boolean
}

export interface HeatWatch {
  /** Looks once a second until `work` settles. */
  during<T>(work: Promise<T>, pause: (milliseconds: number) => Promise<void>): Promise<T>
  end(): Promise<Heat>
}

/** Begins with a look at the machine as it stands. */
export async function watchHeat(reader: Reader): Promise<HeatWatch> {
  const sensors = await findSensors(reader)
  const names = (await reader.list(cpus)).filter((name) => /^cpu\d+$/.test(name))
  const numbers = async (paths: readonly string[]): Promise<number[]> => {
    const texts = await Promise.all(paths.map((path) => reader.text(path)))
    return texts.filter((text) => text !== undefined && /^-?\d+$/.test(text)).map(Number)
  }
  const throttles = names.flatMap((name) =>
    ['package', 'core'].map((what) => `${cpus}/${name}/thermal_throttle/${what}_throttle_count`),
  )
  const temperature: number[] = []
  const frequency: number[] = []
  const look = async (): Promise<void> => {
    const degrees = await numbers(sensors.map((path) => `${path}_input`))
    if (degrees.length > 0) temperature.push(highest(degrees) / 1000)
    const kHz = await numbers(names.map((name) => `${cpus}/${name}/cpufreq/scaling_cur_freq`))
    if (kHz.length > 0) frequency.push(kHz.reduce((a, b) => Math.min(a, b)) / 1000)
  }
  const critical = (await numbers(sensors.map((path) => `${path}_crit`))).filter((value) => value > 0)
  const before = await numbers(throttles)
  await look()
  return {
    async during(work, pause) {
      let running = true
      const settled = work.then(
        () => (running = false),
        () => (running = false),
      )
      while (running) {
        await Promise.race([pause(1000), settled])
        if (running) await look()
      }
      return work
    },
    async end() {
      const after = await numbers(throttles)
      return {
        temperature,
        frequency,
        critical: critical.length === 0 ? null : critical.reduce((a, b) => Math.min(a, b)) / 1000,
        // Threads of a core count the same event, cores of a package too: the greatest, not the sum.
        throttled: highest([0, ...after.map((count, index) => count - (before[index] ?? count))]),
        counted: after.length > 0,
      }
    },
  }
}

/** Paths like `…/hwmon3/temp1`, without their endings. */
async function findSensors({ list, text }: Reader): Promise<string[]> {
  const found: string[] = []
  for (const chip of await list(hwmon)) {
    if (!cpuSensors.has((await text(`${hwmon}/${chip}/name`)) ?? '')) continue
    const inputs = (await list(`${hwmon}/${chip}`)).filter((name) => /^temp\d+_input$/.test(name))
    found.push(...inputs.map((name) => `${hwmon}/${chip}/${name.replace(/_input$/, '')}`))
  }
  return found
}

export const highest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b))
