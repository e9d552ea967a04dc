/** What is sent or kept when an installation fails: one text, readable as it is, without secrets. */
import { machineParts } from '../lib/bundle/machine.ts'
import type { JournalLines } from '../lib/bundle/machine.ts'
import { readPart, valuePart } from '../lib/bundle/part.ts'
import type { run } from '../lib/exec.ts'
import type { StepEvent } from '../lib/steps.ts'
import type { InstallOrder } from './order.ts'

/** Characters of one section; of what is longer the end is kept. */
const longest = 400_000

const journal: JournalLines = { thisBoot: 3000, bootBefore: 0 }

/** Of what any machine can be asked: what an installation depends on. */
const needed: ReadonlySet<string> = new Set([
  'boot/command-line.txt',
  'storage/mdstat.txt',
  'storage/partitions.txt',
  'storage/mounts.txt',
  'system/memory.txt',
  'storage/lsblk.txt',
  'storage/arrays.txt',
  'storage/device-mapper.txt',
  'network/addresses.txt',
  'time/clocks.txt',
  'logs/kernel.txt',
  'logs/journal.txt',
])

export interface BundleOptions {
  readonly run: typeof run
  readonly now: () => Date
  readonly version: string
}

/** Never fails because of a part: what cannot be had says so in its place. */
export async function logBundle(
  order: InstallOrder,
  events: readonly StepEvent[],
  { run: runTool, now, version }: BundleOptions,
): Promise<string> {
  const { installation, machine, plan, answer } = order
  const about = { version, at: now().toISOString(), installation, machine }
  const secrets = [answer.identity.rootPasswordHash ?? '', order.code ?? '']
  const parts = [
    valuePart('vmp.json', 'vmp', () => about),
    { name: 'events.jsonl', title: 'events', read: async () => installationLog(events) },
    valuePart('plan.json', 'plan', () => plan),
    ...machineParts(runTool, journal).filter(({ name }) => needed.has(name)),
  ]
  const sections: string[] = []
  for (const part of parts) {
    const { title, text } = await readPart(part, { secrets, longest })
    sections.push(`=== ${title}\n${text}\n`)
  }
  return sections.join('\n')
}

/** What an installation said, without how far it was at each moment: lines of JSON. */
export function installationLog(events: readonly StepEvent[]): string {
  return events
    .filter(({ type }) => type !== 'progress')
    .map((event) => JSON.stringify(event))
    .join('\n')
}
