import { randomBytes } from 'node:crypto'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run, start } from '../lib/exec.ts'
import type { RunningProcess } from '../lib/exec.ts'
import { addNamespace, batch, deleteNamespace, execArgs } from '../lib/tools/ip.ts'
import type { Figure } from './figures.ts'
import { median, ready, usage } from './processes.ts'
import type { Usage } from './processes.ts'

const NAMESPACE = 'vmpbench-http'
/** About an image: larger than what is kept in memory at once. */
const MEGABYTES = 360
const RUNS = 3
const SECONDS = 4
const CLIENTS = [1, 32, 200]
/** 10 Gb/s in MB/s. */
const TEN_GIGABIT = 1250
const MEMORY_LIMIT = 400
const PORTS = { ours: 8080, nginx: 8081 } as const
const script = fileURLToPath(new URL('serve-files.ts', import.meta.url))

/** Many clients that fetch one image on loopback, ours and nginx by turns, the median of three runs of four seconds. */
export async function figures(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vmp-bench-http-'))
  const running: RunningProcess[] = []
  await addNamespace(NAMESPACE)
  try {
    await batch(NAMESPACE, [['link', 'set', 'lo', 'up']])
    await makeImage(join(folder, 'image'))
    await writeFile(join(folder, 'nginx.conf'), nginxConfiguration(folder))
    // `ip netns exec` becomes the program it starts, so the pid is the server's.
    const ours = await startHere(process.execPath, [script, folder, '127.0.0.1', '69', `${PORTS.ours}`])
    running.push(ours)
    const nginx = await startHere('nginx', ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'nginx.log')])
    running.push(nginx)
    for (const port of Object.values(PORTS)) await ready(() => fetchOnce(port))
    return await measure(ours.pid, nginx.pid)
  } finally {
    for (const server of running) await server.stop()
    await deleteNamespace(NAMESPACE)
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure(ours: number, nginx: number): Promise<Figure[]> {
  const figures: Figure[] = []
  let moved = { ours: 0, nginx: 0 }
  const before = { ours: await usage(ours), nginx: await usage(nginx) }
  for (const clients of CLIENTS) {
    const seen: { ours: number[]; nginx: number[] } = { ours: [], nginx: [] }
    for (let turn = 0; turn < RUNS; turn++)
      for (const server of ['ours', 'nginx'] as const) seen[server].push(await load(PORTS[server], clients))
    moved = { ours: moved.ours + total(seen.ours), nginx: moved.nginx + total(seen.nginx) }
    figures.push({
      what: `HTTP, ${clients} client${clients === 1 ? '' : 's'}`,
      unit: 'MB/s',
      better: 'higher',
      ours: median(seen.ours),
      peers: { nginx: median(seen.nginx) },
      wanted: TEN_GIGABIT,
    })
  }
  const after = { ours: await usage(ours), nginx: await usage(nginx) }
  const perGigabyte = (server: 'ours' | 'nginx'): number =>
    (after[server].seconds - before[server].seconds) / ((moved[server] * SECONDS) / 1000)
  return [...figures, ...costs(after, { ours: perGigabyte('ours'), nginx: perGigabyte('nginx') })]
}

function costs(after: { ours: Usage; nginx: Usage }, perGigabyte: { ours: number; nginx: number }): Figure[] {
  return [
    {
      what: 'HTTP, processor time',
      unit: 's/GB',
      better: 'lower',
      ours: perGigabyte.ours,
      peers: { nginx: perGigabyte.nginx },
    },
    {
      what: 'HTTP, most memory, 200 clients',
      unit: 'MB',
      better: 'lower',
      ours: after.ours.peak,
      peers: { nginx: after.nginx.peak },
      wanted: MEMORY_LIMIT,
    },
  ]
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

async function makeImage(path: string): Promise<void> {
  const file = await open(path, 'w')
  try {
    for (let written = 0; written < MEGABYTES; written++) await file.write(randomBytes(1_000_000))
  } finally {
    await file.close()
  }
}

function startHere(program: string, args: string[]): Promise<RunningProcess> {
  return start('ip', execArgs(NAMESPACE, program, args))
}

async function fetchOnce(port: number): Promise<void> {
  const args = ['-sSf', '-m', '10', '-o', '/dev/null', `http://127.0.0.1:${port}/image`]
  await run('ip', execArgs(NAMESPACE, 'curl', args), { timeout: 12_000 })
}

/** MB/s that `clients` connections take together (wrk, Debian package `wrk`). */
async function load(port: number, clients: number): Promise<number> {
  const threads = Math.min(clients, 2)
  const args = ['-t', `${threads}`, '-c', `${clients}`, '-d', `${SECONDS}`, '--timeout', '30']
  const command = execArgs(NAMESPACE, 'wrk', [...args, `http://127.0.0.1:${port}/image`])
  const { stdout } = await run('ip', command, { timeout: 60_000 })
  const [, figure, unit = ''] = /Transfer\/sec:\s+([\d.]+)(KB|MB|GB)/.exec(stdout) ?? []
  if (figure === undefined) throw new Error(`wrk printed no speed: ${stdout}`)
  return (Number(figure) * { KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30 }[unit]!) / 1e6
}

/** As Debian ships it, sendfile on and a process for each processor; only its paths are moved into `folder`. */
function nginxConfiguration(folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${join(folder, kind)};`)
    .join(' ')
  return `user root;
worker_processes auto;
daemon off;
pid ${join(folder, 'nginx.pid')};
events { worker_connections 1024; }
http {
  sendfile on;
  tcp_nopush on;
  access_log off;
  keepalive_requests 100000;
  ${temporary}
  server { listen 127.0.0.1:${PORTS.nginx}; root ${folder}; }
}
`
}
