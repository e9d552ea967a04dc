import fastify from 'fastify'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { contract } from '../lib/contract.ts'
import { serveDocs } from './docs.ts'
import { schemaText } from './schema-text.ts'

const things = contract({
  change: {
    method: 'PUT',
    path: '/api/v1/things/:thing',
    summary: 'Change a <thing>',
    access: 'user',
    permission: 'thing.manage',
    body: Type.Object({ name: Type.String({ maxLength: 9 }) }),
    response: Type.Object({ revision: Type.Integer() }),
    ifMatch: 'required',
  },
  time: { method: 'GET', path: '/api/v1/time', summary: 'The time', access: 'public', response: Type.String() },
})

async function page(language: string) {
  const app = fastify()
  serveDocs(app, { title: 'VMP host', version: '1.2.3' }, [things])
  const answer = await app.inject({ url: '/api/docs', headers: { 'accept-language': language } })
  await app.close()
  return answer
}

test('the page shows every call, what it needs and what comes back', async () => {
  const { body } = await page('en')
  await expect(body).toMatchFileSnapshot('__golden__/docs.html')
})

test('it speaks Chinese to whoever asks for it', async () => {
  expect((await page('zh-CN,zh;q=0.9')).body).toContain('OpenAPI 文档')
})

test('it needs nothing from elsewhere and runs nothing', async () => {
  const { headers, body } = await page('en')
  expect(headers['content-security-policy']).toContain("default-src 'none'")
  expect(body).not.toMatch(/<script|https?:|src=/)
})

test.each([
  [Type.Union([Type.String(), Type.Null()]), 'string | null'],
  [Type.Enum(['a', 'b']), '"a" | "b"'],
  [Type.Array(Type.Union([Type.Integer({ minimum: 1, maximum: 3 }), Type.Null()])), 'list of (integer 1..3 | null)'],
  [
    Type.Object({
      at: Type.String({ format: 'date-time', description: 'when' }),
      deep: Type.Optional(Type.Object({ x: Type.Boolean() })),
    }),
    '{\n  at: string (date-time)  # when\n  deep?: {\n    x: boolean\n  }\n}',
  ],
  [Type.Record(Type.String(), Type.Number()), '{ *: number }'],
  [Type.Unknown(), 'any'],
  [{}, 'any'],
])('a schema reads as a type: %#', (schema, text) => {
  expect(schemaText(schema)).toBe(text)
})

test('a schema that holds itself ends', () => {
  const self: Record<string, unknown> = { type: 'object', properties: {} }
  self['properties'] = { self }
  expect(schemaText(self).length).toBeLessThan(2000)
})
