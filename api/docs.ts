import type { FastifyInstance } from 'fastify'
import type { Contract } from '../lib/contract.ts'
import { languageOf } from '../lib/text/say.ts'
import type { Language } from '../lib/text/types.ts'
import { docsPage } from './docs-page.ts'
import { openApi } from './openapi.ts'
import type { ApiInfo } from './openapi.ts'

const json = '/api/v1/openapi.json'

/** Serves the OpenAPI document of contracts, and a page to browse it. */
export function serveDocs(app: FastifyInstance, info: ApiInfo, contracts: readonly Contract[]): void {
  const document = openApi(info, contracts)
  // Made once a language: anybody may ask for it.
  const pages = new Map<Language, string>()
  const page = (language: Language): string => {
    const made = pages.get(language) ?? docsPage(document, language, json)
    pages.set(language, made)
    return made
  }
  app.get(json, () => document)
  app.get('/api/docs', (request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('vary', 'accept-language')
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
      .send(page(languageOf(request.headers['accept-language']))),
  )
}
