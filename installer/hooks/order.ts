/** Which hooks run in a phase, and in which order: the built-in ones in theirs, the site's scripts where they asked to be. */
import { builtInHooks } from '../../answer/schema.ts'
import type { ScriptHook } from '../../answer/schema.ts'
import type { Hook, HookPhase } from './hook.ts'

type BuiltIn = (typeof builtInHooks)[number]

/**
 * What others need comes first: the clock wants the network, and a guest wants storage. Firmware is told last, of a host that
 * works; no script has a place beside that.
 */
const order = ['network', 'time', 'storage', 'kvm', 'boot'] as const satisfies readonly (BuiltIn | 'boot')[]

/**
 * Scripts that named the same place keep the order of the answer; those that named none come last. A built-in hook is a
 * place also in a phase where it does nothing.
 */
export function inOrder(
  phase: HookPhase,
  builtIn: readonly Hook[],
  scripts: readonly ScriptHook[],
  asHook: (script: ScriptHook) => Hook,
): Hook[] {
  const ours = scripts.filter((script) => script.phase === phase)
  const at = (place: (script: ScriptHook) => boolean): Hook[] => ours.filter(place).map(asHook)
  return [
    ...order.flatMap((id) => [
      ...at(({ before }) => before === id),
      ...builtIn.filter((hook) => hook.id === id && hook.phase === phase),
      // A script that named both stands before the one: after the other it is too, or the answer was refused.
      ...at(({ before, after }) => before === undefined && after === id),
    ]),
    ...at(({ before, after }) => before === undefined && after === undefined),
  ]
}
