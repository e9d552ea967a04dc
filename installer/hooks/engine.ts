/** Runs the hooks of a phase in their order: check, apply when it does not hold, verify. The first that fails ends it. */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { ScriptHook } from '../../answer/schema.ts'
import { asVmpError, toProblem, VmpError } from '../../lib/errors.ts'
import type { Problem } from '../../lib/errors.ts'
import type { run } from '../../lib/exec.ts'
import { redact } from '../../lib/redact.ts'
import { readerOf } from '../../preflight/facts/reader.ts'
import type { HostDocument } from '../configuration/document.ts'
import { builtIn } from './built-in.ts'
import type { Hook, HookContext, HookPhase, HookProblem, HookResult } from './hook.ts'
import { fetchScripts } from './fetch.ts'
import { inOrder } from './order.ts'
import { scriptHook } from './script.ts'

export interface HookRun {
  readonly document: HostDocument
  readonly phase: HookPhase
  /** `again`: at a later boot, only what the host forgot when it restarted, without trying it. */
  readonly form: 'whole' | 'again'
  readonly root: string
  readonly state: string
  readonly scratch: string
  readonly run: typeof run
  readonly fetch: typeof fetch
  readonly signal: AbortSignal
  readonly now: () => Date
  readonly newId: () => string
  /** Before each hook, for progress: its place from 0, of how many. */
  readonly onHook?: (hook: string, index: number, total: number) => void
  readonly onResult?: (result: HookResult) => void
  /** Each line, redacted, as it comes. */
  readonly onLine?: (hook: string, line: string) => void
  /** The built-in ones; others in tests. */
  readonly builtIn?: readonly Hook[]
}

/** Characters of a hook's output that are kept, and of a line of it. */
const tail = 16_384
const longestLine = 2000
/** QEMU, which is not root, must get through to what libvirt gives it there. */
const passable = 0o711
/** Milliseconds that a hook may take to heed the end of its time before it is left behind. */
const grace = 15_000

/**
 * Runs them all (in the phase `target` once the scripts of both are fetched), or up to the first that fails and is not optional; those after it are `skipped`.
 * @throws VmpError `cancelled` when `signal` aborts, and what `fetchScripts` throws; what fails is in the results (`failureOf`).
 */
export async function runHooks(options: HookRun): Promise<HookResult[]> {
  const { phase, form, document } = options
  const asHook = (script: ScriptHook): Hook => scriptHook(script)
  const all = inOrder(phase, options.builtIn ?? builtIn, document.hooks.scripts, asHook)
  const hooks = form === 'again' ? all.filter(({ eachBoot }) => eachBoot === true) : all
  const results: HookResult[] = []
  let stopped = false
  // All of them now, also those of the first boot: then the site's server may be out of reach.
  if (phase === 'target') await fetchScripts(document.hooks.scripts, options)
  for (const [index, hook] of hooks.entries()) {
    if (options.signal.aborted) throw new VmpError('cancelled')
    options.onHook?.(hook.id, index, hooks.length)
    const result: HookResult = stopped ? skipped(hook) : await runHook(hook, options)
    // At a later boot nothing waits for it: whatever does not work, the rest is still wanted.
    stopped ||= form === 'whole' && result.outcome === 'failed' && result.optional !== true
    results.push(result)
    options.onResult?.(result)
  }
  return results
}

/** The hook that an installation fails by; undefined when none failed that matters. */
export function failureOf(results: readonly HookResult[]): VmpError<'hook.failed'> | undefined {
  const failed = results.find(({ outcome, optional }) => outcome === 'failed' && optional !== true)
  if (failed === undefined) return undefined
  const { code = '?', params = {} } = failed.problem ?? {}
  return new VmpError('hook.failed', { hook: failed.hook, problem: wordsOf({ code, params }) })
}

const wordsOf = ({ code, params }: Problem): string => {
  const values = Object.values(params).map(String)
  return values.length === 0 ? code : `${code} (${values.join(', ')})`
}

const skipped = ({ id, phase }: Hook): HookResult => ({
  hook: id,
  phase,
  outcome: 'skipped',
  took: 0,
  problem: null,
  output: '',
})

async function runHook(hook: Hook, options: HookRun): Promise<HookResult> {
  const began = performance.now()
  const said: string[] = []
  let kept = 0
  const secrets = [options.document.rootPasswordHash ?? '']
  const log = (line: string): void => {
    const short = redact(line.slice(0, longestLine), secrets)
    said.push(short)
    kept += short.length + 1
    while (kept > tail && said.length > 1) kept -= said.shift()!.length + 1
    options.onLine?.(hook.id, short)
  }
  const result = (outcome: HookResult['outcome'], problem: HookProblem): HookResult => ({
    hook: hook.id,
    phase: hook.phase,
    outcome,
    took: Math.round(performance.now() - began),
    problem,
    output: said.join('\n'),
    ...(hook.optional ? { optional: true } : {}),
  })
  const over = new AbortController()
  const timer = setTimeout(() => over.abort(), hook.limit)
  const context = contextOf(options, AbortSignal.any([options.signal, over.signal]), log)
  try {
    const { outcome, problem } = await heeding(work(hook, context, options.form), context.signal)
    if (problem === null || problem.warning === true) return result(outcome, problem)
    return result('failed', problem)
  } catch (error) {
    if (options.signal.aborted) throw new VmpError('cancelled', {}, { cause: error })
    if (over.signal.aborted)
      return result('failed', { code: 'hook.timeout', params: { hook: hook.id, seconds: hook.limit / 1000 } })
    const { detail } = asVmpError(error)
    if (detail !== undefined) log(detail)
    return result('failed', toProblem(error))
  } finally {
    clearTimeout(timer)
    await rm(options.scratch, { recursive: true, force: true })
  }
}

async function work(
  hook: Hook,
  context: HookContext,
  form: HookRun['form'],
): Promise<{ outcome: 'held' | 'applied'; problem: HookProblem }> {
  await mkdir(context.scratch, { recursive: true, mode: passable })
  const held = await hook.check(context)
  if (!held) await hook.apply(context)
  const problem = form === 'again' ? null : await hook.verify(context)
  return { outcome: held ? 'held' : 'applied', problem }
}

function contextOf(options: HookRun, signal: AbortSignal, log: (line: string) => void): HookContext {
  const { document, root, state, scratch, run, fetch, now, newId } = options
  return {
    document,
    root,
    state,
    scratch,
    run,
    fetch,
    now,
    newId,
    signal,
    log,
    reader: readerOf(root, run, signal),
    write: (path, text) => writeFile(join(root, path), text),
    pause: async (milliseconds) => {
      await wait(milliseconds, undefined, { signal })
    },
  }
}

/** Leaves work behind that does not heed its signal. */
async function heeding<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  let timer: NodeJS.Timeout | undefined
  const abort = (): void => {
    timer = setTimeout(() => reject(signal.reason), grace)
  }
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}
