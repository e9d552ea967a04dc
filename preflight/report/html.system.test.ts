import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { fitReport, fleetReports, hostileReport, unfitReport } from './__fixtures__/reports.ts'
import { fleetHtml } from './fleet-html.ts'
import { fleetOf } from './fleet.ts'
import { reportHtml } from './html.ts'

let browser: Browser
let page: Page
let folder: string
/** What the page asked for besides itself, and what the browser complained of. */
let requests: string[]
let complaints: string[]

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
})
afterAll(() => browser.close())

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-report-'))
  page = await browser.newPage()
  requests = []
  complaints = []
  page.on('request', (request) => requests.push(request.url()))
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('dialog', (dialog) => {
    complaints.push(dialog.message())
    void dialog.dismiss()
  })
})
afterEach(async () => {
  await page.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Opens the text as a file, as somebody does who was sent it. */
async function open(text: string): Promise<void> {
  const file = join(folder, 'report.html')
  writeFileSync(file, text)
  await page.goto(pathToFileURL(file).href)
}

/** Millimetres of a page's content box, in CSS pixels. */
const a4 = { width: Math.floor(((210 - 28) / 25.4) * 96), height: 1000 }

/** The text of the pages of its PDF. */
async function printed(): Promise<string[]> {
  const pdf = join(folder, 'report.pdf')
  await page.pdf({ path: pdf, preferCSSPageSize: true, printBackground: true })
  const size = /Page size:\s+(.*)/.exec(execFileSync('pdfinfo', [pdf], { encoding: 'utf8' }))?.[1]
  expect(size).toContain('(A4)')
  return execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }).split('\f').slice(0, -1)
}

const reports = { fitReport, unfitReport, hostileReport }
const cases = (['zh', 'en'] as const).flatMap((language) =>
  (Object.keys(reports) as (keyof typeof reports)[]).map((name) => [name, language] as const),
)
const verdicts = { zh: { fit: '合格', unfit: '不合格' }, en: { fit: 'FIT', unfit: 'NOT FIT' } }

describe.each(cases)('the %s in %s, opened in Chromium', (name, language) => {
  const report = reports[name]
  beforeEach(async () => {
    await open(reportHtml(report, { language, timeZone: 'Asia/Shanghai' }))
  })
  const quiet = (): void => expect({ complaints, requests }).toEqual({ complaints: [], requests: [page.url()] })

  test('shows the verdict without scrolling, and fits the window, a telephone and paper', async () => {
    const word = page.locator('.verdict .word')
    await expect(word.innerText()).resolves.toContain(verdicts[language][report.verdict])
    for (const viewport of [{ width: 1280, height: 720 }, { width: 390, height: 800 }, a4]) {
      await page.setViewportSize(viewport)
      await page.emulateMedia({ media: viewport === a4 ? 'print' : 'screen' })
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width)
      const box = await word.boundingBox()
      expect(box!.y + box!.height).toBeLessThan(viewport.height)
    }
    quiet()
  })

  test('prints on A4 with the verdict on the first page and each page numbered', async () => {
    const pages = await printed()
    expect(pages[0]).toContain(verdicts[language][report.verdict])
    for (const [index, text] of pages.entries()) expect(text).toMatch(new RegExp(`${index + 1} ?/ ?${pages.length}`))
    expect(pages.at(-1)).toContain(language === 'zh' ? '签字' : 'Signature')
    quiet()
  })
})

test('nothing that hardware says of itself becomes an element, also without the policy that forbids scripts', async () => {
  const text = reportHtml(hostileReport, { language: 'en' }).replace(/<meta http-equiv[^>]*>/, '')
  expect(text).not.toContain('Content-Security-Policy')
  await open(text)
  expect(await page.evaluate<unknown>('globalThis.owned')).toBeUndefined()
  await expect(page.locator('script, img, svg, iframe, object, embed, link, a, form').count()).resolves.toBe(0)
  await expect(page.locator('[src], [href], [onerror], [onload], [style]').count()).resolves.toBe(0)
  await expect(page.locator('td', { hasText: 'window.owned=1' }).count()).resolves.toBeGreaterThan(0)
  expect(requests).toHaveLength(1)
})

test.each(['zh', 'en'] as const)(
  'the fleet report in %s prints across, with its numbers on the first page',
  async (language) => {
    const reports = [...fleetReports(40, (facts) => facts), hostileReport]
    await open(fleetHtml(fleetOf(reports, language), language))
    await page.setViewportSize({ width: 1280, height: 720 })
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(1280)
    const pages = await printed()
    expect(pages[0]).toMatch(/\b41\b/)
    expect(pages[0]).toContain('node-0')
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [page.url()] })
  },
)

test('a long table keeps its rows whole and repeats its titles on the next page', async () => {
  const row = unfitReport.facts.memory.dimms[0]!
  const dimms = Array.from({ length: 96 }, (_, index) => ({
    ...row,
    locator: `Slot ${index}`,
    serial: `first ${index}`,
  }))
  const facts = { ...unfitReport.facts, memory: { ...unfitReport.facts.memory, dimms } }
  await open(reportHtml({ ...unfitReport, facts }, { language: 'en' }))
  const pages = await printed()
  const withRows = pages.filter((text) => text.includes('HMA84GR7CJR4N-WM'))
  expect(withRows.length).toBeGreaterThan(2)
  for (const text of withRows) expect(text).toMatch(/Slot +Size +Type +Speed/)
})
