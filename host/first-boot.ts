/**
 * What a host does with itself each time it starts. The first time with an installation, or with another image: all hooks of
 * the phase first-boot, tried, and the verification that makes the machine installed. Later only what a restart forgets.
 */
import { join } from 'node:path'
import type { Problem } from '../lib/errors.ts'
import type { run } from '../lib/exec.ts'
import type { log } from '../lib/log.ts'
import type { HostDocument } from '../installer/configuration/document.ts'
import { runHooks } from '../installer/hooks/engine.ts'
import type { Hook, HookResult } from '../installer/hooks/hook.ts'
import { slotState } from '../installer/layout.ts'
import { readerOf } from '../preflight/facts/reader.ts'
import type { HostReport } from '../pxe/contract/install.ts'
import type { HostBoot } from './boot.ts'
import type { HealthReadings } from './health.ts'
import type { HostStatus } from './status.ts'
import { bootOver, verify } from './verification.ts'
import type { Verification } from './verification.ts'

export interface FirstBootOptions {
  readonly document: HostDocument
  readonly boot: HostBoot
  /** Where the volume `state` is mounted; `/` but in tests. */
  readonly state: string
  readonly root: string
  readonly scratch: string
  readonly run: typeof run
  readonly health: () => Promise<HealthReadings>
  readonly fetch: typeof fetch
  readonly signal: AbortSignal
  readonly now: () => Date
  readonly newId: () => string
  readonly addresses: () => string[]
  readonly logger: ReturnType<typeof log>
  /** What the last start found; undefined at the first. */
  readonly last: HostStatus | undefined
  /** Each time something is known anew. */
  readonly onStatus: (status: HostStatus) => void
  /** The built-in hooks; others in tests. */
  readonly builtIn?: readonly Hook[]
}

/** Whether all has been tried with this installation and this image before. */
function isKnown({ document, boot, last }: Pick<FirstBootOptions, 'document' | 'boot' | 'last'>): boolean {
  const { installation, image, verified } = last?.report ?? {}
  return verified === true && installation === document.installation && image === boot.image
}

/** @throws VmpError `cancelled`; what is wrong with the host is in what it returns. */
export async function firstBoot(options: FirstBootOptions): Promise<HostStatus> {
  const { document, boot, root, signal, logger, last, onStatus } = options
  const known = isKnown(options)
  const reader = readerOf(root, options.run, signal)
  const before = known ? last!.report.hooks : []
  let status = statusOf(options, { hooks: before, verified: false, done: false })
  onStatus(status)
  const late = await bootOver(options)
  const hooks = await runHooks({
    ...options,
    phase: 'first-boot',
    form: known ? 'again' : 'whole',
    state: join(options.state, slotState(boot.slot)),
    onResult: ({ hook, outcome, took, problem }) => logger.info({ hook, outcome, took, problem }, 'hook'),
    onLine: (hook, line) => logger.info({ hook }, line),
  })
  const found = await verify({ document, reader, run: options.run, health: options.health, signal })
  const failures = [...(late === null ? [] : [late]), ...failuresOf(hooks.map(plain)), ...found.failures]
  const outcomes = known ? merged(before, hooks.map(plain)) : hooks.map(plain)
  status = statusOf(options, { hooks: outcomes, verified: failures.length === 0, done: true, found, failures })
  onStatus(status)
  return status
}

/** Looked at again while the host runs: hooks are as they were. */
export async function lookAgain(options: FirstBootOptions, status: HostStatus): Promise<HostStatus> {
  const { document, root, run, health, signal } = options
  const { stdout } = await run('systemctl', ['is-system-running'], { timeout: 30_000, signal, anyExit: true })
  // What stops because the host is switched off is not amiss.
  if (stdout.trim() === 'stopping') return status
  const found = await verify({ document, reader: readerOf(root, run, signal), run, health, signal })
  const { hooks } = status.report
  const failures = [...failuresOf(hooks), ...found.failures]
  return {
    ...statusOf(options, { hooks, verified: failures.length === 0, done: true, found, failures }),
    station: status.station,
  }
}

interface Seen {
  readonly hooks: readonly HookOutcome[]
  readonly verified: boolean
  readonly done: boolean
  readonly found?: Verification
  readonly failures?: readonly Problem[]
}

type HookOutcome = HostReport['hooks'][number]

function statusOf(options: FirstBootOptions, { hooks, verified, done, found, failures = [] }: Seen): HostStatus {
  const { document, boot, now, addresses } = options
  const warnings = hooks.flatMap(({ outcome, problem }) => (outcome !== 'failed' && problem !== null ? [problem] : []))
  return {
    at: now().toISOString(),
    done,
    report: {
      installation: document.installation,
      name: document.name,
      image: boot.image,
      slot: boot.slot,
      verified,
      hooks: [...hooks],
      problems: [...failures, ...(found?.warnings ?? []), ...warnings].map(plainProblem),
      arrays: [...(found?.arrays ?? [])],
      addresses: addresses(),
    },
    station: document.station === null ? null : { url: document.station.url, heardAt: null },
  }
}

const plainProblem = ({ code, params }: Problem): HostReport['problems'][number] => ({ code, params: { ...params } })

const plain = ({
  hook,
  phase,
  outcome,
  took,
  problem,
  output,
  optional,
}: HookOutcome | HookResult): HostReport['hooks'][number] => ({
  hook,
  phase,
  outcome,
  took,
  problem: problem === null ? null : plainProblem(problem),
  output,
  ...(optional ? { optional } : {}),
})

/** Those that matter: of a hook that may fail nothing is said but its result. */
function failuresOf(hooks: readonly HookOutcome[]): Problem[] {
  return hooks.flatMap(({ outcome, optional, problem }) =>
    outcome === 'failed' && optional !== true && problem !== null ? [problem] : [],
  )
}

/** At a later start the hooks are what they were, but for what does not work any more. */
function merged(before: readonly HookOutcome[], again: readonly HookOutcome[]): HookOutcome[] {
  return before.map((one) => again.find(({ hook, outcome }) => hook === one.hook && outcome === 'failed') ?? one)
}
