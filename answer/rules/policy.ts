import { VmpError } from '../../lib/errors.ts'
import { nearest } from '../../lib/nearest.ts'
import { shippedPolicies } from '../../preflight/policies.ts'
import { flaw } from './rule.ts'
import type { Rule } from './rule.ts'

/** Read once: a file may have thousands of overrides. */
let known: readonly string[] | undefined
const shippedNames = (): readonly string[] => (known ??= shippedPolicies().map((policy) => policy.name))

/** The policy is one that is shipped. */
export const policyRules: Rule = ({ answer: { preflight } }) => {
  const name = preflight.policy
  if (name === null) return []
  const names = shippedNames()
  if (names.includes(name)) return []
  return [
    flaw(['preflight', 'policy'], (at) => {
      const near = nearest(name, names) ?? '–'
      return new VmpError('answer.unknownPolicy', { ...at, name, nearest: near, names: names.join(', ') })
    }),
  ]
}
