/** Judges facts in tests: what one check says under a shipped policy. */
import { nothingAround } from '../around.ts'
import type { Around } from '../around.ts'
import { checks } from '../checks.ts'
import { runCheck } from '../evaluate.ts'
import type { FactParts } from '../facts/schema.ts'
import type { Unread } from '../facts/schema/common.ts'
import type { Finding } from '../finding.ts'
import { shippedPolicy } from '../policies.ts'
import type { Policy } from '../policy.ts'
import { fitServer } from './facts.ts'

export const host = shippedPolicy('host')

export interface Situation {
  readonly around?: Partial<Around>
  readonly policy?: Policy
  readonly unread?: readonly Unread[]
}

/** What the check `id` finds at a server that is fit but for `different`. */
export function findings(id: string, different: Partial<FactParts>, situation: Situation = {}): Finding[] {
  const { around = {}, policy = host, unread = [] } = situation
  const check = checks.find((each) => each.id === id)
  if (check === undefined) throw new Error(`there is no check ${id}`)
  const facts = { ...fitServer, ...different }
  return runCheck(check, { facts, unread, policy, around: { ...nothingAround, ...around } }).findings
}

/** As `findings`, but only how bad and which: `fail none`. */
export function verdicts(...args: Parameters<typeof findings>): string[] {
  return findings(...args).map(({ severity, code }) => `${severity} ${code.slice(code.indexOf('.') + 1)}`)
}
