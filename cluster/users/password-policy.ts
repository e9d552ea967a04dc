/** What a new password must be: long and not obvious. No rules of characters: they make people write Passw0rd! (NIST SP 800-63B, 3.1.1.2). */
import { VmpError } from '../../lib/errors.ts'
import type { MessageKey } from '../../lib/text/messages.ts'

const shortest = 10
/** Beginnings and hearts of the passwords that are tried first, everywhere. */
const common = [
  'password',
  'passw0rd',
  'p@ssword',
  'p@ssw0rd',
  'administrator',
  'admin123',
  'qwerty',
  'qwertz',
  'asdfgh',
  '1qaz2wsx',
  'letmein',
  'welcome',
  'changeme',
  'iloveyou',
  'woaini',
  'mima',
  'guanliyuan',
]
/** Characters that are left of a password when what everybody knows is taken out. */
const OWN = 6
const DIFFERENT = 5

export interface PolicyContext {
  /** Names by which everybody knows the user, and the product. */
  readonly names: readonly string[]
}

/** @throws VmpError `user.passwordWeak`. */
export function checkNewPassword(password: string, { names }: PolicyContext): void {
  const problem = problemOf(password, names)
  if (problem !== undefined) throw new VmpError('user.passwordWeak', { problem, shortest })
}

function problemOf(password: string, names: readonly string[]): MessageKey | undefined {
  const text = password.normalize('NFKC').toLowerCase()
  const characters = Array.from(text)
  if (characters.length < shortest) return 'password.short'
  if (new Set(characters).size < DIFFERENT) return 'password.monotonous'
  if (isSequence(characters)) return 'password.sequence'
  const known = names
    .map((name) => name.normalize('NFKC').toLowerCase())
    .flatMap((name) => [name, ...name.split(/\s+/)])
    .filter((name) => Array.from(name).length >= 3)
    // The whole name before its parts.
    .toSorted((a, b) => b.length - a.length)
  if (leftWithout(text, [...known, 'vmp']) < OWN) return 'password.name'
  if (leftWithout(text, common) < OWN) return 'password.common'
  return undefined
}

/** 1234567890, abcdefghij, and backwards. */
function isSequence(characters: readonly string[]): boolean {
  const steps = characters.slice(1).map((each, index) => each.codePointAt(0)! - characters[index]!.codePointAt(0)!)
  const regular = steps.filter((step) => Math.abs(step) === 1 || step === -9).length
  return regular >= steps.length - 1
}

/** Letters and signs that remain; digits behind a known word are what everybody puts there. */
function leftWithout(text: string, words: readonly string[]): number {
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), text)
  return rest === text ? Infinity : Array.from(rest.replaceAll(/[\p{N}\p{P}\p{S}\s]/gu, '')).length
}
