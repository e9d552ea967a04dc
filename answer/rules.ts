/** All that must hold of an answer beside its shape. */
import { clusterRules } from './rules/cluster.ts'
import { diskRules } from './rules/disks.ts'
import { hookRules } from './rules/hooks.ts'
import { identityRules } from './rules/identity.ts'
import { networkRules } from './rules/network.ts'
import { policyRules } from './rules/policy.ts'
import type { Rule } from './rules/rule.ts'

const rules: readonly Rule[] = [identityRules, diskRules, networkRules, clusterRules, policyRules, hookRules]

export const ruleFlaws: Rule = (resolved) => rules.flatMap((rule) => rule(resolved))
