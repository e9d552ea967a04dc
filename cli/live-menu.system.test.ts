/** The menu as a web page, walked through in a browser: the live system's own page server, the real planner, real hashes. */
import { once } from 'node:events'
import type { Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { planLines } from '../answer/plan-text.ts'
import { planInstallation } from '../installer/plan/plan.ts'
import { run } from '../lib/exec.ts'
import { log } from '../lib/log.ts'
import { say } from '../lib/text/say.ts'
import type { Language } from '../lib/text/types.ts'
import { begun } from '../live/__fixtures__/status.ts'
import { planned } from '../live/installation/status.ts'
import type { MenuOrder } from '../live/menu.ts'
import { makePageCertificate } from '../live/page/certificate.ts'
import { accessCode } from '../live/page/code.ts'
import { pageServer } from '../live/page/server.ts'
import { statusBoard } from '../live/status.ts'
import type { StatusBoard } from '../live/status.ts'
import { disk, fitServer, nic } from '../preflight/__fixtures__/facts.ts'
import type { Facts } from '../preflight/facts/schema.ts'
import { reportOf, unfitReport } from '../preflight/report/__fixtures__/reports.ts'
import { liveMenus } from './live-menu.ts'

/** What a disk says of itself, and what stands on it, when somebody means ill. */
const hostile = {
  model: '"><img src=x onerror="window.owned=1">',
  serial: '<script>window.owned=1</script>',
  label: '</pre></fieldset><script>window.owned=1</script><a href="/install?go=next">x</a>',
}
const contents = [
  { path: '/dev/sdb1', kind: 'filesystem', type: 'ext4', label: hostile.label, uuid: null, size: null },
] as const
const facts: Facts = {
  ...fitServer,
  disks: [
    disk({ name: 'sda' }),
    disk({ name: 'sdb', model: hostile.model, serial: hostile.serial, contents: [...contents] }),
    disk({ name: 'sdc', size: 4e12, rotational: true, model: 'HDD' }),
  ],
  nics: [nic({ boot: true }), nic({ name: 'eno2', mac: '02:00:00:00:00:0b', link: false, speed: null })],
}
const unfit = reportOf(facts, unfitReport.checks)

let browser: Browser
let context: BrowserContext
let page: Page
let server: Server
let board: StatusBoard
let orders: MenuOrder[]
/** What the browser complained of, and asked for besides pages of the server. */
let complaints: string[]
let elsewhere: string[]

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
})
afterAll(() => browser.close())

afterEach(async () => {
  await context.close()
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})

/** The page, opened with the code that the screen shows. */
async function open(language: Language): Promise<void> {
  orders = []
  complaints = []
  elsewhere = []
  board = statusBoard({
    ...begun,
    facts,
    parts: facts,
    machine: { name: 'm1', state: 'checked', shortCode: 'E32-HMH', enrolledFromMedia: true },
  })
  const { page: menu } = liveMenus(
    {
      facts: () => board.current().facts,
      report: () => board.current().preflight.report,
      plan: (given, answer, code) => planInstallation({ facts: given, answer, machine: 'own-1', rearmed: false, code }),
      planLines: (plan, spoken) => planLines(plan, spoken),
      begin: async (order) => void orders.push(order),
    },
    run,
  )
  const logger = log('test')
  logger.level = 'silent'
  let drawn = 0
  const code = accessCode(
    () => Math.floor(drawn++ / 8),
    () => {},
  )
  const support = () => Promise.reject(new Error('nobody asks'))
  const certificate = await makePageCertificate()
  server = pageServer({ certificate, code, status: board.current, menu, support, logger })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB'
  context = await browser.newContext({ ignoreHTTPSErrors: true, locale })
  page = await context.newPage()
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) elsewhere.push(request.url())
  })
  await page.goto(`${origin}/`)
  await page.getByLabel(say(language, 'live.page.codeField')).fill(code.current()!)
  await page.getByRole('button').click()
}

