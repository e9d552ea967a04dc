import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { SetupError } from './setup-error.mjs'
import { ProgramMissing, runHere } from './process.mjs'

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean, devOptional?: boolean }> }} Lock */

/**
 * Whether what is installed is what the lock file asks for. Compared by content: a checkout or a copy changes times.
 *
 * @param {Lock} wanted package-lock.json
 * @param {Lock} installed node_modules/.package-lock.json, npm's own record of what it installed
 */
export function isCurrent(wanted, installed) {
  return Object.entries(wanted.packages).every(([path, entry]) => {
    const found = installed.packages[path]
    // The root package is not recorded; builds for other platforms are optional and not installed.
    if (path === '' || (!found && (entry.optional || entry.devOptional))) return true
    return found?.version === entry.version
  })
}

/**
 * Installs the npm packages when they are missing or not those of the lock file.
 *
 * @param {string} root the checkout
 * @param {import('./setup-error.mjs').Say} say
 */
export async function prepareNpmPackages(root, say) {
  const node = join(root, 'node_modules', '.bin', 'node')
  const record = join(root, 'node_modules', '.package-lock.json')
  /** @param {string} file @returns {Lock} */
  const read = (file) => JSON.parse(readFileSync(file, 'utf8'))
  if (existsSync(node) && existsSync(record) && isCurrent(read(join(root, 'package-lock.json')), read(record))) return

  console.log(say('npm.installing'))
  const { command, args } = npm(process.env)
  try {
    // Development packages belong to it whatever NODE_ENV says: they are the tests and the image's bundler.
    const exit = await runHere(command, [...args, 'ci', '--include=dev', '--loglevel=error'], { cwd: root })
    if (exit !== 0) throw new SetupError(say('npm.failed', { exit }), exit)
  } catch (error) {
    if (error instanceof ProgramMissing) throw new SetupError(say('npm.missing'), 1)
    throw error
  }
  if (!existsSync(node)) throw new SetupError(say('npm.noScripts'), 1)
}

/**
 * The npm that started this, else the one in PATH.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function npm(env) {
  const self = env['npm_execpath']
  return self && basename(self) === 'npm-cli.js'
    ? { command: process.execPath, args: [self] }
    : { command: 'npm', args: [] }
}
