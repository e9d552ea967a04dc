/** The one file, where there is nothing but a Node: no checkout, no environment, the oldest Node that this machine has. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Check } from 'typebox/value'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../../lib/exec.ts'
import { Report } from '../../preflight/report.ts'

const vmp = fileURLToPath(new URL('../../bin/vmp', import.meta.url))
const timeout = 60_000
const folder = mkdtempSync(join(tmpdir(), 'vmp-one-file-'))
const file = 'vmp-preflight.mjs'

/** The system's own; ours where that is too old or not there. */
async function oldestNode(): Promise<string> {
  const system = '/usr/bin/node'
  if (!existsSync(system)) return process.execPath
  const { stdout } = await run(system, ['--version'], { timeout })
  return Number(/^v(\d+)/.exec(stdout)?.[1]) >= 20 ? system : process.execPath
}

let node = process.execPath
beforeAll(async () => {
  node = await oldestNode()
  await run(vmp, ['preflight', 'bundle', join(folder, file)], { timeout })
})
afterAll(() => rmSync(folder, { recursive: true }))

const alone = (args: string[], env: NodeJS.ProcessEnv = {}) =>
  run(node, [file, ...args], { timeout, cwd: folder, env, anyExit: true })

test('it is one file, and not a large one', () => {
  expect(readdirSync(folder)).toEqual([file])
  expect(readFileSync(join(folder, file)).length).toBeLessThan(5e6)
})

test('gives a report as JSON, with nothing on its error output but its progress', async () => {
  const { stdout, stderr } = await alone(['run', '--json'])
  const report = JSON.parse(stdout) as Report
  expect(Check(Report, report)).toBe(true)
  expect(report.facts.memory.usable).toBeGreaterThan(0)
  expect(report.program).toMatch(/^\d+\.\d+\.\d+$/)
  expect(stderr).not.toMatch(/\(node:|Error/)
})

test('gives it as text in Chinese, and as HTML', async () => {
  const { stdout } = await alone(['run', '--html', 'report.html'], { LANG: 'zh_CN.UTF-8' })
  expect(stdout).toContain('合格')
  const html = readFileSync(join(folder, 'report.html'), 'utf8')
  expect(html).toContain('<html lang="zh')
  expect(html.trimEnd()).toMatch(/<\/html>$/)
})

test('carries policies and the makers’ options', async () => {
  const { stdout } = await alone(['run', '--policy', 'strict', '--json'])
  expect((JSON.parse(stdout) as Report).policy.name).toBe('strict')
  expect(readFileSync(join(folder, file), 'utf8')).toContain('preflight/remedies/dell.json')
})

test('cannot make itself again, and says why', async () => {
  const { stderr } = await alone(['bundle', 'again.mjs'])
  expect(stderr).toContain('nothing to bundle from')
})
