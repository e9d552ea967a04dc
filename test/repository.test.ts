import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { read, root, trackedFiles } from './files.ts'

const binary = /\.(png|pcap|ico|woff2|gz|zst|bin)$/
const texts = trackedFiles.filter((file) => !binary.test(file)).map((file) => ({ file, text: read(file) }))

/** Where a checkout may lie without its place being one of somebody's own. */
const usualFolders = new Set(['/', '/home', '/mnt', '/opt', '/root', '/srv', '/tmp', '/usr/src', '/var/tmp'])

/** The lines of tracked files in which `pattern` is found, as `file:line`. */
function linesWith(pattern: RegExp | string): string[] {
  return texts.flatMap(({ file, text }) =>
    text.split('\n').flatMap((line, index) => {
      const found = typeof pattern === 'string' ? line.includes(pattern) : pattern.test(line)
      return found ? [`${file}:${index + 1}`] : []
    }),
  )
}

/** Hosts that this machine gets packages from: the repository must work with any others. */
function packageHosts(): string[] {
  const apt = ['/etc/apt/sources.list', ...listing('/etc/apt/sources.list.d'), ...listing('/etc/apt/mirrors')]
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'))
  const npm = execFileSync('npm', ['config', 'get', 'registry'], { cwd: root, encoding: 'utf8' })
  const urls = [...apt, npm].join('\n').matchAll(/^[^#\n]*?https?:\/\/([^/\s:\]]+)/gm)
  return [...new Set([...urls].map(([, host]) => host!))].filter((host) => /[a-z].*\./i.test(host))
}

function listing(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
}

describe('the repository', () => {
  test('names no host that packages come from', () => {
    for (const host of packageHosts()) expect(linesWith(host), host).toEqual([])
    // Written so that this file does not hold what it forbids.
    const known = new RegExp(['registry[.]npmjs', 'deb[.]debian', 'security[.]debian', 'archive[.]ubuntu'].join('|'))
    expect(linesWith(known)).toEqual([])
  })

  test('names no path of the machine it was written on', () => {
    const parent = dirname(root.replace(/\/$/, ''))
    expect(usualFolders.has(parent) ? [] : linesWith(`${parent}/`)).toEqual([])
    expect(linesWith(/(?<![\w.$}])\/(home|Users)\/[a-z]/)).toEqual([])
  })

  test('has one version: package.json, lock file and the newest entry of CHANGES.md agree', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string }
    const lock = JSON.parse(read('package-lock.json')) as { version: string }
    expect(lock.version).toBe(version)
    expect(/^## (\S+)/m.exec(read('CHANGES.md'))?.[1]).toBe(version)
  })

  test('says of every npm package what it is for, and of no other', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<string, Record<string, string>>
    const table = read('docs/dependencies.md').matchAll(/^\| (`[^|]+) \|/gm)
    const explained = [...table].flatMap(([, names]) => [...names!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!))
    expect(explained.toSorted()).toEqual(Object.keys({ ...dependencies, ...devDependencies }).toSorted())
  })

  test('has no test that is switched off or stands alone', () => {
    const narrowed = new RegExp(`\\b(it|test|describe)[.](${['only', 'skip', 'todo'].join('|')})\\b`)
    expect(linesWith(narrowed)).toEqual([])
  })

  test('keeps the lock file free of addresses, so that any mirror serves', () => {
    expect(read('package-lock.json')).not.toContain('"resolved"')
  })
})
