import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { hasProgram } from './process.mjs'
import { SetupError } from './setup-error.mjs'
import { languageOf, say as sayIn } from './texts.mjs'

/**
 * What all commands share: options, language, root, help, and the exit code of what failed.
 *
 * @param {import('./packages.mjs').Verb} verb
 * @param {string} npmCommand as the user types it: `npm start`
 * @param {Record<string, { type: 'string' | 'boolean' }>} options beside --yes, --lang and --help
 * @param {(context: import('./prepare.mjs').Setting & { values: Record<string, string | boolean | undefined>, rest: string[] }) => Promise<number>} body
 *   resolves with the exit code
 */
export async function command(verb, npmCommand, options, body) {
  let language = languageOf(process.env)
  try {
    const { values, positionals } = parseArgs({
      options: { yes: { type: 'boolean' }, lang: { type: 'string' }, help: { type: 'boolean' }, ...options },
      allowPositionals: verb === 'test',
    })
    language = languageOf(process.env, typeof values.lang === 'string' ? values.lang : undefined)
    /** @type {import('./setup-error.mjs').Say} */
    const say = (key, params) => sayIn(language, key, params)
    if (values.help) {
      console.log(say(`${verb}.usage`))
      return
    }
    process.exitCode = await body({
      root: fileURLToPath(new URL('..', import.meta.url)),
      verb,
      language,
      say,
      // Continuous integration has nobody to ask.
      yes: values.yes === true || Boolean(process.env['CI']),
      isRoot: process.getuid?.() === 0,
      asRoot: rootCommand(npmCommand, process.argv.slice(2), process.env),
      values,
      rest: positionals,
    })
  } catch (error) {
    process.exitCode = failure(error, sayIn(language, `${verb}.usage`))
  }
}

/**
 * Says why it failed and returns the exit code: 2 for wrong options.
 *
 * @param {unknown} error
 * @param {string} usage
 */
function failure(error, usage) {
  if (error instanceof SetupError) {
    console.error(error.message)
    return error.exit
  }
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
    console.error(`${error.message}\n\n${usage}`)
    return 2
  }
  throw error
}

/**
 * The same command as root. sudo's own search path may not hold this Node, so the user's is kept.
 *
 * @param {string} npmCommand
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export function rootCommand(npmCommand, args, env) {
  const all = args.includes('--yes') ? args : [...args, '--yes']
  const words = [npmCommand, '--', ...all.map(quote)].join(' ')
  return hasProgram('sudo', (env['PATH'] ?? '').split(delimiter))
    ? `sudo env "PATH=$PATH" ${words}`
    : `su -m -c ${quote(words)}`
}

/** @param {string} word */
function quote(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, `'\\''`)}'`
}
