/** The OpenAPI document as a page to browse: plain HTML, without scripts, so that it works where there is no internet. */
import { render } from '../lib/template.ts'
import { say } from '../lib/text/say.ts'
import type { Language } from '../lib/text/types.ts'
import { schemaText } from './schema-text.ts'

interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters: readonly {
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly description?: string
    readonly schema: unknown
  }[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content: Content }>>
}
type Content = Readonly<Record<string, { readonly schema: unknown }>>

interface Document {
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** @param json Where the document itself is. */
export function docsPage(document: object, language: Language, json: string): string {
  const { info, paths } = document as Document
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags))].sort()
  return render('api/docs.html.hbs', 'html', {
    language,
    json,
    title: `${info.title} ${info.version}`,
    words: {
      document: say(language, 'apiDocs.document'),
      problem: say(language, 'apiDocs.problem'),
      body: say(language, 'apiDocs.body'),
    },
    tags: tags.map((tag) => ({
      tag,
      operations: operations
        .filter(({ operation }) => operation.tags.includes(tag))
        .map(({ path, method, operation }) => shown(path, method, operation, language)),
    })),
  })
}

function shown(path: string, method: string, operation: Operation, language: Language): object {
  const [status, answer] = Object.entries(operation.responses)[0]!
  const [media, content] = Object.entries(answer.content)[0]!
  const body = operation.requestBody?.content['application/json']
  return {
    id: operation.operationId,
    path,
    method: method.toUpperCase(),
    summary: operation.summary,
    access: accessOf(operation, language),
    parameters: operation.parameters.map(({ name, in: place, required, description = '', schema }) => ({
      name,
      place,
      mark: required ? '*' : '',
      description,
      type: schemaText(schema),
    })),
    body: body === undefined ? '' : schemaText(body.schema),
    status,
    media,
    answer: schemaText(content.schema),
  }
}

function accessOf({ security }: Operation, language: Language): string {
  if (security === undefined) return say(language, 'apiDocs.public')
  return security.map((each) => Object.entries(each).map(schemeText).join(' + ')).join(' / ')
}

const schemeText = ([name, roles]: [string, readonly string[]]): string => [name, ...roles].join(': ')
