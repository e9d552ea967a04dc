import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { VmpError } from '../../lib/errors.ts'
import { fakeHook, hookRun, script } from './__fixtures__/run.ts'
import { failureOf, runHooks } from './engine.ts'
import type { HookResult } from './hook.ts'
import { inOrder } from './order.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-hooks-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const outcomes = (results: readonly HookResult[]): string[] => results.map(({ hook, outcome }) => `${hook} ${outcome}`)

test('a hook is checked, applied when it does not hold, and tried; applied twice it only holds', async () => {
  const calls: string[] = []
  const builtIn = [fakeHook('kvm', calls)]
  expect(outcomes(await runHooks(hookRun(folder, [], { builtIn })))).toEqual(['kvm applied'])
  expect(outcomes(await runHooks(hookRun(folder, [], { builtIn })))).toEqual(['kvm held'])
  expect(calls).toEqual(['check kvm', 'apply kvm', 'verify kvm', 'check kvm', 'verify kvm'])
})

test('scripts run before or after the built-in hook they name, and last when they name none', () => {
  const builtIn = (['kvm', 'network', 'time', 'storage'] as const).map((id) => fakeHook(id, []))
  const scripts = [
    script('last', ''),
    script('b-kvm', '', { before: 'kvm' }),
    script('a-network', '', { after: 'network' }),
    script('a-network-2', '', { after: 'network' }),
    script('elsewhere', '', { phase: 'target', before: 'kvm' }),
  ]
  const named = (phase: 'first-boot' | 'target') =>
    inOrder(phase, builtIn, scripts, (one) => fakeHook(one.name, [])).map(({ id }) => id)
  expect(named('first-boot')).toEqual([
    'network',
    'a-network',
    'a-network-2',
    'time',
    'storage',
    'b-kvm',
    'kvm',
    'last',
  ])
  expect(named('target')).toEqual(['elsewhere'])
})

test('what fails ends it: the others are skipped, and the installation knows by which hook', async () => {
  const calls: string[] = []
  const broken = fakeHook('time', calls, { verify: async () => ({ code: 'hook.kvm.silent', params: { seconds: 3 } }) })
  const results = await runHooks(hookRun(folder, [], { builtIn: [broken, fakeHook('kvm', calls)] }))
  expect(outcomes(results)).toEqual(['time failed', 'kvm skipped'])
  expect(calls).not.toContain('check kvm')
  expect(failureOf(results)).toMatchObject({
    code: 'hook.failed',
    params: { hook: 'time', problem: 'hook.kvm.silent (3)' },
  })
})

test('a warning is kept and fails nothing', async () => {
  const problem = { code: 'hook.kvm.nested', params: { module: 'kvm_amd' }, warning: true } as const
  const results = await runHooks(
    hookRun(folder, [], { builtIn: [fakeHook('kvm', [], { verify: async () => problem })] }),
  )
  expect(results).toMatchObject([{ outcome: 'applied', problem }])
  expect(failureOf(results)).toBeUndefined()
})

test('an optional script that fails lets the others go on', async () => {
  const results = await runHooks(
    hookRun(folder, [script('first', 'exit 3', { optional: true }), script('second', 'true')]),
  )
  expect(outcomes(results)).toEqual(['first failed', 'second applied'])
  expect(results[0]).toMatchObject({ problem: { code: 'hook.scriptFailed', params: { exit: 3 } } })
  expect(failureOf(results)).toBeUndefined()
})

test('a hook that does not end within its limit fails by that', async () => {
  const stuck = fakeHook('kvm', [], { limit: 20, apply: (context) => context.pause(60_000) })
  expect(await runHooks(hookRun(folder, [], { builtIn: [stuck] }))).toMatchObject([
    { outcome: 'failed', problem: { code: 'hook.timeout', params: { hook: 'kvm', seconds: 0.02 } } },
  ])
})

test('when it is ended from outside it ends as cancelled, not as a failed hook', async () => {
  const ending = new AbortController()
  const stuck = fakeHook('kvm', [], {
    apply: (context) => {
      ending.abort()
      return context.pause(60_000)
    },
  })
  await expect(runHooks(hookRun(folder, [], { builtIn: [stuck], signal: ending.signal }))).rejects.toMatchObject({
    code: 'cancelled',
  })
})

test('what a hook throws is its problem, and an error of ours keeps its code', async () => {
  const throws = (thrown: unknown) => fakeHook('kvm', [], { check: () => Promise.reject(thrown) })
  const one = async (error: unknown) =>
    (await runHooks(hookRun(folder, [], { builtIn: [throws(error)] })))[0]?.problem?.code
  expect(await one(new VmpError('hook.kvm.noVirtualization'))).toBe('hook.kvm.noVirtualization')
  expect(await one(new TypeError('no'))).toBe('internal')
})

test('at a later boot only what the host forgot is set again, untried, and one failure stops no other', async () => {
  const calls: string[] = []
  const builtIn = [
    fakeHook('network', calls, { eachBoot: true, apply: () => Promise.reject(new Error('no')) }),
    fakeHook('storage', calls),
    fakeHook('kvm', calls, { eachBoot: true }),
  ]
  const results = await runHooks(hookRun(folder, [script('mine', 'true')], { builtIn, form: 'again' }))
  expect(outcomes(results)).toEqual(['network failed', 'kvm applied'])
  expect(calls).toEqual(['check network', 'check kvm', 'apply kvm'])
})

test('the last lines of what a hook said are kept, without secrets, and nothing lies about afterwards', async () => {
  const lines: string[] = []
  const results = await runHooks(
    hookRun(
      folder,
      [
        script(
          'talks',
          'i=0; while [ $i -lt 2000 ]; do echo "line $i of many"; i=$((i+1)); done; echo password=hunter2 >&2; cat "$0" | head -c 5',
        ),
      ],
      {
        onLine: (hook, line) => lines.push(`${hook}: ${line}`),
      },
    ),
  )
  const { output } = results[0]!
  expect(output.length).toBeLessThanOrEqual(16_384)
  expect(output).toContain('line 1999 of many')
  expect(output).not.toContain('line 0 of many')
  expect(output).toContain('password=[hidden]')
  expect(lines).toContain('talks: line 0 of many')
  expect(existsSync(join(folder, 'scratch'))).toBe(false)
})
