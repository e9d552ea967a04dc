import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rootCommand } from './command.mjs'
import { isCurrent } from './npm.mjs'
import { isDebianLike, missingPackages, missingPrograms, packagesFor } from './packages.mjs'
import { prepare } from './prepare.mjs'
import { say, texts } from './texts.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

describe('npm packages are installed again', () => {
  const wanted = {
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/mac': { version: '1.0.0', optional: true },
    },
  }
  test('never when all of the lock file that suits this platform is there', () => {
    expect(isCurrent(wanted, { packages: { 'node_modules/a': { version: '1.0.0' } } })).toBe(true)
  })
  test('when one is missing', () => {
    expect(isCurrent(wanted, { packages: {} })).toBe(false)
  })
  test('when one has another version, also an optional one', () => {
    expect(isCurrent(wanted, { packages: { 'node_modules/a': { version: '1.0.1' } } })).toBe(false)
    const mac = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/mac': { version: '0.9.0' } }
    expect(isCurrent(wanted, { packages: mac })).toBe(false)
  })
})

test.each([
  ['ID=debian\nVERSION_ID="13"\n', true],
  ['ID=ubuntu\nID_LIKE=debian\n', true],
  ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', true],
  ['ID="rhel"\nID_LIKE="fedora"\n', false],
  ['', false],
])('os-release %j has Debian packages: %s', (text, expected) => {
  expect(isDebianLike(text)).toBe(expected)
})

test('the command to run as root keeps the options and the search path', () => {
  const path = mkdtempSync(join(tmpdir(), 'vmp-bootstrap-'))
  try {
    expect(rootCommand('npm start', ['--interface', "e'n 1"], { PATH: path })).toBe(
      `su -m -c 'npm start -- --interface '\\''e'\\''\\'\\'''\\''n 1'\\'' --yes'`,
    )
    writeFileSync(join(path, 'sudo'), '', { mode: 0o755 })
    expect(rootCommand('npm test', [], { PATH: path })).toBe('sudo env "PATH=$PATH" npm test -- --yes')
  } finally {
    rmSync(path, { recursive: true })
  }
})

test('every package says in both languages what it is for', () => {
  for (const { name, for: verbs, reason } of [
    ...packagesFor('start'),
    ...packagesFor('test'),
    ...packagesFor('bench'),
  ]) {
    expect(verbs.length, name).toBeGreaterThan(0)
    expect(reason.en, name).not.toBe('')
    expect(reason.zh, name).not.toBe('')
  }
})

test('every text of the setup exists in both languages with the same parameters', () => {
  const names = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).toSorted()
  for (const [key, { en, zh }] of Object.entries(texts)) expect(names(zh), key).toEqual(names(en))
  expect(say('zh', 'npm.failed', { exit: 7 })).toContain('退出码 7')
})

describe('on a system of our making', () => {
  let folder = ''
  let path: string | undefined
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vmp bootstrap '))
    path = process.env['PATH']
    process.env['PATH'] = `${folder}:${path}`
  })
  afterEach(() => {
    process.env['PATH'] = path
    rmSync(folder, { recursive: true })
  })
  /** Puts a program of the test's own first in the search path. */
  const program = (name: string, body: string): void => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  const log = (): string => readFileSync(join(folder, 'log'), 'utf8')
  const setting = {
    root,
    verb: 'start' as const,
    language: 'en' as const,
    say: (key: keyof typeof texts, params?: Record<string, string | number>) => say('en', key, params),
    asRoot: 'THE COMMAND',
  }

  test('only what dpkg calls installed counts as installed', () => {
    program('dpkg-query', 'echo "curl installed"; echo "ovmf config-files"; exit 1')
    const known = packagesFor('test').filter(({ name }) => name === 'curl' || name === 'ovmf')
    expect(missingPackages(known).map(({ name }) => name)).toEqual(['ovmf'])
  })

  test('programs are found in the search path and where administrators have theirs', () => {
    program('mmdebstrap', '')
    const names = missingPrograms(packagesFor('start'), folder).map(({ name }) => name)
    expect(names).not.toContain('mmdebstrap')
    expect(names).not.toContain('ovmf')
  })

  test('without root nothing is installed, and the one command that does it is said', async () => {
    program('dpkg-query', 'exit 1')
    program('apt-get', `echo "$@" >> '${folder}/log'`)
    await expect(prepare({ ...setting, yes: true, isRoot: false })).rejects.toThrow(/needs root.*\n {2}THE COMMAND$/)
    expect(log).toThrow('ENOENT')
  })

  test('without a terminal and without --yes nothing is installed', () => {
    program('dpkg-query', 'exit 1')
    program('apt-get', `echo "$@" >> '${folder}/log'`)
    const { CI: _, ...env } = process.env
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'bootstrap', 'test.mjs'), '--lang', 'en'], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    })
    expect(stderr).toMatch(process.getuid?.() === 0 ? '--yes' : 'needs root')
    expect(status).toBe(1)
    expect(log).toThrow('ENOENT')
  })

  test('an apt-get that fails ends it in words', async () => {
    program('dpkg-query', 'exit 1')
    program('apt-get', `echo "$@" >> '${folder}/log'; exit 100`)
    await expect(prepare({ ...setting, yes: true, isRoot: true })).rejects.toThrow('apt-get could not install')
    expect(log()).toBe('update --quiet --quiet\n')
  })
})

describe('a command', () => {
  const run = (name: string, ...args: string[]) =>
    spawnSync(process.execPath, [join(root, 'bootstrap', `${name}.mjs`), ...args], { cwd: '/', encoding: 'utf8' })

  test.each(['start', 'test', 'bench'])('%s explains itself without installing anything', (name) => {
    const { stdout, status } = run(name, '--help', '--lang', 'zh')
    expect(stdout).toContain('用法')
    expect(status).toBe(0)
  })

  test('refuses an unknown option with its usage and exit code 2', () => {
    const { stderr, status } = run('start', '--interfaces', 'eno2')
    expect(stderr).toContain('Usage: npm start')
    expect(status).toBe(2)
  })
})
