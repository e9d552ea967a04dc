import type { Contract, Route } from '../lib/contract.ts'

/** The OpenAPI 3.1 document of contracts; its schemas are the ones that calls are checked with. */
export function openApi(version: string, contracts: readonly Contract[]): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const routes of contracts) {
    for (const [name, route] of Object.entries(routes)) {
      const path = route.path.replace(/:(\w+)/g, '{$1}')
      paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) }
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'VMP station', version },
    paths,
    components: {
      securitySchemes: {
        administrator: { type: 'http', scheme: 'bearer' },
        live: {
          type: 'apiKey',
          in: 'header',
          name: 'authorization',
          description: 'VMP-Proof and a JWT of the live key',
        },
      },
    },
  }
}

function operation(name: string, route: Route): object {
  const names = [...route.path.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter)
  const media = route.stream ? 'text/event-stream' : 'application/json'
  return {
    operationId: name,
    summary: route.summary,
    ...(route.access === 'public' ? {} : { security: [{ [route.access]: [] }] }),
    parameters: [
      ...names.map((parameter) => ({ name: parameter, in: 'path', required: true, schema: { type: 'string' } })),
      ...queryOf(route).map(([parameter, schema]) => ({ name: parameter, in: 'query', required: false, schema })),
    ],
    ...(route.body ? { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } } : {}),
    responses: { 200: { description: route.summary, content: { [media]: { schema: route.response } } } },
  }
}

/** The query's parameters: whoever needs one to be given puts it into the path. */
function queryOf({ query }: Route): [string, unknown][] {
  return query !== undefined && 'properties' in query ? Object.entries(query.properties as object) : []
}
