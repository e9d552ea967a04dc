import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter } from 'node:path'
import { hasProgram } from './process.mjs'

/**
 * @typedef {'start' | 'test' | 'bench'} Verb
 * @typedef {{ name: string, for: Verb[], programs: string[], service?: string, reason: { en: string, zh: string } }} Package
 */

/**
 * What `verb` needs of the system.
 *
 * @param {Verb} verb
 * @returns {Package[]}
 */
export function packagesFor(verb) {
  /** @type {{ packages: Package[] }} */
  const { packages } = JSON.parse(readFileSync(new URL('packages.json', import.meta.url), 'utf8'))
  return packages.filter((each) => each.for.includes(verb))
}

/**
 * Whether packages come from Debian or Ubuntu, or a system made from them.
 *
 * @param {string} osRelease the text of /etc/os-release
 */
export function isDebianLike(osRelease) {
  const ids = [...osRelease.matchAll(/^(?:ID|ID_LIKE)=(.*)$/gm)].flatMap(([, value = '']) =>
    value.replace(/["']/g, '').split(/\s+/),
  )
  return ids.includes('debian') || ids.includes('ubuntu')
}

/**
 * Those of `packages` that dpkg does not have installed.
 *
 * @param {readonly Package[]} packages
 */
export function missingPackages(packages) {
  const format = '${Package} ${db:Status-Status}\n'
  // Exit 1 says that some are unknown; the others are listed all the same.
  const { stdout, error } = spawnSync('dpkg-query', ['-W', '-f', format, ...packages.map(({ name }) => name)], {
    encoding: 'utf8',
  })
  if (error) throw error
  const installed = new Set(stdout.split('\n'))
  return packages.filter(({ name }) => !installed.has(`${name} installed`))
}

/**
 * Those of `packages` with a program that is nowhere in the search path or where administrators' programs are.
 *
 * @param {readonly Package[]} packages
 * @param {string} path the search path
 */
export function missingPrograms(packages, path) {
  const folders = [...path.split(delimiter), '/usr/sbin', '/sbin']
  return packages.filter(({ programs }) => !programs.every((program) => hasProgram(program, folders)))
}
