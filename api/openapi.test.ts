import { expect, test } from 'vitest'
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

const document = openApi('1.2.3', [stationContract, liveContract]) as {
  readonly openapi: string
  readonly info: { readonly version: string }
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
    operationId: 'setLoader',
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
