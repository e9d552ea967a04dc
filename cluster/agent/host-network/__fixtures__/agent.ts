/** The agent's part that changes the network, by itself, behind plain HTTP; to be killed. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../../../lib/clock.ts'
import { toProblem } from '../../../../lib/errors.ts'
import { run } from '../../../../lib/exec.ts'
import { log } from '../../../../lib/log.ts'
import { hostNetwork } from '../changes.ts'
import type { Networks } from '../refuse.ts'
import { playNetworkctl } from './networkctl.ts'

export interface AgentOptions {
  readonly root: string
  readonly documentFile: string
  readonly boot: string
  /** Seconds to confirm in. */
  readonly confirm: number
  /** The command at which it is killed, before it is run. */
  readonly diesAt?: string
}

const options = JSON.parse(process.argv[2]!) as AgentOptions
const ending = new AbortController()

const agent = hostNetwork({
  run: async (command, args, more) => {
    if ([command, ...args].join(' ') === options.diesAt) process.kill(process.pid, 'SIGKILL')
    return command === 'networkctl' ? playNetworkctl(options.root, args) : run(command, args, more)
  },
  root: options.root,
  documentFile: options.documentFile,
  boot: options.boot,
  uptime,
  now: () => new Date(),
  newId: () => 'trial',
  clock: systemClock,
  inUse: async () => [],
  onEnded: () => undefined,
  logger: log('agent'),
  signal: ending.signal,
  times: { confirm: options.confirm, apply: 10, grace: 0.3 },
})

const wordsOf = async (request: IncomingMessage): Promise<unknown> => {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return JSON.parse(text || 'null')
}

async function answer(request: IncomingMessage): Promise<unknown> {
  const { localAddress: local = '', remoteAddress: remote = '' } = request.socket
  if (request.url === '/begin') return agent.begin((await wordsOf(request)) as Networks, 'test', null)
  if (request.url === '/confirm') return agent.confirm('trial', { local, remote })
  if (request.url === '/document') return JSON.parse(await readFile(options.documentFile, 'utf8')) as unknown
  return agent.status()
}

await agent.resume()
createServer((request, response) => {
  answer(request)
    .catch((error: unknown) => toProblem(error))
    .then((value) => response.end(JSON.stringify(value ?? {})))
    .catch(() => response.destroy())
}).listen(443)
process.stdout.write(`listening, ${join(options.root, 'etc')}\n`)
