import { once } from 'node:events'
import { request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:tls'
import { text } from 'node:stream/consumers'
import type { Server } from 'node:https'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { log } from '../../lib/log.ts'
import { say } from '../../lib/text/say.ts'
import { unfitReport } from '../../preflight/report/__fixtures__/reports.ts'
import { begun } from '../__fixtures__/status.ts'
import type { MenuPage } from '../menu.ts'
import type { LiveStatus } from '../status.ts'
import type { SupportMaker } from '../support.ts'
import { makePageCertificate, type PageCertificate } from './certificate.ts'
import { accessCode, type AccessCode } from './code.ts'
import { pageServer } from './server.ts'

let server: Server
let port: number
let code: AccessCode
let certificate: PageCertificate

const logger = log('test')
logger.level = 'silent'

const first: LiveStatus = {
  ...begun,
  boot: { source: 'iso', image: 'img', mode: 'live' },
  addresses: [{ interface: 'ens3', address: '192.0.2.57', mac: '52:54:00:12:34:56' }],
  machine: { name: '<script>alert(1)</script>', state: 'discovered', shortCode: 'E32-HMH', enrolledFromMedia: true },
}
let status = first

/** What the menu was asked and sent. */
let asked: string[] = []
const menu: MenuPage = {
  show: (visitor, language) => {
    asked.push(`show ${visitor} ${language}`)
    return '<style></style><p>the menu</p>'
  },
  async submit(visitor, form) {
    asked.push(`submit ${visitor} ${form.get('go')}`)
    return form.get('go') === 'back' ? 'left' : 'stays'
  },
}

/** Of each bundle: what the machine was called; it is ready when the test says so. */
let bundles: (string | undefined)[] = []
let ready = () => {}
const support: SupportMaker = async ({ machine }) => {
  bundles.push(machine?.name)
  await new Promise<void>((resolve) => (ready = resolve))
  return { name: 'vmp-support-m1', archive: Buffer.from('archive') }
}

beforeEach(async () => {
  bundles = []
  status = first
  asked = []
  let drawn = 0
  code = accessCode(
    () => Math.floor(drawn++ / 8),
    () => {},
  )
  certificate = await makePageCertificate()
  server = pageServer({ certificate, code, status: () => status, menu, support, logger })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})

async function ask(method: string, path: string, headers: Record<string, string> = {}, body = '') {
  const sent = request({
    host: '127.0.0.1',
    port,
    method,
    path,
    headers,
    ca: certificate.cert,
    checkServerIdentity: () => undefined,
  })
  sent.end(body)
  const [response] = await once(sent, 'response')
  return {
    status: response.statusCode as number,
    headers: response.headers as Record<string, string>,
    body: await text(response),
  }
}

const logIn = (given: string) => ask('POST', '/code', {}, `code=${given}`)
const cookieOf = async (given: string) => (await logIn(given)).headers['set-cookie']?.[0]?.split(';')[0] ?? ''

test('without the code nothing is served, neither report nor facts', async () => {
  for (const [path, expected] of [
    ['/', 200],
    ['/facts.json', 401],
    ['/anything', 401],
  ] as const) {
    const answer = await ask('GET', path, { cookie: '__Host-vmp=made-up' })
    expect(answer.status).toBe(expected)
    expect(answer.body).not.toMatch(/192\.0\.2\.57|E32-HMH|2222/)
    expect(answer.body).toContain('name="code"')
  }
})

test('the code opens a session whose cookie no script and no other site can use', async () => {
  const answer = await logIn('2222-2222')
  expect(answer.status).toBe(303)
  expect(String(answer.headers['set-cookie'])).toMatch(
    /^__Host-vmp=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict;/,
  )
  const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
  const page = await ask('GET', '/', { cookie })
  expect(page.body).toContain('192.0.2.57')
  expect(page.body).toContain('&lt;script&gt;')
  expect(page.body).not.toContain('<script')
  const facts = await ask('GET', '/facts.json', { cookie })
  expect(facts.headers['content-disposition']).toContain('vmp-facts.json')
  expect(facts.body).toBe('null\n')
})

test('the whole report can be read and taken along, and its own style is all that it may use', async () => {
  const cookie = await cookieOf('2222-2222')
  const before = await ask('GET', '/report', { cookie })
  expect([before.status, before.headers['location']]).toEqual([303, '/?lang=en'])

  const { name } = status.machine!
  status = { ...status, preflight: { running: false, results: unfitReport.checks, report: unfitReport } }
  const page = await ask('GET', '/?lang=zh', { cookie })
  expect(page.body).toContain('href="/report?lang=zh"')
  const report = await ask('GET', '/report?lang=zh', { cookie })
  expect(report.body).toContain(say('zh', 'report.unfit'))
  const style = /<style>([^]*?)<\/style>/.exec(report.body)?.[1] ?? ''
  const digest = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(style))).toString('base64')
  expect(report.headers['content-security-policy']).toContain(`style-src 'sha256-${digest}'`)
  expect(report.body).not.toContain('<script')

  const html = await ask('GET', '/report.html?lang=en', { cookie })
  expect(html.headers['content-disposition']).toMatch(/^attachment; filename="vmp-[\w.-]+-en\.html"$/)
  const json = await ask('GET', '/report.json', { cookie })
  expect(json.headers['content-disposition']).toMatch(/^attachment; filename="vmp-[\w.-]+\.json"$/)
  expect(JSON.parse(json.body)).toEqual({ ...unfitReport, machine: { ...unfitReport.machine, name } })
  for (const path of ['/report', '/report.html', '/report.json']) expect((await ask('GET', path)).status).toBe(401)
})

