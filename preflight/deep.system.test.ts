/** Deep tests with the real programs, small: they load this very machine. */
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { randomBytes, createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { run, start } from '../lib/exec.ts'
import type { RunningProcess } from '../lib/exec.ts'
import { addNamespace, batch, deleteNamespace } from '../lib/tools/ip.ts'
import { serverArgs } from '../lib/tools/iperf3.ts'
import { disk, fitServer } from './__fixtures__/facts.ts'
import { peerPort } from './deep/network.ts'
import { runDeepTests } from './deep.ts'
import type { DeepOptions } from './deep.ts'
import { readerOf } from './facts/reader.ts'

const MiB = 1024 ** 2
const timeout = 20_000
const folder = mkdtempSync(join(tmpdir(), 'vmp-deep-'))
const loops: string[] = []

afterEach(async () => {
  for (const loop of loops.splice(0)) await run('losetup', ['-d', loop], { timeout })
})
afterAll(() => rmSync(folder, { recursive: true }))

/** As if this machine had little memory left: the others that it serves need theirs. */
const reader = readerOf('/', run, new AbortController().signal)
const smallReader: typeof reader = {
  ...reader,
  text: async (path) =>
    path === '/proc/meminfo' ? 'MemTotal: 1048576 kB\nMemAvailable: 524288 kB' : reader.text(path),
}
const facts = { ...fitServer, cpu: { ...fitServer.cpu, threads: 2 } }

const options = (more: Partial<DeepOptions> & Pick<DeepOptions, 'tests'>): DeepOptions => ({
  facts,
  reader: smallReader,
  run,
  budget: 2000,
  signal: new AbortController().signal,
  elapsed: () => performance.now(),
  pause: (milliseconds) => sleep(milliseconds),
  random: Math.random,
  peer: null,
  ...more,
})

/** Programs of ours that still run, the dead not counted. */
async function running(name: string): Promise<string[]> {
  const { stdout } = await run('ps', ['-C', name, '-o', 'stat=,ppid=,args='], { timeout }).catch(() => ({ stdout: '' }))
  return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('Z'))
}

async function loopDisk(bytes: number): Promise<{ path: string; file: string }> {
  const file = join(folder, `disk-${loops.length}.img`)
  writeFileSync(file, randomBytes(bytes))
  // Read only: whoever opened it for writing would fail.
  const { stdout } = await run('losetup', ['--read-only', '--find', '--show', file], { timeout })
  loops.push(stdout.trim())
  return { path: stdout.trim(), file }
}

test('memory and processors that are sound pass, and their shares are measured', async () => {
  const results = await runDeepTests(options({ tests: ['memory', 'cpu'] }))
  expect(results.map(({ test, outcome, problem }) => [test, outcome, problem])).toEqual([
    ['cpu', 'passed', null],
    ['memory', 'passed', null],
  ])
  expect(results[1]?.covered).toBeCloseTo(25, 0)
})

test('an abort leaves no load behind', async () => {
  const abort = new AbortController()
  const began = Promise.withResolvers<void>()
  const counting: DeepOptions['run'] = (command, args, more) => {
    began.resolve()
    return run(command, args, more)
  }
  const pending = runDeepTests(
    options({ tests: ['cpu'], budget: 60_000, run: counting, signal: abort.signal, pause: () => sleep(50) }),
  )
  await began.promise
  await expect.poll(() => running('stressapptest').then(({ length }) => length)).toBeGreaterThan(0)
  abort.abort()
  expect((await pending)[0]?.outcome).toBe('aborted')
  await expect.poll(() => running('stressapptest')).toEqual([])
})

test('a disk is read whole, and not one byte of it changes', async () => {
  const { path, file } = await loopDisk(96 * MiB)
  const digest = () => createHash('sha256').update(readFileSync(file)).digest('hex')
  const before = digest()
  const [result] = await runDeepTests(
    options({
      tests: ['disks'],
      budget: 20_000,
      facts: { ...facts, disks: [disk({ name: 'loop', path, size: 96 * MiB })] },
    }),
  )
  expect(result).toMatchObject({ outcome: 'passed', covered: 100 })
  expect(digest()).toBe(before)
})

