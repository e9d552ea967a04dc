import { fill } from './fill.ts'
import { isMessageKey, messageCatalogue } from './messages.ts'
import type { MessageKey, MessageParams } from './messages.ts'
import type { Language, Params } from './types.ts'

/** The text of `key` in `language`, with its parameters filled in. */
export function say<Key extends MessageKey>(
  language: Language,
  key: Key,
  ...[params]: keyof MessageParams<Key> extends never ? [] : [MessageParams<Key>]
): string {
  return fill(messageCatalogue[key]![language], params ?? {})
}

/**
 * As `say`, for a key that came over a wire; a key this version does not know is shown as it is.
 * A parameter that is itself a key is put in as its text: "{who} asked" with `who.ipxe`.
 */
export function sayAny(language: Language, key: string, params: Params = {}): string {
  return isMessageKey(key) ? fill(messageCatalogue[key]![language], inWords(language, params)) : key
}

/** Parameters of which those that are keys themselves are put into words. */
export function inWords(language: Language, params: Params): Params {
  const words = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'string' && isMessageKey(value) ? messageCatalogue[value]![language] : value,
  ])
  return Object.fromEntries(words) as Params
}

/** The language of a locale as in `LANG`: Chinese for zh*, else English. */
export function languageOf(locale: string | undefined): Language {
  return locale?.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}
