/** What could not be read and why, in the reader's language: a report keeps both as the source said them, in English. */
import { errorCatalogue } from '../../lib/text/errors.ts'
import { fill } from '../../lib/text/fill.ts'
import { unreadMessages } from '../../lib/text/messages/preflight/unread.ts'
import type { Language } from '../../lib/text/types.ts'

type Wording = Readonly<Record<Language, string>>
type Key = keyof typeof unreadMessages

const messages = (beginning: string): Wording[] =>
  (Object.keys(unreadMessages) as Key[]).filter((key) => key.startsWith(beginning)).map((key) => unreadMessages[key])

const sources = messages('report.unread.')
const reasons: readonly Wording[] = [
  ...messages('report.reason.'),
  ...(['command.missing', 'command.failed', 'command.timeout', 'cancelled'] as const).map((code) => {
    const { en, zh } = errorCatalogue[code]
    return { en: en.what, zh: zh.what }
  }),
]

export const sourceText = (source: string, language: Language): string =>
  translated(source, sources, language, (pattern) => `^${pattern}$`)

/** A program's own words, after ours, stay as they are. */
export const reasonText = (reason: string, language: Language): string =>
  translated(reason, reasons, language, (pattern) => `^${pattern}`)

function translated(
  text: string,
  wordings: readonly Wording[],
  language: Language,
  whole: (pattern: string) => string,
): string {
  if (language === 'en') return text
  for (const wording of wordings) {
    const match = new RegExp(whole(patternOf(wording.en))).exec(text)
    if (match !== null) return fill(wording[language], { ...match.groups }) + text.slice(match[0].length)
  }
  return text
}

/** As RegExp.escape, which the oldest Node that preflight runs with does not have. */
const escaped = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)

/** `no answer within {seconds} s` as what it looks like once filled in. */
function patternOf(wording: string): string {
  return wording
    .split(/(\{\w+\})/)
    .map((piece) => (/^\{\w+\}$/.test(piece) ? `(?<${piece.slice(1, -1)}>\\S+)` : escaped(piece)))
    .join('')
}
