/**
 * One preflight: facts are read part by part, each check is run as soon as its parts are there and its result handed out at
 * once, so that a slow management controller does not hold back the verdict on the memory.
 */
import { nothingAround } from './around.ts'
import type { Around } from './around.ts'
import type { Check } from './check.ts'
import { checks as everyCheck } from './checks.ts'
import { countsOf, evaluate, relevant, runCheck, verdictOf } from './evaluate.ts'
import { bounded } from './facts/bounded.ts'
import { collectFacts, nothingRead } from './facts/collect.ts'
import type { CollectOptions } from './facts/collect.ts'
import { reasonOf } from './facts/reason.ts'
import type { FactParts, Facts, Part } from './facts/schema.ts'
import type { Unread } from './facts/schema/common.ts'
import { policyDigest } from './policies.ts'
import type { Policy } from './policy.ts'
import { reportVersion } from './report.ts'
import type { CheckResult, DeepResult, FixResult, Report } from './report.ts'

/** Finds out what the machine itself cannot tell; each may take its time, fail or hang. */
type AroundProviders = {
  readonly [Name in 'network' | 'fleet']?: () => Promise<NonNullable<Around[Name]>>
}

export interface PreflightOptions {
  /** How the machine is read; its `signal` ends the reading, and the report is made of what is known by then. */
  readonly collect: Omit<CollectOptions, 'onPart'>
  /** May come later than the first facts, from a station: results wait for it, reading does not. */
  readonly policy: Policy | Promise<Policy>
  readonly id: string
  /** The version of the program. */
  readonly program: string
  readonly machine?: Report['machine']
  readonly cluster?: string | null
  readonly around?: AroundProviders
  /** Every result as soon as there is one, and again when what came later changed it. */
  readonly onResult?: ((result: CheckResult) => void) | undefined
  /** Each part as it is there, and the facts when all are: before what is around is known. */
  readonly onPart?: CollectOptions['onPart']
  readonly onFacts?: ((facts: Facts) => void) | undefined
  /** What was set right before; it becomes part of the report. */
  readonly fixed?: Around['fixed']
  readonly fixes?: readonly FixResult[]
  readonly checks?: readonly Check[]
  /** Milliseconds for a provider, counted from the last of the facts. */
  readonly aroundLimit?: number
}

const providers = ['network', 'fleet'] as const

/** Remedies name the machine's maker, whatever the check itself reads. */
const always: readonly Part[] = ['system']
const usualAroundLimit = 10_000
/** Milliseconds for a policy that is asked of somebody, beyond the reading: as long as a report may take at all. */
const policyLimit = 120_000

/**
 * Resolves within the limits of the sources and the providers, or at once when `collect.signal` is aborted; rejects only
 * when no policy comes.
 */
export async function runPreflight(options: PreflightOptions): Promise<Report> {
  const { collect, onResult } = options
  const { now, elapsed = () => performance.now(), signal } = collect
  const startedAt = now().toISOString()
  const since = elapsed()

  const around: Around = { ...nothingAround, cluster: options.cluster ?? null, fixed: [...(options.fixed ?? [])] }
  const checks = relevant(options.checks ?? everyCheck, around)
  const results = new Map<string, CheckResult>()
  const there = new Set<Part>()
  let facts: FactParts = nothingRead
  let unread: readonly Unread[] = []
  let done = false
  let policy = options.policy instanceof Promise ? undefined : options.policy

  const judge = (check: Check): void => {
    if (policy === undefined) return
    const result = runCheck(check, { facts, unread, policy, around })
    if (JSON.stringify(results.get(check.id)) === JSON.stringify(result)) return
    results.set(check.id, result)
    onResult?.(result)
  }
  const unanswered = new Set(providers.filter((name) => options.around?.[name] !== undefined))
  // A check that asks around waits for the answer: "not tried" must not be shown of what is being tried.
  const canRun = ({ needs, asks }: Check): boolean =>
    [...always, ...needs].every((part) => there.has(part)) && !asks.some((name) => unanswered.has(name))
  const judgeReady = (): void => {
    for (const check of checks) if (canRun(check) && !results.has(check.id)) judge(check)
  }
  const ruled = Promise.resolve(options.policy).then((given) => {
    policy = given
    judgeReady()
    return given
  })
  // Its failure is thrown below, once the reading is over; until then nobody else listens.
  ruled.catch(() => undefined)
  const onPart: CollectOptions['onPart'] = (part, parts, soFar) => {
    there.add(part)
    facts = { ...nothingRead, ...parts }
    unread = [...soFar]
    judgeReady()
    options.onPart?.(part, parts, soFar)
  }

  // From the first read on, side by side with the sources.
  const hear = async (name: keyof AroundProviders): Promise<Answer> => {
    const answer = await settle(options.around?.[name])
    // What a provider says after its time must not change a report that was given away.
    if (done) return answer
    unanswered.delete(name)
    if (answer.value !== undefined) Object.assign(around, { [name]: answer.value })
    for (const check of checks) if (check.asks.includes(name) && canRun(check)) judge(check)
    return answer
  }
  const asked = providers.map((name) => ({ name, answer: hear(name) }))
  const read = await collectFacts({ ...collect, onPart })
  options.onFacts?.(read)
  const rule = await bounded(ruled, policyLimit, signal)
  const limit = options.aroundLimit ?? usualAroundLimit
  const silent = await Promise.all(
    asked.map(async ({ name, answer }) => {
      const { error } = await bounded(answer, limit, signal).catch((error: unknown) => ({ error }))
      return error === undefined ? [] : [{ source: name, reason: reasonOf(error) }]
    }),
  )
  const complete: Facts = { ...read, unread: [...read.unread, ...silent.flat()] }
  facts = complete
  unread = complete.unread
  // Once more with all that is known: a source that failed late may have left its reason only now.
  for (const check of checks) judge(check)
  done = true

  const ended = checks.map(({ id }) => results.get(id)).filter((result) => result !== undefined)
  const counts = countsOf(ended)
  return {
    version: reportVersion,
    id: options.id,
    program: options.program,
    machine: options.machine ?? { id: null, name: null },
    policy: { name: rule.name, digest: policyDigest(rule) },
    startedAt,
    finishedAt: now().toISOString(),
    took: Math.round(elapsed() - since),
    verdict: verdictOf(checks, ended, rule),
    counts,
    checks: ended,
    fixes: [...(options.fixes ?? [])],
    deep: [],
    around,
    facts: complete,
  }
}

/** The report once deep tests are over, judged with what they found. */
export function withDeepTests(report: Report, deep: readonly DeepResult[], policy: Policy): Report {
  const notPassed = deep.flatMap(({ test, subject, problem, outcome }) =>
    outcome === 'passed' ? [] : { test, subject, problem, outcome },
  )
  const around = { ...report.around, deep: notPassed }
  return { ...report, ...evaluate(everyCheck, { facts: report.facts, around, policy }), around, deep: [...deep] }
}

interface Answer {
  readonly value?: unknown
  readonly error?: unknown
}

/** A provider's answer or its failure as a value: nobody may be listening yet when it fails. */
async function settle(provider: (() => Promise<unknown>) | undefined): Promise<Answer> {
  if (provider === undefined) return {}
  try {
    return { value: await provider() }
  } catch (error) {
    return { error }
  }
}
