import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CommandError, type run } from '../../lib/exec.ts'
import { smallHost } from '../configuration/__fixtures__/document.ts'
import { hookRun } from './__fixtures__/run.ts'
import { runHooks } from './engine.ts'
import type { Hook } from './hook.ts'
import { clockKept, clockWritten } from './time.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-time-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const truth = new Date('2026-01-02T03:04:05Z')
const rtc = (seconds: number): void => {
  const file = join(folder, 'sys/class/rtc/rtc0/since_epoch')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${seconds}\n`)
}
const right = truth.getTime() / 1000

/** As chrony 4.6 prints it: following a server 1 ms ahead of us, or nobody. */
const following = '0A000002,10.0.0.2,3,1767323045.1,0.001,0,0,0,0,0,0,0,64.2,Normal'
const nobody = '00000000,,0,0.000000000,0.000000000,0,0,0,0,0,1,1,0.0,Not synchronised'

function tools({ tracking = following, keeps = true, active = true } = {}) {
  const calls: string[] = []
  const tool: typeof run = async (command, args) => {
    calls.push([command, ...args].join(' '))
    if (command === 'systemctl' && args[0] === 'is-active' && !active) throw new CommandError(command, args, 3, '')
    if (command === 'hwclock' && keeps) rtc(right)
    return { stdout: command === 'chronyc' ? tracking : '', stderr: '' }
  }
  return { calls, tool }
}

const go = async (hook: Hook, tool: typeof run, servers: string[] = [], station: string | null = null) => {
  const document = {
    ...smallHost,
    time: { servers },
    station: station === null ? null : { url: station, pin: 'a'.repeat(64) },
  }
  const { phase } = hook
  return (await runHooks(hookRun(folder, [], { document, phase, run: tool, now: () => truth, builtIn: [hook] })))[0]!
}

test('a hardware clock that is off is written before the machine leaves the installer; one that is right is left', async () => {
  rtc(right - 3600)
  const { calls, tool } = tools()
  expect(await go(clockWritten, tool)).toMatchObject({ outcome: 'applied', problem: null })
  expect(calls).toEqual(['hwclock --systohc --utc'])
  expect(await go(clockWritten, tools().tool)).toMatchObject({ outcome: 'held' })
})

test('a clock that does not keep what is written is broken; a machine without one can be installed', async () => {
  rtc(0)
  expect(await go(clockWritten, tools({ keeps: false }).tool)).toMatchObject({
    outcome: 'failed',
    problem: { code: 'hook.time.hardwareClock' },
  })
  rmSync(join(folder, 'sys'), { recursive: true })
  expect(await go(clockWritten, tools().tool)).toMatchObject({
    outcome: 'held',
    problem: null,
    output: 'this machine has no hardware clock',
  })
})

test('a host that follows its server says how far it is off, and writes the hardware clock', async () => {
  rtc(right - 60)
  expect(await go(clockKept, tools().tool, ['10.0.0.2'])).toMatchObject({
    outcome: 'held',
    problem: null,
    output: 'the clock follows a time server and is 0.001 s off',
  })
})

test('chrony is started where it does not run', async () => {
  rtc(right)
  const { calls, tool } = tools({ active: false })
  expect(await go(clockKept, tool, ['10.0.0.2'])).toMatchObject({ outcome: 'applied' })
  expect(calls).toContain('systemctl start chrony.service')
})

test('without any server or station nothing keeps the clock: a warning', async () => {
  rtc(right)
  expect(await go(clockKept, tools({ tracking: nobody }).tool)).toMatchObject({
    outcome: 'held',
    problem: { code: 'hook.time.noServers', warning: true },
  })
})

test('a station keeps the clock of its hosts where nobody else does', async () => {
  rtc(right)
  expect(await go(clockKept, tools({ tracking: nobody }).tool, [], 'https://10.0.0.1:8443')).toMatchObject({
    problem: null,
    output: 'the station keeps this clock',
  })
})