test('a support bundle is for whoever is in; two who ask at once get the same', async () => {
  expect((await ask('GET', '/support.tar.gz')).status).toBe(401)
  expect(bundles).toEqual([])
  const cookie = await cookieOf('2222-2222')
  expect((await ask('GET', '/', { cookie })).body).toContain('href="/support.tar.gz"')
  let asks = 0
  server.on('request', () => (asks += 1))
  const both = [ask('GET', '/support.tar.gz', { cookie }), ask('GET', '/support.tar.gz', { cookie })]
  await vi.waitFor(() => expect([asks, bundles.length]).toEqual([2, 1]))
  ready()
  for (const { status: code, headers, body } of await Promise.all(both)) {
    expect([code, headers['content-disposition'], body]).toEqual([
      200,
      'attachment; filename="vmp-support-m1.tar.gz"',
      'archive',
    ])
  }
  expect(bundles).toEqual([first.machine?.name])
})

test('the menu is for whoever is in, by the session, and its form may be long', async () => {
  for (const method of ['GET', 'POST']) expect((await ask(method, '/install', {}, 'go=next')).status).toBe(401)
  expect(asked).toEqual([])
  const cookie = await cookieOf('2222-2222')
  const page = await ask('GET', '/install?lang=zh', { cookie })
  expect(page.body).toMatch(/<style>.+<\/style><p>the menu/s)
  const stays = await ask('POST', '/install?lang=zh', { cookie }, `go=next&x=${'x'.repeat(8000)}`)
  expect([stays.status, stays.headers['location']]).toEqual([303, '/install?lang=zh'])
  const left = await ask('POST', '/install?lang=zh', { cookie }, 'go=back')
  expect([left.status, left.headers['location']]).toEqual([303, '/?lang=zh'])
  const visitor = cookie.split('=')[1]
  expect(asked).toEqual([`show ${visitor} zh`, `submit ${visitor} next`, `submit ${visitor} back`])
  expect((await ask('GET', '/', { cookie })).body).toContain('href="/install?lang=en"')
})

test('the page speaks Chinese when asked to', async () => {
  const cookie = await cookieOf('2222-2222')
  expect((await ask('GET', '/?lang=zh', { cookie })).body).toContain('没有部署站')
  expect((await ask('GET', '/', { cookie, 'accept-language': 'zh-CN,zh;q=0.9' })).body).toContain('<html lang="zh">')
  expect((await ask('GET', '/', { cookie })).body).toContain('no station: this medium carries none')
})

test('nothing but its own stylesheet may run or load', async () => {
  const { headers, body } = await ask('GET', '/')
  const policy = headers['content-security-policy'] ?? ''
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-/)
  const style = /<style>([^]*)<\/style>/.exec(body)?.[1] ?? ''
  const digest = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(style))).toString('base64')
  expect(policy).toContain(`'sha256-${digest}'`)
  expect(headers['cache-control']).toBe('no-store')
})

test('after five wrong codes the right one no longer opens', async () => {
  for (let tries = 0; tries < 5; tries++) expect((await logIn('ZZZZZZZZ')).status).toBe(403)
  const answer = await logIn('22222222')
  expect(answer.status).toBe(403)
  expect(answer.body).toContain('Too many wrong codes')
})

test('an endless form is refused', async () => {
  expect((await logIn('2'.repeat(5000))).status).toBe(400)
})

test('the fingerprint on the screen is that of the certificate it serves', async () => {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  expect(socket.getPeerCertificate().fingerprint256).toBe(certificate.fingerprint)
  socket.destroy()
})
