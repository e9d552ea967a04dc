import { readFileSync, statSync } from 'node:fs'
import { isSystemError, VmpError } from '../lib/errors.ts'
import { loadPolicy, shippedPolicy } from '../preflight/policies.ts'
import type { Policy } from '../preflight/policy.ts'

/**
 * A shipped policy by its name, or a site's own file.
 * @throws VmpError `policy.unreadable`, `policy.unknown`, and those of `loadPolicy`
 */
export function policyNamed(named: string): Policy {
  const isFile = named.includes('/') || /\.ya?ml$/.test(named) || isFileHere(named)
  return isFile ? loadPolicy(textOf(named), named) : shippedPolicy(named)
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (isSystemError(error))
      throw new VmpError('policy.unreadable', { file, problem: error.message }, { cause: error })
    throw error
  }
}

/** A folder of that name is none: `vmp serve` may be started anywhere. */
const isFileHere = (named: string): boolean => statSync(named, { throwIfNoEntry: false })?.isFile() === true