test('nothing that is read is ever opened for writing', async () => {
  const { path } = await loopDisk(8 * MiB)
  const opened: string[] = []
  const traced: DeepOptions['run'] = (command, args, more) =>
    run('strace', ['-f', '-qq', '-e', 'trace=openat,open,ioctl', command, ...args], {
      ...more,
      onLine: (line) => void (line.includes(path) && opened.push(line)),
    })
  const [result] = await runDeepTests(
    options({
      tests: ['disks'],
      run: traced,
      facts: { ...facts, disks: [disk({ name: 'loop', path, size: 8 * MiB })] },
    }),
  )
  expect(result?.outcome).toBe('passed')
  expect(opened.length).toBeGreaterThan(3)
  expect(opened.filter((line) => !/O_RDONLY\|O_DIRECT/.test(line))).toEqual([])
})

test('a disk whose end cannot be read fails, and says where', async () => {
  const { path, file } = await loopDisk(64 * MiB)
  truncateSync(file, 40 * MiB)
  const [result] = await runDeepTests(
    options({ tests: ['disks'], facts: { ...facts, disks: [disk({ name: 'loop', path, size: 64 * MiB })] } }),
  )
  expect(result).toMatchObject({ subject: 'loop', outcome: 'failed' })
  expect(result?.problem).toMatch(/^cannot be read at /)
})

test('a disk that is gone fails with the reason', async () => {
  const gone = disk({ name: 'sdzz', path: '/dev/vmp-no-such-disk' })
  const [result] = await runDeepTests(options({ tests: ['disks'], facts: { ...facts, disks: [gone] } }))
  expect(result?.outcome).toBe('failed')
  expect(result?.problem).toContain('No such file or directory')
})

const [near, far] = [`vmp-near-${process.pid}`, `vmp-far-${process.pid}`]
let server: RunningProcess | undefined

beforeAll(async () => {
  await addNamespace(near)
  await addNamespace(far)
  await batch(near, [
    ['link', 'set', 'lo', 'up'],
    ['link', 'add', 'net0', 'type', 'veth', 'peer', 'name', 'net0', 'netns', far],
    ['addr', 'add', '192.0.2.1/24', 'dev', 'net0'],
    ['link', 'set', 'net0', 'up'],
  ])
  await batch(far, [
    ['addr', 'add', '192.0.2.2/24', 'dev', 'net0'],
    ['link', 'set', 'net0', 'up'],
  ])
  server = await start('ip', ['netns', 'exec', far, 'iperf3', ...serverArgs(peerPort)])
})

afterAll(async () => {
  await server?.stop()
  await deleteNamespace(near)
  await deleteNamespace(far)
})

const inside: DeepOptions['run'] = (command, args, more) => run('ip', ['netns', 'exec', near, command, ...args], more)

test('two machines measure what goes each way, and what is lost', async () => {
  // A server that has only just started may not listen yet.
  const listening = () => run('ip', ['netns', 'exec', far, 'ss', '-Hltn', `sport = :${peerPort}`], { timeout })
  await expect.poll(async () => (await listening()).stdout).toContain(`:${peerPort}`)
  const [result] = await runDeepTests(options({ tests: ['network'], run: inside, peer: '192.0.2.2', budget: 3000 }))
  const figure = (name: string) => result?.figures.find((each) => each.name === name)?.value
  expect(figure('sent')).toBeGreaterThan(10)
  expect(figure('received')).toBeGreaterThan(10)
  expect(figure('lost')).toBeGreaterThanOrEqual(0)
})

test('a peer where nobody listens fails in the words of the program', async () => {
  const [result] = await runDeepTests(options({ tests: ['network'], run: inside, peer: '192.0.2.1', budget: 3000 }))
  expect(result).toMatchObject({ outcome: 'failed', problem: expect.stringContaining('refused') as string })
})
