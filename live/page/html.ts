/** The two pages, rendered whole: no script runs in them. */
import { createHash } from 'node:crypto'
import { render } from '../../lib/template.ts'
import { say } from '../../lib/text/say.ts'
import type { Language } from '../../lib/text/types.ts'
import { rows } from '../rows.ts'
import type { Row } from '../rows.ts'
import type { LiveStatus } from '../status.ts'

const style = render('live/page.css.hbs', 'plain', {})

/** What the content security policy allows as style: that of the page and no other. */
export function styleSourceOf(page: string): string {
  const own = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? ''
  return `'sha256-${createHash('sha256').update(own).digest('base64')}'`
}

/** What asks for the code; with the reason why the last one did not open, or ''. */
export function codePage(language: Language, problem: string): string {
  return page('live/code.html.hbs', language, {
    problem,
    ask: say(language, 'live.page.askCode'),
    field: say(language, 'live.page.codeField'),
    open: say(language, 'live.page.open'),
  })
}

/** Status and facts. The code is for the next visitor: who is in needs neither it nor the page's address. */
export function statusPage(status: LiveStatus, language: Language, mayInstall: boolean): string {
  return page('live/status.html.hbs', language, {
    groups: rows({ ...status, page: null }, language, true)
      .filter((group) => group.length > 0)
      .map((group) => group.map((row, index) => shownRow(row, group[index - 1], status))),
    install: mayInstall && !isUnderWay(status) ? say(language, 'menu.title') : '',
    report: status.preflight.report !== null,
    read: say(language, 'live.page.read'),
    takeHtml: say(language, 'live.page.takeHtml'),
    takeJson: say(language, 'live.page.takeJson'),
    download: say(language, 'live.page.download'),
    support: say(language, 'live.page.support'),
  })
}

/** Lines of one plan stand under one title; how far a step is stands there as a bar, too. */
function shownRow({ id, label, text }: Row, before: Row | undefined, { installation }: LiveStatus) {
  const isMore = id.startsWith('plan ') && before?.id.startsWith('plan ')
  const percent = id === 'progress' ? Math.floor(installation?.step?.percent ?? 0) : null
  return { label: isMore ? '' : label, text, isBar: percent !== null, percent }
}

const isUnderWay = ({ installation }: LiveStatus): boolean =>
  installation !== null && ['queued', 'planned', 'running', 'written'].includes(installation.phase)

function page(template: string, language: Language, data: Readonly<Record<string, unknown>>): string {
  const text = render(template, 'html', {
    ...data,
    language,
    title: say(language, 'live.page.title'),
    other: say(language, 'live.page.other'),
    otherLanguage: language === 'en' ? 'zh' : 'en',
  })
  return styled(text)
}

/** Puts the style in after the escaping: escaped, its text would no longer have the hash that the policy names. */
export function styled(text: string): string {
  return text.replace('<style></style>', () => `<style>${style}</style>`)
}
