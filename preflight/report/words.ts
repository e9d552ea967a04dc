/** The words of findings: their texts are in the catalogue by their code, with their parameters and what they are about. */
import { isMessageKey } from '../../lib/text/messages.ts'
import { say, sayAny } from '../../lib/text/say.ts'
import type { Language } from '../../lib/text/types.ts'
import type { Finding } from '../finding.ts'

export function checkTitle(check: string, language: Language): string {
  const key = `preflight.${check}.title`
  return isMessageKey(key) ? sayAny(language, key) : check
}

/** What was found; for a code of another version of the program the code itself. */
export function causeOf(finding: Finding, language: Language): string {
  return textOf(finding, 'cause', language) ?? finding.code
}

/** What to do; null where there is nothing to do, as for most notes. */
export function remedyOf(finding: Finding, language: Language): string | null {
  return textOf(finding, 'remedy', language)
}

function textOf(finding: Finding, part: 'cause' | 'remedy', language: Language): string | null {
  const key = `preflight.${finding.code}.${part}`
  if (!isMessageKey(key)) return null
  const { params, subject, measured, threshold } = finding
  return sayAny(language, key, {
    subject: subject ?? '',
    measured: measured ?? '–',
    threshold: threshold ?? '–',
    ...params,
  })
}

/** The text of a key that may be of another version, else what it stands for. */
export function namedBy(key: string, otherwise: string, language: Language): string {
  return isMessageKey(key) ? sayAny(language, key) : otherwise
}

/** An instant as people read it, in `timeZone`, which it names: `2026-01-31 14:05:09 GMT+8`. */
export function timeText(instant: string, timeZone: string): string {
  const at = new Date(instant)
  if (Number.isNaN(at.getTime())) return instant
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
    timeZoneName: 'shortOffset',
  })
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  // ICU writes GMT or GMT+0.
  const zone = /^GMT(\+0)?$/.test(part['timeZoneName'] ?? '') ? 'UTC' : part['timeZoneName']
  return `${part['year']}-${part['month']}-${part['day']} ${part['hour']}:${part['minute']}:${part['second']} ${zone}`
}

/** Yes, no, or not known. */
export function yesNo(value: boolean | null, language: Language): string | null {
  return value === null ? null : say(language, value ? 'hardware.yes' : 'hardware.no')
}

export function onOff(value: boolean | null, language: Language): string | null {
  return value === null ? null : say(language, value ? 'hardware.on' : 'hardware.off')
}
