import { join } from 'node:path'
import type { ScriptHook } from '../../../answer/schema.ts'
import { run } from '../../../lib/exec.ts'
import { smallHost } from '../../configuration/__fixtures__/document.ts'
import type { HookRun } from '../engine.ts'
import type { Hook } from '../hook.ts'

/** A run of hooks below `folder`, with no built-in ones. */
export function hookRun(folder: string, scripts: readonly ScriptHook[], more: Partial<HookRun> = {}): HookRun {
  return {
    document: { ...smallHost, hooks: { ...smallHost.hooks, scripts: [...scripts] } },
    phase: 'first-boot',
    form: 'whole',
    root: folder,
    state: join(folder, 'state'),
    scratch: join(folder, 'scratch'),
    run,
    fetch: () => Promise.reject(new Error('no network here')),
    signal: new AbortController().signal,
    now: () => new Date(0),
    newId: () => 'word-1',
    builtIn: [],
    ...more,
  }
}

export const script = (name: string, text: string, more: Partial<ScriptHook> = {}): ScriptHook => ({
  name,
  phase: 'first-boot',
  script: { text },
  timeout: 10,
  optional: false,
  ...more,
})

/** A hook that holds from when it was applied. */
export function fakeHook(id: string, calls: string[], more: Partial<Hook> = {}): Hook {
  let holds = false
  return {
    id,
    phase: 'first-boot',
    limit: 5000,
    check: async () => {
      calls.push(`check ${id}`)
      return holds
    },
    apply: async () => {
      calls.push(`apply ${id}`)
      holds = true
    },
    verify: async () => {
      calls.push(`verify ${id}`)
      return null
    },
    ...more,
  }
}
