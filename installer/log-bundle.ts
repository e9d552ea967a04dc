/** What is sent or kept when an installation fails: one text, readable as it is, without secrets. */
import { readFile } from 'node:fs/promises'
import type { run } from '../lib/exec.ts'
import { redact } from '../lib/redact.ts'
import type { StepEvent } from '../lib/steps.ts'
import type { InstallOrder } from './order.ts'

/** Milliseconds for one program: a disk that hangs must not keep the rest from being told. */
const within = 15_000
/** Characters of one section; of what is longer the end is kept. */
const longest = 400_000

const programs: readonly (readonly [string, ...string[]])[] = [
  ['lsblk', '--output', 'NAME,SIZE,TYPE,FSTYPE,LABEL,PARTLABEL,UUID,MOUNTPOINTS,MODEL,SERIAL'],
  ['mdadm', '--examine', '--scan', '--verbose'],
  ['dmsetup', 'ls', '--tree'],
  ['ip', '-brief', 'address'],
  ['timedatectl', 'status'],
  ['dmesg', '--time-format', 'iso'],
  ['journalctl', '--boot', '--no-pager', '--lines', '3000', '--output', 'short-iso-precise'],
]
const files = ['/proc/cmdline', '/proc/mdstat', '/proc/partitions', '/proc/self/mountinfo', '/proc/meminfo']

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
  const sections: [string, string][] = [
    ['vmp', JSON.stringify({ version, at: now().toISOString(), installation, machine }, undefined, 2)],
    [
      'events',
      events
        .filter(({ type }) => type !== 'progress')
        .map((event) => JSON.stringify(event))
        .join('\n'),
    ],
    ['plan', JSON.stringify(plan, undefined, 2)],
  ]
  for (const file of files) sections.push([file, await saying(readFile(file, 'utf8'))])
  for (const [command, ...args] of programs) {
    const output = runTool(command, args, { timeout: within, anyExit: true })
    sections.push([[command, ...args].join(' '), await saying(output.then(({ stdout, stderr }) => stdout + stderr))])
  }
  const secrets = [answer.identity.rootPasswordHash ?? '', order.code ?? '']
  return sections.map(([title, text]) => `=== ${title}\n${withoutSecrets(text, secrets)}\n`).join('\n')
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  const short = text.length > longest ? `…${text.slice(-longest)}` : text
  // A boot's one-time word is on the kernel's command line, which the journal repeats.
  return redact(short, secrets).replaceAll(/\bvmp\.nonce=\S+/g, 'vmp.nonce=[hidden]')
}

async function saying(text: Promise<string>): Promise<string> {
  try {
    return (await text).trimEnd()
  } catch (error) {
    return `(${error instanceof Error ? error.message : String(error)})`
  }
}
