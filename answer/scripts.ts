/** Hook scripts that an answer file names are taken into it: what is approved, signed or written to a medium is then all of it. */
import { isSystemError, VmpError } from '../lib/errors.ts'
import type { AnswerContent, AnswerFile } from './content.ts'
import { flaw } from './rules/rule.ts'
import type { RuleFlaw } from './rules/rule.ts'
import type { ScriptHook } from './schema.ts'

/** The text of a file beside the answer file; throws a system error. */
export type ScriptReader = (file: string) => string

const longest = 65_536

export interface Taken {
  readonly content: AnswerContent
  readonly flaws: readonly RuleFlaw[]
}

/** @param read Left out where there are no files beside it. */
export function takeScripts({ content }: AnswerFile, read: ScriptReader | undefined): Taken {
  const flaws: RuleFlaw[] = []
  const taken = <Part extends { readonly hooks?: AnswerContent['hooks'] }>(
    part: Part,
    path: (string | number)[],
  ): Part => {
    const scripts = part.hooks?.scripts
    if (scripts === undefined) return part
    const each = (hook: ScriptHook, index: number): ScriptHook =>
      takeScript(hook, read, [...path, 'hooks', 'scripts', index, 'script', 'file'], flaws)
    return { ...part, hooks: { ...part.hooks, scripts: scripts.map(each) } }
  }
  const { machines, ...base } = taken(content, [])
  if (machines === undefined) return { content: base, flaws }
  const overrides = machines.map((override, index) => taken(override, ['machines', index]))
  return { content: { ...base, machines: overrides }, flaws }
}

function takeScript(
  hook: ScriptHook,
  read: ScriptReader | undefined,
  path: (string | number)[],
  flaws: RuleFlaw[],
): ScriptHook {
  if (!('file' in hook.script)) return hook
  const script = hook.script.file
  const refuse = (problem: string): ScriptHook => {
    flaws.push(flaw(path, (at) => new VmpError('answer.scriptUnreadable', { ...at, script, problem })))
    return hook
  }
  if (read === undefined) {
    flaws.push(flaw(path, (at) => new VmpError('answer.scriptElsewhere', { ...at, script })))
    return hook
  }
  try {
    const text = read(script)
    return text.length > longest ? refuse(`> ${longest}`) : { ...hook, script: { text } }
  } catch (error) {
    if (isSystemError(error)) return refuse(error.message)
    throw error
  }
}
