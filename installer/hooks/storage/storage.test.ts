import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CommandError, run } from '../../../lib/exec.ts'
import { smallHost } from '../../configuration/__fixtures__/document.ts'
import type { HostDocument } from '../../configuration/document.ts'
import { hookRun } from '../__fixtures__/run.ts'
import { runHooks } from '../engine.ts'
import { selfTest } from './self-test.ts'
import { storageUp } from './storage.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-storage-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const { signal } = new AbortController()

/** A file system that says yes to what `lies` names, and does nothing. */
const lying =
  (lies: string): typeof run =>
  async (command, args, options) =>
    [command, ...args].join(' ').includes(lies) ? { stdout: '', stderr: '' } : run(command, args, options)

test('a file system that keeps what it says passes, and nothing is left of the test', async () => {
  expect(await selfTest({ folder, run, signal })).toBeNull()
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  ['--zero-range', 'zero-range'],
  ['--punch-hole', 'punch-hole'],
  ['flock', 'lock'],
])('one that answers %s with success and does nothing is caught', async (lies, step) => {
  expect(await selfTest({ folder, run: lying(lies), signal })).toMatchObject({
    code: 'hook.storage.selfTest',
    params: { folder, step },
  })
  expect(readdirSync(folder)).toEqual([])
})

test('one that loses what was written is caught', async () => {
  const loses: typeof run = async (command, args, options) => {
    if (command === 'dd') writeFileSync(join(folder, '.vmp-self-test'), Buffer.alloc(4 * 2 ** 20))
    return run(command, args, options)
  }
  expect(await selfTest({ folder, run: loses, signal })).toMatchObject({ params: { step: 'read' } })
})

test('a folder that cannot be written is said so', async () => {
  expect(await selfTest({ folder: join(folder, 'none'), run, signal })).toMatchObject({ params: { step: 'write' } })
})

const withLocal: HostDocument = { ...smallHost, storage: { arrays: [], volumes: [{ group: 'vmp', name: 'local' }] } }
const local = () => join(folder, 'var/lib/vmp/local')
/** Whose services cannot be started. */
const unstartable: typeof run = async (command, args, options) => {
  if (command === 'systemctl') throw new CommandError(command, args, 1, 'timed out')
  return run(command, args, options)
}
const go = async (document = withLocal) =>
  (await runHooks(hookRun(folder, [], { document, builtIn: [storageUp], run: unstartable })))[0]!

function mounted(path: string): void {
  const file = join(folder, 'proc/self/mountinfo')
  mkdirSync(dirname(file), { recursive: true })
  mkdirSync(local(), { recursive: true })
  writeFileSync(file, `36 35 98:0 / ${path} rw - xfs /dev/x rw\n`)
}

test('mounted local storage gets its folders and is tried; the second time they are there', async () => {
  mounted(local())
  expect(await go()).toMatchObject({ outcome: 'applied', problem: null })
  expect(readdirSync(local())).toEqual(['disks', 'images'])
  expect(await go()).toMatchObject({ outcome: 'held', problem: null })
})

test('a volume that is not mounted is a failure, and nothing is written in its place', async () => {
  mounted('/somewhere/else')
  expect(await go()).toMatchObject({ outcome: 'failed', problem: { code: 'host.notMounted' } })
  expect(readdirSync(local())).toEqual([])
})

test('disks that came after systemd had given them up are mounted all the same', async () => {
  mounted('/somewhere/else')
  const calls: string[] = []
  const mounting: typeof run = async (command, args, options) => {
    if (command !== 'systemctl') return run(command, args, options)
    calls.push(args.join(' '))
    mounted(local())
    return { stdout: '', stderr: '' }
  }
  const hooks = hookRun(folder, [], { document: withLocal, builtIn: [storageUp], run: mounting })
  expect(await runHooks(hooks)).toMatchObject([{ outcome: 'applied', problem: null }])
  expect(calls).toEqual(['start var-lib-vmp-local.mount'])
  expect(readdirSync(local())).toEqual(['disks', 'images'])
})

test('a host without local storage has nothing to try', async () => {
  expect(await go(smallHost)).toMatchObject({ outcome: 'held', problem: null })
})
