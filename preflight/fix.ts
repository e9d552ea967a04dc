/** Every fix, and how they are run: look, set, look again. Nothing here touches a disk. */
import { bounded } from './facts/bounded.ts'
import { reasonOf } from './facts/reason.ts'
import type { Around } from './around.ts'
import { clock } from './fix/clock.ts'
import { Impossible } from './fix/fix.ts'
import type { Fix, FixContext } from './fix/fix.ts'
import { bias, governor } from './fix/frequency.ts'
import { idle } from './fix/idle.ts'
import { installedPower } from './fix/installed.ts'
import { powerRestore } from './fix/power-restore.ts'
import type { Policy } from './policy.ts'
import type { CheckResult, FixResult } from './report.ts'

export const fixes: readonly Fix[] = [clock, powerRestore, governor, bias, idle]

/** Milliseconds for one fix: its tools have limits of their own, sysfs has none. */
const limit = 60_000

export interface FixOptions extends FixContext {
  readonly policy: Policy
  readonly checks: readonly CheckResult[]
  readonly signal: AbortSignal
  /** Changes nothing: what would be changed is `planned`. */
  readonly dryRun: boolean
}

export interface Fixed {
  readonly results: readonly FixResult[]
  /** For the checks that are run again. */
  readonly fixed: Around['fixed']
}

/** Sets right what the checks found and software can. One that fails does not stop the others. */
export async function runFixes(options: FixOptions): Promise<Fixed> {
  const found = new Set(
    options.checks.flatMap(({ findings }) =>
      findings.filter(({ severity }) => severity !== 'note').map(({ code }) => code),
    ),
  )
  const results: FixResult[] = []
  const fixed: Around['fixed'] = []
  for (const fix of fixes) {
    const codes = fix.codes.filter((code) => found.has(code))
    if (codes.length === 0 || options.signal.aborted) continue
    const result = await runFix(fix, options)
    results.push(result)
    const { before, after, outcome } = result
    if (outcome === 'changed') fixed.push({ code: codes[0]!, before, after })
  }
  const lasting = lastingResult(found, options)
  return { results: lasting === undefined ? results : [...results, lasting], fixed }
}

async function runFix(fix: Fix, options: FixOptions): Promise<FixResult> {
  const result = (outcome: FixResult['outcome'], more: Partial<FixResult> = {}): FixResult => ({
    fix: fix.id,
    outcome,
    before,
    after: null,
    problem: null,
    ...more,
  })
  const within = <T>(work: Promise<T>): Promise<T> => bounded(work, limit, options.signal)
  let before: string | null = null
  try {
    const found = await within(fix.look(options))
    before = found.value
    if (found.right) return result('already', { after: before })
    if (options.dryRun) return result('planned', { after: fix.wanted(options) })
    await within(fix.set(options))
    const { value, right } = await within(fix.look(options))
    if (!right) return result('failed', { after: value, problem: 'it was set, but did not stay' })
    return result('changed', { after: value })
  } catch (error) {
    return result(error instanceof Impossible ? 'impossible' : 'failed', { problem: reasonOf(error) })
  }
}

/** What was set in sysfs lasts until the next start; this would last. */
function lastingResult(found: ReadonlySet<string>, { facts, policy }: FixOptions): FixResult | undefined {
  if (![...found].some((code) => code.startsWith('powerSaving.') && code !== 'powerSaving.turboOff')) return undefined
  const { kernelArguments, tunedProfile } = installedPower(facts.power, policy)
  const after = [...kernelArguments, ...(tunedProfile === null ? [] : [`tuned-adm profile ${tunedProfile}`])].join('; ')
  return { fix: 'lasting', outcome: 'planned', before: null, after, problem: null }
}
