import { existsSync } from 'node:fs'
import { chmod, lstat, mkdir, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { asVmpError, httpStatusOf, isSystemError, toProblem, VmpError } from '../lib/errors.ts'
import { log } from '../lib/log.ts'
import { validators } from './validators.ts'

export interface ApiOptions {
  /** Adds the routes; called once for each listener. */
  readonly routes: (app: FastifyInstance, listener: 'tls' | 'local') => void
  readonly tls: { readonly key: string; readonly chain: string; readonly address: string; readonly port: number }
  /** A socket that only root can open; its callers are administrators. */
  readonly socket: string
}

export interface Api {
  close(): Promise<void>
}

/**
 * Starts the API on TLS and on the local socket.
 * @throws VmpError `api.portInUse`, `station.running`.
 */
export async function startApi({ routes, tls, socket }: ApiOptions): Promise<Api> {
  const secure = build(fastify({ ...common, https: { key: tls.key, cert: tls.chain } }))
  const local = build(fastify(common))
  routes(secure, 'tls')
  routes(local, 'local')
  try {
    await secure.listen({ host: tls.address, port: tls.port })
  } catch (error) {
    if (isSystemError(error) && error.code === 'EADDRINUSE') {
      throw new VmpError('api.portInUse', { address: tls.address, port: tls.port }, { cause: error })
    }
    throw error
  }
  try {
    await mkdir(dirname(socket), { recursive: true, mode: 0o755 })
    await removeDeadSocket(socket)
    await local.listen({ path: socket })
    await chmod(socket, 0o600)
  } catch (error) {
    await secure.close()
    throw error
  }
  return {
    async close() {
      await Promise.all([secure.close(), local.close()])
      await rm(socket, { force: true })
    },
  }
}

const common = {
  forceCloseConnections: true,
  requestTimeout: 30_000,
  logger: false,
} as const

/** An HTTP server with our errors and our validation. */
export function build(app: FastifyInstance): FastifyInstance {
  app.decorateRequest('principal', null)
  app.decorateRequest('gone')
  app.setValidatorCompiler(({ schema, httpPart }) => validate({ schema, ...(httpPart ? { httpPart } : {}) }))
  app.setErrorHandler(async (error, request, reply) => {
    const problem = clientError(error) ?? asVmpError(error)
    if (problem.code === 'internal') log('api').error({ err: error, method: request.method, url: request.url })
    return reply.code(httpStatusOf(problem)).send(toProblem(problem))
  })
  app.setNotFoundHandler(async (request, reply) => {
    const problem = new VmpError('api.notFound', { path: request.url.split('?')[0]!.slice(0, 200) })
    return reply.code(404).send(toProblem(problem))
  })
  return app
}

const validate = validators()

/** What Fastify itself refuses (bad JSON, too large a body, …) is the caller's mistake, not ours. */
function clientError(error: unknown): VmpError | undefined {
  const status = (error as { statusCode?: unknown }).statusCode
  if (!(error instanceof Error) || typeof status !== 'number' || status < 400 || status >= 500) return undefined
  return error instanceof VmpError
    ? undefined
    : new VmpError('input.invalid', { problem: error.message, where: 'request' })
}

/** A socket that a killed station left behind may go; one that answers belongs to a running station. */
async function removeDeadSocket(socket: string): Promise<void> {
  if (!existsSync(socket)) return
  // A slip of the keyboard must not cost anybody a file.
  if (!(await lstat(socket)).isSocket())
    throw new VmpError('input.invalid', { problem: `${socket} is something else than a socket`, where: '--socket' })
  const alive = await new Promise<boolean>((resolve) => {
    const probe = connect(socket)
    probe.once('connect', () => {
      probe.destroy()
      resolve(true)
    })
    probe.once('error', () => resolve(false))
  })
  if (alive) throw new VmpError('station.running', { socket })
  await rm(socket, { force: true })
}
