/** The live system's own page: facts and status for whoever can read the code on its screen. Nothing without that code. */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { asVmpError } from '../../lib/errors.ts'
import type { log } from '../../lib/log.ts'
import { languageOf, say } from '../../lib/text/say.ts'
import type { Language } from '../../lib/text/types.ts'
import type { Report } from '../../preflight/report.ts'
import type { LiveStatus } from '../status.ts'
import type { PageCertificate } from './certificate.ts'
import type { AccessCode } from './code.ts'
import { namedReport, reportFileName, reportJson, reportPage } from '../report.ts'
import type { MenuPage } from '../menu.ts'
import type { SupportMaker } from '../support.ts'
import { codePage, statusPage, styled, styleSourceOf } from './html.ts'

export interface PageOptions {
  certificate: Pick<PageCertificate, 'cert' | 'key'>
  code: AccessCode
  status: () => LiveStatus
  /** Null where nothing can be installed. */
  menu: MenuPage | null
  support: SupportMaker
  logger: ReturnType<typeof log>
}

/** Milliseconds that an opened session lasts. */
const sessionLife = 8 * 60 * 60 * 1000
/** Sessions kept; the oldest goes first. */
const mostSessions = 16
/** Bytes of a form: what anybody may send, and what a visitor with the code may. */
const longestForm = 1024
const longestMenu = 64 * 1024

const headers = {
  'content-security-policy': contentPolicy("'none'"),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  // Closed after each answer: whoever is not let in shall not hold connections.
  connection: 'close',
}

/** Nothing runs and nothing loads; the page's own style is named by its digest. */
function contentPolicy(style: string): string {
  return `default-src 'none'; style-src ${style}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`
}

/** A server that is not yet listening. */
export function pageServer({ certificate, code, status, menu, support, logger }: PageOptions): Server {
  const sessions = new Map<string, number>()

  /** The session of who asks; undefined for somebody without the code. */
  const sessionOf = (request: IncomingMessage): string | undefined => {
    const id = /(?:^|; )__Host-vmp=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1]
    const until = id === undefined ? undefined : sessions.get(id)
    return until !== undefined && until > performance.now() ? id : undefined
  }

  const openSession = (): string => {
    const id = randomBytes(32).toString('base64url')
    sessions.set(id, performance.now() + sessionLife)
    const [oldest] = sessions.keys()
    if (sessions.size > mostSessions && oldest !== undefined) sessions.delete(oldest)
    return `__Host-vmp=${id}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=${sessionLife / 1000}`
  }

  let making: ReturnType<SupportMaker> | undefined
  /** It takes a while: who asks meanwhile gets the same. */
  const oneSupport = (): ReturnType<SupportMaker> => {
    making ??= support(status()).finally(() => {
      making = undefined
    })
    return making
  }

  const logIn = async (request: IncomingMessage, response: ServerResponse, language: Language): Promise<void> => {
    const given = new URLSearchParams(await formOf(request, longestForm)).get('code') ?? ''
    const from = request.socket.remoteAddress
    if (code.redeem(given)) {
      logger.info({ from }, 'the page was opened with the code')
      response.writeHead(303, { ...headers, location: `/?lang=${language}`, 'set-cookie': openSession() }).end()
      return
    }
    logger.warn({ from }, 'a wrong code for the page')
    const problem = say(language, code.current() === null ? 'live.page.isLocked' : 'live.page.wrongCode')
    html(response, 403, codePage(language, problem))
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = URL.parse(request.url ?? '/', 'https://live')
    const language = languageOf(url?.searchParams.get('lang') ?? request.headers['accept-language'])
    const route = `${request.method} ${url?.pathname}`
    const session = sessionOf(request)
    if (route === 'POST /code') {
      await logIn(request, response, language)
    } else if (session === undefined) {
      html(response, route === 'GET /' ? 200 : 401, codePage(language, ''))
    } else if (route === 'GET /facts.json') {
      file(response, 'vmp-facts.json', 'application/json', `${JSON.stringify(status().facts, null, 2)}\n`)
    } else if (reportRoutes.has(route)) {
      answerReport(response, route, namedReport(status()), language)
    } else if (route === 'GET /support.tar.gz') {
      const { name, archive } = await oneSupport()
      file(response, `${name}.tar.gz`, 'application/gzip', archive)
    } else if (menu !== null && route === 'GET /install') {
      html(response, 200, styled(menu.show(session, language)))
    } else if (menu !== null && route === 'POST /install') {
      const outcome = await menu.submit(session, new URLSearchParams(await formOf(request, longestMenu)))
      const location = `${outcome === 'left' ? '/' : '/install'}?lang=${language}`
      response.writeHead(303, { ...headers, location }).end()
    } else {
      html(response, route === 'GET /' ? 200 : 404, statusPage(status(), language, menu !== null))
    }
  }

  const server = createServer(
    { ...certificate, requestTimeout: 10_000, headersTimeout: 10_000 },
    (request, response) => {
      answer(request, response).catch((error: unknown) => {
        logger.warn({ err: asVmpError(error) }, 'the page could not answer')
        if (response.headersSent) response.destroy()
        else response.writeHead(400, headers).end()
      })
    },
  )
  server.maxConnections = 64
  return server
}

const reportRoutes = new Set(['GET /report', 'GET /report.html', 'GET /report.json'])

/** To be read here, or taken along; before there is one, the status says how far it is. */
function answerReport(response: ServerResponse, route: string, report: Report | null, language: Language): void {
  if (report === null) {
    response.writeHead(303, { ...headers, location: `/?lang=${language}` }).end()
    return
  }
  const name = reportFileName(report)
  if (route === 'GET /report.json') file(response, `${name}.json`, 'application/json', reportJson(report))
  else if (route === 'GET /report') html(response, 200, reportPage(report, language))
  else file(response, `${name}-${language}.html`, 'text/html; charset=utf-8', reportPage(report, language))
}

function file(response: ServerResponse, name: string, type: string, text: string | Buffer): void {
  const disposition = `attachment; filename="${name}"`
  response.writeHead(200, { ...headers, 'content-type': type, 'content-disposition': disposition }).end(text)
}

function html(response: ServerResponse, status: number, text: string): void {
  const policy = contentPolicy(styleSourceOf(text))
  const head = { ...headers, 'content-security-policy': policy, 'content-type': 'text/html; charset=utf-8' }
  response.writeHead(status, head).end(text)
}

async function formOf(request: IncomingMessage, longest: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > longest) throw new RangeError('the form is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
