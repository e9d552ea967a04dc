import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { install } from './apt.mjs'
import { prepareNpmPackages } from './npm.mjs'
import { isDebianLike, missingPackages, missingPrograms, packagesFor } from './packages.mjs'
import { SetupError } from './setup-error.mjs'

/**
 * @typedef {object} Setting
 * @property {string} root the checkout
 * @property {import('./packages.mjs').Verb} verb
 * @property {'en' | 'zh'} language
 * @property {import('./setup-error.mjs').Say} say
 * @property {boolean} yes install packages without asking
 * @property {boolean} isRoot
 * @property {string} asRoot the one command that does the same as root
 */

/**
 * Installs what `verb` lacks: packages of the system, then npm packages.
 *
 * @param {Setting} setting
 * @throws {SetupError}
 */
export async function prepare(setting) {
  await prepareSystemPackages(setting)
  await prepareNpmPackages(setting.root, setting.say)
}

/** @param {Setting} setting */
async function prepareSystemPackages({ verb, language, say, yes, isRoot, asRoot }) {
  const needed = packagesFor(verb)
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  if (!isDebianLike(release)) {
    const missing = missingPrograms(needed, process.env['PATH'] ?? '')
    if (missing.length === 0) return
    const list = missing.map(({ programs, reason }) => `  ${programs.join(', ')}: ${reason[language]}`)
    throw new SetupError([say('programs.missing'), ...list].join('\n'), 1)
  }
  const missing = missingPackages(needed)
  if (missing.length === 0) return
  console.log(say('packages.missing'))
  const width = Math.max(...missing.map(({ name }) => name.length))
  for (const { name, reason } of missing) console.log(`  ${name.padEnd(width)}  ${reason[language]}`)
  if (!isRoot) throw new SetupError(`${say('packages.needRoot')}\n  ${asRoot}`, 1)
  if (!yes) await consent(say)
  await install(missing, say)
}

/** @param {import('./setup-error.mjs').Say} say */
async function consent(say) {
  if (!process.stdin.isTTY) throw new SetupError(say('packages.noTerminal'), 1)
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const closed = new Promise((resolve) => terminal.once('close', () => resolve('no')))
    const answer = await Promise.race([terminal.question(say('packages.ask')), closed])
    if (!/^(y|yes|是|好|)$/i.test(String(answer).trim())) throw new SetupError(say('packages.declined'), 1)
  } finally {
    terminal.close()
  }
}
