import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import Ajv2020 from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventsContract } from '../../cluster/contract/events.ts'
import { allows } from '../../cluster/contract/permissions.ts'
import type { Permission } from '../../cluster/contract/permissions.ts'
import { usersContract } from '../../cluster/contract/users.ts'
import type { Contract } from '../../lib/contract.ts'
import { pathOf } from '../../lib/contract/client.ts'
import { server } from './__fixtures__/server.ts'

let host: Awaited<ReturnType<typeof server>>
let viewer: Awaited<ReturnType<typeof host.person>>
beforeAll(async () => {
  host = await server()
  await host.person('ann', 'administrator')
  viewer = await host.person('bob', 'viewer')
})
afterAll(() => host.close())

const routes = Object.entries<Contract[string]>({ ...usersContract, ...eventsContract })
const params = { user: 'ann', session: 'x', token: 'x' }

const guarded = routes.flatMap(([name, route]) => (route.access === 'user' ? [[name, route] as const] : []))
const bodyOf = ({ body }: Contract[string]): object | undefined => (body === undefined ? undefined : {})

test.each(guarded)('%s lets nobody in who has not logged in', async (_, route) => {
  for (const headers of [{}, { authorization: 'Bearer x' }, { cookie: '__Host-vmp=x' }])
    expect(await host.call(route.method, pathOf(route, { params }), { headers, body: bodyOf(route) })).toMatchObject({
      status: 401,
      body: { code: 'user.notLoggedIn' },
    })
})

test.each(guarded.filter(([, { permission }]) => !allows('viewer', permission as Permission)))(
  '%s is not for viewers',
  async (_, route) => {
    expect(await viewer.call(route.method, pathOf(route, { params }), bodyOf(route))).toMatchObject({
      status: 403,
      body: { code: 'user.forbidden', params: { permission: route.permission } },
    })
  },
)

describe('the API describes itself', () => {
  test('in a valid OpenAPI 3.1 document that names the permission of each call', async () => {
    const { body } = await host.call('GET', '/api/v1/openapi.json')
    const file = new URL('../../api/__fixtures__/openapi-3.1.schema.json', import.meta.url)
    const check = new Ajv2020.default({ strict: false, validateFormats: false }).compile(
      JSON.parse(readFileSync(file, 'utf8')) as object,
    )
    check(body)
    expect(check.errors ?? []).toEqual([])
    const { paths } = body as { paths: Record<string, Record<string, { operationId: string; security?: object }>> }
    const operations = Object.values(paths).flatMap((path) => Object.values(path))
    expect(operations).toHaveLength(routes.length)
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(routes.length)
    expect(paths['/api/v1/users/{user}']!['delete']!.security).toEqual([
      { token: ['user.manage'] },
      { session: ['user.manage'] },
    ])
  })

  test('on a page that runs nothing and loads nothing', async () => {
    const response = await host.open('GET', '/api/docs', { headers: { 'accept-language': 'zh' } })
    expect(response.headers['content-security-policy']).toContain("default-src 'none'")
    const page = await text(response)
    for (const [, { path }] of routes) expect(page).toContain(path.replace(/:(\w+)/g, '{$1}'))
    expect(page).not.toMatch(/<script|src=|@import/)
  })
})
