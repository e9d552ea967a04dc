/** arcconf: Adaptec and Microchip controllers. */
import { cliLevel, cliSize } from './raid-cli.ts'
import type { ControllerVolume } from './raid-cli.ts'

export const arcconfPrograms = ['arcconf', '/usr/Arcconf/arcconf', '/usr/StorMan/arcconf']

/** Controllers count from 1. */
export const arcconfArgs = (controller: number): string[] => ['getconfig', String(controller), 'ld']

const states: readonly (readonly [RegExp, ControllerVolume['state']])[] = [
  [/^optimal/i, 'optimal'],
  [/rebuild|recover/i, 'rebuilding'],
  [/degraded|suboptimal|interim/i, 'degraded'],
  [/fail|offline/i, 'failed'],
]

export interface ArcconfAnswer {
  readonly controllers: number
  readonly volumes: ControllerVolume[]
}

export function parseArcconf(output: string): ArcconfAnswer {
  const [head = '', ...sections] = output.split(/^Logical device number /im)
  return {
    controllers: Number(/^Controllers found: (\d{1,2})$/m.exec(head)?.[1] ?? 0),
    volumes: sections.map((section) => volumeOf(section.split(/^-{20,}$/m)[0] ?? '')),
  }
}

function volumeOf(section: string): ControllerVolume {
  const field = (name: RegExp): string | undefined =>
    section
      .split('\n')
      .map((line) => /^\s+([^:]+?)\s*: (.*)$/.exec(line))
      .find((match) => name.test(match?.[1] ?? ''))?.[2]
      ?.trim()
  const status = field(/^Status of logical device$/i) ?? ''
  const segments = [...section.matchAll(/Segment \d+\s*: (\w+)(?: \(([^)]*)\))?/g)]
  return {
    path: /^\/dev\/\w+/.exec(field(/^Disk Name$/i) ?? '')?.[0],
    name: field(/^Logical device name$/i) || `logical device ${/^\d+/.exec(section)?.[0] ?? '?'}`,
    level: cliLevel(field(/^RAID level$/i)),
    size: cliSize(field(/^Size$/i)),
    state: states.find(([words]) => words.test(status))?.[1] ?? null,
    members: segments.flatMap(([, , place]) => place ?? []),
    missing: segments.length === 0 ? null : segments.filter(([, state]) => !/^present$/i.test(state ?? '')).length,
  }
}