/** One walk, in the words of one language. */
function walk(language: Language) {
  const words = {
    next: say(language, 'menu.next'),
    back: say(language, 'menu.back'),
    install: say(language, 'menu.begin'),
  }
  const press = (name: keyof typeof words) => page.getByRole('button', { name: words[name], exact: true }).click()
  return {
    press,
    /** On which page it stands. */
    at: () => page.locator('h2').innerText(),
    problems: () => page.locator('.problem').allInnerTexts(),
    field: (key: 'menu.name.name' | 'menu.network.address' | 'menu.network.gateway' | 'menu.report.reason') =>
      page.getByLabel(say(language, key)),
    /** Ticks a disk, by what stands beside it. */
    choose: (name: string, group: 'menu.disks.system' | 'menu.disks.data') =>
      page.getByRole('group', { name: say(language, group) }).getByRole('checkbox', { name: new RegExp(`^${name} `) }),
    passwords: page.locator('input[type=password]'),
    code: page.locator('input[name=code]'),
  }
}

/** It fits every window, and what hostile disks say is text: nothing of it became an element, an address or a script. */
async function looksWhole(): Promise<void> {
  // Nothing is cut off at the side: a plan has to be read to its end.
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 390, height: 800 },
  ]) {
    await page.setViewportSize(viewport)
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width)
    const hidden = `[...document.querySelectorAll('body *')].filter((each) => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0 && !each.matches('input')).length`
    expect(await page.evaluate<number>(hidden)).toBe(0)
  }
  expect(await page.evaluate<unknown>('globalThis.owned')).toBeUndefined()
  await expect(page.locator('script, img, iframe, object, [onerror], a[href*="go="]').count()).resolves.toBe(0)
  expect({ complaints, elsewhere }).toEqual({ complaints: [], elsewhere: [] })
}

const titles = ['report', 'disks', 'network', 'name', 'confirm'] as const
const title = (language: Language, name: (typeof titles)[number]): string =>
  say(language, 'menu.step', {
    number: titles.indexOf(name) + 1,
    count: titles.length,
    title: say(language, `menu.${name}.title`),
  })

