/** An answer file to begin with. */
import { render } from '../lib/template.ts'
import type { Language } from '../lib/text/types.ts'

interface NewAnswer {
  readonly language: Language
  readonly timezone: string
  readonly rootPasswordHash?: string
}

/** Valid as it is; its comments say what else could be said. */
export function newAnswer({ language, timezone, rootPasswordHash }: NewAnswer): string {
  const data = { timezone, hash: rootPasswordHash ?? null }
  // A JSON text is one of YAML.
  return language === 'zh'
    ? render('answer/new.zh.yaml.hbs', 'json', data)
    : render('answer/new.en.yaml.hbs', 'json', data)
}
