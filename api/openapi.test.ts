import { readFileSync } from 'node:fs'
import Ajv2020 from 'ajv/dist/2020.js'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { contract } from '../lib/contract.ts'
import { liveContract } from '../pxe/contract/live.ts'
import { stationContract } from '../pxe/contract/machines.ts'
import { openApi } from './openapi.ts'

interface Operation {
  readonly operationId: string
  readonly security?: readonly object[]
  readonly parameters: readonly { readonly name: string }[]
  readonly requestBody?: object
  readonly responses: Readonly<Record<string, { readonly content: object }>>
}

const document = openApi({ title: 'VMP station', version: '1.2.3' }, [stationContract, liveContract]) as {
  readonly openapi: string
  readonly info: { readonly version: string }
  readonly components: { readonly securitySchemes: object }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

test('the OpenAPI document has every route of the contracts under its path and method', () => {
  expect(document).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } })
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
  expect(operations).toHaveLength(Object.keys(stationContract).length + Object.keys(liveContract).length)
  expect(Object.keys(document.paths['/api/v1/machines/{machine}'] ?? {})).toEqual(['get', 'delete'])
})

test('it says who may call, what to send and what comes back', () => {
  expect(document.paths['/api/v1/machines/{machine}/loader']?.['put']).toMatchObject({
    operationId: 'machines.setLoader',
    security: [{ administrator: [] }],
    parameters: [{ name: 'machine', in: 'path', required: true }],
    requestBody: { required: true },
  })
  expect(document.paths['/api/v1/machines/{machine}/report']?.['get']?.parameters).toMatchObject([
    { name: 'machine', in: 'path', required: true },
    { name: 'id', in: 'query', required: false, schema: { type: 'string' } },
  ])
  expect(document.paths['/api/v1/time']?.['get']).not.toHaveProperty('security')
  expect(document.paths['/api/v1/live/beat']?.['post']?.security).toEqual([{ live: [] }])
  expect(Object.keys(document.paths['/api/v1/events']?.['get']?.responses['200']?.content ?? {})).toEqual([
    'text/event-stream',
  ])
})

test('it is JSON as it stands', () => {
  expect(JSON.parse(JSON.stringify(document))).toEqual(document)
})

/** The schema of OpenAPI 3.1 documents, as the OpenAPI Initiative publishes it (spec.openapis.org, Apache 2.0). */
const specification = JSON.parse(
  readFileSync(new URL('__fixtures__/openapi-3.1.schema.json', import.meta.url), 'utf8'),
) as object

const info = { title: 'VMP', version: '1' }

const careful = contract({
  change: {
    method: 'PUT',
    path: '/api/v1/things/:thing',
    summary: 'Change a thing',
    access: 'user',
    permission: 'thing.manage',
    body: Type.Object({ name: Type.String() }),
    response: Type.Object({ revision: Type.Integer() }),
    etag: true,
    ifMatch: 'required',
  },
  make: {
    method: 'POST',
    path: '/api/v1/things',
    summary: 'Make a thing',
    access: 'user',
    permission: 'thing.manage',
    response: Type.Unknown(),
    creates: true,
    idempotent: true,
  },
  hostReport: { method: 'PUT', path: '/api/v1/report', summary: '', access: 'host', response: Type.Unknown() },
})

test('it is what OpenAPI 3.1 says', () => {
  const ajv = new Ajv2020.default({ strict: false, validateFormats: false })
  const check = ajv.compile(specification)
  const documents = [document, openApi(info, [careful])]
  expect(documents.map((each) => [check(each), check.errors])).toEqual(documents.map(() => [true, null]))
  expect(check({ ...document, paths: { things: {} } })).toBe(false)
})

test('each operation has an id of its own, and each scheme that it names is explained', () => {
  for (const { paths, components } of [document, openApi(info, [careful]) as typeof document]) {
    const operations = Object.values(paths).flatMap((path) => Object.values(path))
    const ids = operations.map(({ operationId }) => operationId)
    expect(ids).toEqual([...new Set(ids)])
    const named = operations.flatMap(({ security = [] }) => security.flatMap((each) => Object.keys(each)))
    expect([...new Set(named)].toSorted()).toEqual(Object.keys(components.securitySchemes).toSorted())
  }
})

test('it shows the headers of careful calls, and what a role must allow', () => {
  const { paths } = openApi(info, [careful]) as typeof document
  expect(paths['/api/v1/things/{thing}']?.['put']).toMatchObject({
    security: [{ token: ['thing.manage'] }, { session: ['thing.manage'] }],
    parameters: [{ name: 'thing' }, { name: 'If-Match', in: 'header', required: true }],
    responses: { 200: { headers: { ETag: {} } }, default: {} },
  })
  expect(paths['/api/v1/things']?.['post']).toMatchObject({
    parameters: [{ name: 'Idempotency-Key', in: 'header', required: false }],
    responses: { 201: {} },
  })
})
