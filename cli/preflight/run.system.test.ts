/** `vmp preflight run` on this very machine, whatever it is. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Check } from 'typebox/value'
import { afterAll, expect, test } from 'vitest'
import { CommandError, run, start } from '../../lib/exec.ts'
import { Report } from '../../preflight/report.ts'

const vmp = fileURLToPath(new URL('../../bin/vmp', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'vmp-preflight-'))
const timeout = 60_000
// A user without rights reads the reports that root wrote here.
chmodSync(folder, 0o777)

afterAll(() => rmSync(folder, { recursive: true }))

async function preflight(args: string[], env: NodeJS.ProcessEnv = {}) {
  const output = { stdout: '', stderr: '' }
  const onLine = (line: string, stream: 'stdout' | 'stderr'): void => void (output[stream] += `${line}\n`)
  try {
    await run(vmp, ['preflight', 'run', ...args], { timeout, env: { ...process.env, ...env }, onLine })
    return { ...output, exit: 0 }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    return { ...output, exit: error.exit }
  }
}

function policy(name: string, content: string): string {
  const file = join(folder, `${name}.yaml`)
  writeFileSync(file, content)
  return file
}

const head = (name: string): string => `version: 1\nname: ${name}\nextends: host\ndescription: { en: x, zh: x }\n`

test('the verdict is the exit code, the report is on the output, and progress beside it', async () => {
  const greedy = policy('greedy', `${head('greedy')}thresholds: { memory: { usable: 1000000 } }\n`)
  const { stdout, stderr, exit } = await preflight(['--policy', greedy, '--json'])
  const report = JSON.parse(stdout) as Report
  expect(Check(Report, report)).toBe(true)
  expect([exit, report.verdict, report.policy.name]).toEqual([3, 'unfit', 'greedy'])
  expect(stderr).toContain('Memory: Failed')
})

test('a fit machine is 0; files are written beside', async () => {
  const content = `${head('easy')}thresholds: { memory: { usable: 0, installed: 0 }, disk: { system: 0 } }\nseverities:\n`
  const lenient = (await preflight(['--json'])).stdout
  const failing = (JSON.parse(lenient) as Report).checks.flatMap(({ findings }) =>
    findings.filter(({ severity }) => severity === 'fail').map(({ code }) => `  ${code}: warn\n`),
  )
  const easy = policy('easy', content + [...new Set(['  memory.tooLittle: warn\n', ...failing])].join(''))
  const [html, json] = [join(folder, 'report.html'), join(folder, 'report.json')]
  const { stdout, exit } = await preflight(['--policy', easy, '--html', html, '--output', json], {
    LANG: 'zh_CN.UTF-8',
  })
  expect([exit, Check(Report, JSON.parse(readFileSync(json, 'utf8')))]).toEqual([0, true])
  expect(stdout).toContain('合格')
  expect(readFileSync(html, 'utf8')).toContain('<html lang="zh')
})

test.each([
  [['--deep', 'discs']],
  [['--budget', 'soon']],
  [['--policy', 'hots']],
  [['--policy', './vmp-no-such.yaml']],
  [['--time-from', 'yesterday']],
])('%j is refused before anything is read', async (args) => {
  const { exit, stdout, stderr } = await preflight(args)
  expect([exit, stdout]).toEqual([2, ''])
  expect(stderr).not.toBe('')
})

test('a file that cannot be written costs the file, not the report', async () => {
  const { exit, stdout, stderr } = await preflight(['--json', '--html', '/proc/report.html'], { LANG: 'C' })
  expect(Check(Report, JSON.parse(stdout))).toBe(true)
  expect(exit).toBe(1)
  expect(stderr).toMatch(/^\/proc\/report.html could not be written/m)
})

test('who reads only the first line is no failure; an output that is full is said', async () => {
  const shell = (line: string) =>
    run('/bin/bash', ['-c', `set -o pipefail; ${line}`, vmp], {
      timeout,
      anyExit: true,
      env: { ...process.env, LANG: 'C' },
    })
  // 3 is the verdict of an unfit machine: as when everything is read.
  const first = await shell('"$0" preflight run --json | head -c1; [[ $? = [03] ]] && echo fine')
  expect([first.stdout, first.stderr]).toEqual(['{fine\n', expect.not.stringContaining('EPIPE')])
  const full = await shell('"$0" preflight run --json > /dev/full; echo $?')
  expect([full.stdout, full.stderr]).toEqual(['1\n', expect.stringContaining('No space left')])
})

test('without root it says so, and reads what it can', async () => {
  // The checkout itself may stand where nobody may look.
  const { stdout } = await run(
    'setpriv',
    ['--reuid=65534', '--regid=65534', '--clear-groups', '--', vmp, 'preflight', 'run', '--json'],
    { timeout, anyExit: true },
  )
  const report = JSON.parse(stdout) as Report
  expect(report.facts.memory.usable).toBeGreaterThan(0)
  expect(report.facts.unread.length).toBeGreaterThan(0)
})

test('Ctrl-C ends a hanging read at once, reports what is known, and leaves no program behind', async () => {
  const marker = `vmp-hangs-${process.pid}`
  const fake = join(folder, 'dmidecode')
  writeFileSync(fake, `#!/bin/sh\nexec -a ${marker} sleep 600\n`.replace('/bin/sh', '/bin/bash'))
  chmodSync(fake, 0o755)
  const logFile = join(folder, 'output.log')
  const json = join(folder, 'aborted.json')
  const running = await start(vmp, ['preflight', 'run', '--output', json], {
    logFile,
    env: { ...process.env, PATH: `${folder}:${process.env['PATH']}`, LANG: 'C' },
  })
  await expect.poll(() => readFileSync(logFile, 'utf8'), { timeout: 30_000 }).toContain('Power saving: ')
  await running.stop(20_000)
  expect(await running.exited).toEqual({ code: 130, signal: null })
  const report = JSON.parse(readFileSync(json, 'utf8')) as Report
  expect(report.facts.memory.usable).not.toBe(undefined)
  expect(report.facts.unread.map(({ source }) => source)).toContain('memory')
  expect(readFileSync(logFile, 'utf8')).toContain('Interrupted')
  const left = await run('pgrep', ['-f', marker], { timeout, anyExit: true })
  expect(left.stdout).toBe('')
})
