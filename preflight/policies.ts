/** The policies that are shipped, and those that a site writes upon them. */
import { createHash } from 'node:crypto'
import { asset, assetNames } from '../lib/assets.ts'
import { VmpError } from '../lib/errors.ts'
import { nearest } from '../lib/nearest.ts'
import { checks } from './checks.ts'
import { completePolicy, readPolicyFile } from './policy-file.ts'
import type { Policy } from './policy.ts'

const folder = 'preflight/policies'
const ending = '.yaml'

/** Every code that a policy judges. */
export const judgedCodes: readonly string[] = checks.flatMap(({ id, problems }) =>
  problems.map((problem) => `${id}.${problem}`),
)

const shippedNames = (): string[] =>
  assetNames(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .toSorted()

export const shippedPolicies = (): Policy[] => shippedNames().map(shippedPolicy)

/** @throws VmpError `policy.unknown` */
export function shippedPolicy(name: string): Policy {
  const names = shippedNames()
  if (!names.includes(name))
    throw new VmpError('policy.unknown', { name, nearest: nearest(name, names) ?? '–', names: names.join(', ') })
  return parse(asset(folder, `${name}${ending}`), `${name}${ending}`)
}

/**
 * A policy by the name of a shipped one, or from the text of a site's own.
 * @param file What errors call the text.
 * @throws VmpError `policy.unknown`, and those of `readPolicyFile` and `completePolicy`
 */
export function loadPolicy(nameOrText: string, file = 'policy'): Policy {
  if (/^[\w.-]+$/.test(nameOrText)) return shippedPolicy(nameOrText)
  const policy = parse(nameOrText, file)
  // A report says by which policy a machine was judged; two of one name would not be told apart.
  if (shippedNames().includes(policy.name)) throw new VmpError('policy.nameTaken', { file, name: policy.name })
  return policy
}

function parse(text: string, file: string): Policy {
  const read = readPolicyFile(text, file, { bases: shippedNames(), codes: judgedCodes })
  const base = read.content.extends === undefined ? undefined : shippedPolicy(read.content.extends)
  return completePolicy(read, base, judgedCodes)
}

/** SHA-256 of a policy as it is applied, in hexadecimal; the order of its keys does not matter. */
export function policyDigest(policy: Policy): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(policy)))
    .digest('hex')
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]))
}
