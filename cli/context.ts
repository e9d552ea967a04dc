import { readFileSync } from 'node:fs'
import { languageOf, say } from '../lib/text/say.ts'
import type { MessageKey, MessageParams } from '../lib/text/messages.ts'
import type { Language } from '../lib/text/types.ts'

/** The language of this call: `--lang`, else the locale. Read before the arguments are parsed, because help needs it. */
export function language(argv: readonly string[] = process.argv, env: NodeJS.ProcessEnv = process.env): Language {
  const index = argv.findIndex((argument) => argument === '--lang' || argument.startsWith('--lang='))
  const chosen = index < 0 ? undefined : (argv[index]!.split('=')[1] ?? argv[index + 1])
  return languageOf(chosen ?? env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'])
}

/** A text of the catalogue in the language of this call. */
export function output<Key extends MessageKey>(
  key: Key,
  ...params: keyof MessageParams<Key> extends never ? [] : [MessageParams<Key>]
): string {
  return say(language(), key, ...params)
}

/** The version of the package, in a checkout and in the image's bundle alike; a program that is one single file knows its own. */
export function version(): string {
  const own = (globalThis as { vmpVersion?: string }).vmpVersion
  if (own !== undefined) return own
  const file = new URL('../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
