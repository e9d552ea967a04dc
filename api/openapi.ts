import type { Access, Contract, Route } from '../lib/contract.ts'

/** Of whom the document is: its title and version. */
export interface ApiInfo {
  readonly title: string
  readonly version: string
}

/** The OpenAPI 3.1 document of contracts; its schemas are the ones that calls are checked with. */
export function openApi(info: ApiInfo, contracts: readonly Contract[]): object {
  const paths: Record<string, Record<string, object>> = {}
  const accesses = new Set<Access>()
  for (const routes of contracts) {
    for (const [name, route] of Object.entries(routes)) {
      const path = route.path.replace(/:(\w+)/g, '{$1}')
      paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) }
      accesses.add(route.access)
    }
  }
  return {
    openapi: '3.1.0',
    info,
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: Object.assign({}, ...[...accesses].map((access) => schemes[access])) as object,
      schemas: { Problem: problem },
    },
  }
}

/** An error: its code stands in the catalogue of texts, with what, why and what to do in both languages. */
const problem = {
  type: 'object',
  required: ['code', 'params'],
  properties: {
    code: { type: 'string', examples: ['input.invalid'] },
    params: { type: 'object', additionalProperties: { type: ['string', 'number'] } },
  },
}

const proof = (key: string) => ({
  type: 'apiKey',
  in: 'header',
  name: 'authorization',
  description: `VMP-Proof and a JWT of the ${key} key`,
})

/** The ways to say who one is, any of which will do. */
const schemes: Readonly<Record<Access, Readonly<Record<string, object>>>> = {
  public: {},
  administrator: { administrator: { type: 'http', scheme: 'bearer' } },
  live: { live: proof('live') },
  host: { host: proof('machine') },
  user: {
    token: { type: 'http', scheme: 'bearer', description: 'an API token' },
    session: { type: 'apiKey', in: 'cookie', name: '__Host-vmp', description: 'a session of the console' },
  },
}

function securityOf(route: Route): object {
  if (route.access === 'public') return {}
  // Role names are allowed for every scheme since OpenAPI 3.1; ours are the permission that is needed.
  const roles = route.access === 'user' ? [route.permission] : []
  return { security: Object.keys(schemes[route.access]).map((name) => ({ [name]: roles })) }
}

function operation(name: string, route: Route): object {
  const names = [...route.path.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter)
  const media = route.stream ? 'text/event-stream' : 'application/json'
  const tag = route.path.replace(/^\/api\/v1\//, '').split('/')[0]!
  return {
    // Contracts of one server name their calls without asking each other.
    operationId: `${tag}.${name}`,
    tags: [tag],
    summary: route.summary,
    ...securityOf(route),
    parameters: [
      ...names.map((parameter) => ({ name: parameter, in: 'path', required: true, schema: { type: 'string' } })),
      ...queryOf(route).map(([parameter, schema]) => ({ name: parameter, in: 'query', required: false, schema })),
      ...headersOf(route),
    ],
    ...(route.body ? { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } } : {}),
    responses: {
      [route.creates ? 201 : 200]: {
        description: route.summary,
        ...(route.etag ? { headers: { ETag: { schema: { type: 'string' }, description: 'the revision' } } } : {}),
        content: { [media]: { schema: route.response } },
      },
      default: {
        description: 'what is wrong',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

/** The query's parameters: whoever needs one to be given puts it into the path. */
function queryOf({ query }: Route): [string, unknown][] {
  return query !== undefined && 'properties' in query ? Object.entries(query.properties as object) : []
}

function headersOf({ ifMatch, idempotent, eventId }: Route): object[] {
  const header = (name: string, description: string, required = false): object => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  })
  return [
    ...(ifMatch ? [header('If-Match', 'the ETag that was read: changes nothing newer', ifMatch === 'required')] : []),
    ...(idempotent ? [header('Idempotency-Key', 'makes it once, however often the call is sent')] : []),
    ...(eventId ? [header('Last-Event-ID', 'goes on after this event')] : []),
  ]
}
