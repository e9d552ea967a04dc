import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ScriptHook } from '../../answer/schema.ts'
import { hookRun, script } from './__fixtures__/run.ts'
import { runHooks, type HookRun } from './engine.ts'
import { fetchScripts } from './fetch.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-hooks-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const result = async (one: ScriptHook, more: Partial<HookRun> = {}) =>
  (await runHooks(hookRun(folder, [one], more)))[0]!

test('a script has a clean environment that tells it where it is', async () => {
  process.env['VMP_TEST_SECRET'] = 'leaked'
  try {
    const { output } = await result(script('env', '#!/bin/sh\nenv | sort; pwd'))
    expect(output.split('\n').filter((line) => !/^(PWD|SHLVL|_|OLDPWD)=/.test(line))).toEqual([
      'HOME=/root',
      'LANG=C.UTF-8',
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'VMP_HOST_NAME=node01',
      'VMP_INSTALLATION=installation-0001',
      'VMP_MACHINE=machine-0001',
      'VMP_PHASE=first-boot',
      `VMP_ROOT=${folder}`,
      `VMP_STATE=${folder}/state`,
      '/',
    ])
  } finally {
    delete process.env['VMP_TEST_SECRET']
  }
})

test('a script that came to its end is not run again for the same installation, one that failed is', async () => {
  const counts = script('counts', 'echo once >> "$VMP_ROOT/ran"; [ -e "$VMP_ROOT/ready" ]')
  expect(await result(counts)).toMatchObject({ outcome: 'failed' })
  writeFileSync(join(folder, 'ready'), '')
  expect(await result(counts)).toMatchObject({ outcome: 'applied' })
  expect(await result(counts)).toMatchObject({ outcome: 'held' })
  expect(readFileSync(join(folder, 'ran'), 'utf8')).toBe('once\nonce\n')
  const { document } = hookRun(folder, [counts])
  expect(await result(counts, { document: { ...document, installation: 'installation-0002' } })).toMatchObject({
    outcome: 'applied',
  })
})

test('a script that does not end is ended with all that it started', async () => {
  const stuck = script('stuck', 'sleep 1000 & echo $! > "$VMP_ROOT/pid"; wait', { timeout: 1 })
  expect(await result(stuck)).toMatchObject({
    problem: { code: 'hook.timeout', params: { hook: 'stuck', seconds: 1 } },
  })
  const pid = readFileSync(join(folder, 'pid'), 'utf8').trim()
  const state = () =>
    existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[2] : 'gone'
  // Ended, though nobody may have waited for it yet; the kernel takes its time on a busy machine.
  await vi.waitFor(() => expect(['gone', 'Z', 'X']).toContain(state()), { timeout: 10_000 })
})

test('a script whose interpreter is not there, and a file that nobody took along, are said so', async () => {
  expect(await result(script('python', '#!/no/such/program\n'))).toMatchObject({
    problem: { code: 'hook.scriptNotRun' },
  })
  expect(await result(script('file', '', { script: { file: 'mine.sh' } }))).toMatchObject({
    problem: { code: 'hook.scriptNotTaken', params: { file: 'mine.sh' } },
  })
})

const text = '#!/bin/sh\necho from afar\n'
const sha256 = createHash('sha256').update(text).digest('hex')
const remote = (digest = sha256) =>
  script('remote', '', { script: { url: 'https://me:secret@site.example/x.sh', sha256: digest } })
const answers =
  (content: string, status = 200) =>
  async () =>
    new Response(content, { status })

test('a script by URL is fetched while installing and runs at the first boot without the network', async () => {
  const one = remote()
  const { state, signal } = hookRun(folder, [])
  await fetchScripts([one], { state, signal, fetch: answers(text) })
  expect(await result(one)).toMatchObject({ outcome: 'applied', output: 'from afar' })
})

test.each([
  ['another digest', answers('echo evil'), 'hook.scriptAltered'],
  ['an error', answers('', 404), 'hook.fetchFailed'],
  ['too much', answers('x'.repeat(700_000)), 'hook.scriptTooLarge'],
  ['nothing at all', () => Promise.reject(new TypeError('fetch failed')), 'hook.fetchFailed'],
])('a server that gives %s is said so, without the password in its address', async (_, fetch, code) => {
  const { state, signal } = hookRun(folder, [])
  const fetching = fetchScripts([remote()], { state, signal, fetch })
  await expect(fetching).rejects.toMatchObject({ code, params: { url: 'https://[hidden]@site.example/x.sh' } })
  expect(existsSync(join(state, 'hooks/remote.script'))).toBe(false)
})

test('in the phase target the scripts of both phases are fetched before any of them runs', async () => {
  const one = remote()
  const before = script('before', 'ls "$VMP_STATE/hooks"', { phase: 'target' })
  const [first] = await runHooks(hookRun(folder, [before, one], { phase: 'target', fetch: answers(text) }))
  expect(first?.output).toBe('remote.script')
})

test('a kept script that was altered on the disk is not run', async () => {
  const one = remote()
  const { state, signal } = hookRun(folder, [])
  await fetchScripts([one], { state, signal, fetch: answers(text) })
  writeFileSync(join(state, 'hooks/remote.script'), 'echo evil')
  expect(await result(one)).toMatchObject({ outcome: 'failed', problem: { code: 'hook.fetchFailed' }, output: '' })
})