describe.each(['zh', 'en'] as const)('the menu in %s, in a browser', (language) => {
  beforeEach(() => open(language))

  test('forth and back through every page; ordered only by the code on the last one; then it shows how far it is', async () => {
    const menu = walk(language)
    await page.getByRole('link', { name: say(language, 'menu.title') }).click()
    expect(await menu.at()).toBe(title(language, 'report'))
    await menu.press('next')
    expect(await menu.problems()).toEqual([say(language, 'menu.problem.noReport')])

    board.update({ preflight: { running: false, results: unfit.checks, report: unfit } })
    await menu.press('next')
    expect(await menu.problems()).toEqual([say(language, 'menu.problem.reason')])
    await menu.field('menu.report.reason').fill('<b>bench</b> only')
    await looksWhole()
    await menu.press('next')

    expect(await menu.at()).toBe(title(language, 'disks'))
    await menu.press('next')
    expect(await menu.problems()).toEqual([say(language, 'menu.problem.noSystemDisk')])
    await menu.choose('sda', 'menu.disks.system').check()
    await menu.choose('sdb', 'menu.disks.system').check()
    await menu.choose('sdb', 'menu.disks.data').check()
    await menu.press('next')
    expect(await menu.problems()).toEqual([say(language, 'menu.problem.bothAreas', { disks: '/dev/sdb' })])
    await menu.choose('sdb', 'menu.disks.data').uncheck()
    await looksWhole()
    await menu.press('next')

    expect(await menu.at()).toBe(title(language, 'network'))
    await expect(menu.field('menu.network.address').isVisible()).resolves.toBe(false)
    await page.getByLabel(say(language, 'menu.network.static')).check()
    await menu.field('menu.network.address').fill('10.0.0.5/24')
    await menu.field('menu.network.gateway').fill('192.0.2.1')
    await menu.press('next')
    expect(await menu.problems()).toHaveLength(1)
    await menu.field('menu.network.gateway').fill('10.0.0.1')
    await looksWhole()
    await menu.press('next')
    await menu.press('back')
    await expect(menu.field('menu.network.gateway').inputValue()).resolves.toBe('10.0.0.1')
    await menu.press('back')
    await expect(menu.choose('sdb', 'menu.disks.system').isChecked()).resolves.toBe(true)
    await menu.press('next')
    await menu.press('next')

    expect(await menu.at()).toBe(title(language, 'name'))
    await menu.field('menu.name.name').fill('host1')
    await menu.passwords.nth(0).fill('orange words')
    await menu.passwords.nth(1).fill('orange word')
    await menu.press('next')
    expect(await menu.problems()).toEqual([say(language, 'menu.problem.passwordsDiffer')])
    expect(await page.content()).not.toContain('orange')
    await expect(page.getByText(say(language, 'menu.kept')).count()).resolves.toBe(2)
    await menu.passwords.nth(1).fill('orange words')
    await looksWhole()
    await menu.press('next')

    expect(await menu.at()).toBe(title(language, 'confirm'))
    const plan = await page.locator('.lines').innerText()
    for (const each of ['sda', 'sdb', hostile.serial]) expect(plan).toContain(each)
    await menu.code.fill('INSTALL')
    await menu.press('install')
    expect(await menu.problems()).toHaveLength(1)
    await looksWhole()
    // The browser's own way back shows where the menu stands, and orders nothing.
    await page.goBack()
    expect(await menu.at()).toBe(title(language, 'confirm'))
    expect(orders).toEqual([])

    const code = /\b[A-Z0-9]{3}-[A-Z0-9]{3}\b/.exec(await page.locator('fieldset').innerText())![0]
    await menu.code.fill(code.toLowerCase())
    await menu.press('install')
    await page.waitForURL(/\/\?lang=/)
    expect(orders).toHaveLength(1)
    expect(orders).toMatchObject([
      {
        reason: '<b>bench</b> only',
        answer: { identity: { name: 'host1' }, network: { management: { address: { address: '10.0.0.5/24' } } } },
        plan: { problems: [], disks: [{ role: 'system' }, { role: 'system' }, { role: 'untouched' }] },
      },
    ])

    const lines = { zh: planLines(orders[0]!.plan, 'zh'), en: planLines(orders[0]!.plan, 'en') }
    const running = { ...planned, phase: 'running', name: 'host1', plan: lines } as const
    const step = { id: 'image', number: 9, of: 14, startedAt: 0, percent: 42, rate: 180e6, left: 95_000 } as const
    board.update({ installation: { ...running, step } })
    await page.reload()
    const body = page.locator('body')
    await expect(body.innerText()).resolves.toContain('42 %')
    await expect(body.innerText()).resolves.toContain(say(language, 'install.image'))
    await expect(page.locator('progress').getAttribute('value')).resolves.toBe('42')
    // Nobody is asked to begin another one beside it.
    await expect(page.locator('a[href^="/install"]').count()).resolves.toBe(0)
    await looksWhole()
    const problem = { code: 'install.diskGone', params: { disk: '/dev/sdb', model: hostile.model } }
    board.update({ installation: { ...running, phase: 'failed', step, problem } })
    await page.reload()
    await expect(body.innerText()).resolves.toContain(say(language, 'live.install.failed', { host: 'host1' }))
    await expect(page.locator('a[href^="/install"]').count()).resolves.toBe(1)
    await looksWhole()
  })

  test('another language in the middle keeps what was filled in; back from the first page leaves', async () => {
    board.update({ preflight: { running: false, results: [], report: reportOf(facts) } })
    const menu = walk(language)
    await page.getByRole('link', { name: say(language, 'menu.title') }).click()
    await menu.press('next')
    await menu.choose('sda', 'menu.disks.system').check()
    await menu.press('next')
    await page.getByRole('link', { name: say(language, 'live.page.other') }).click()
    const other = walk(language === 'zh' ? 'en' : 'zh')
    expect(await other.at()).toBe(title(language === 'zh' ? 'en' : 'zh', 'network'))
    await other.press('back')
    await expect(other.choose('sda', 'menu.disks.system').isChecked()).resolves.toBe(true)
    await other.press('back')
    await other.press('back')
    await page.waitForURL(/\/\?lang=/)
    await looksWhole()
    expect(orders).toEqual([])
  })
})
