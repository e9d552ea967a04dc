import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run, start } from '../lib/exec.ts'
import type { RunningProcess } from '../lib/exec.ts'
import { addNamespace, batch, deleteNamespace, execArgs } from '../lib/tools/ip.ts'
import type { Figure } from './figures.ts'
import { median, ready } from './processes.ts'

const NAMESPACE = 'vmpbench-tftp'
const MEGABYTES = 40
const RUNS = 5
const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** dnsmasq listens on port 69 alone: all three do, each on an address of its own. */
const SERVERS = { ours: '127.0.0.1', dnsmasq: '127.0.0.2', 'tftpd-hpa': '127.0.0.3' } as const
type Server = keyof typeof SERVERS

interface Transfer {
  readonly what: string
  readonly servers: readonly Server[]
  /** MB/s of one transfer from the server at `address`. */
  get(address: string): Promise<number>
}

const TRANSFERS: readonly Transfer[] = [
  ...[512, 1428, 1468].map((blksize) => ({
    what: `TFTP, curl, blksize ${blksize}`,
    servers: ['ours', 'dnsmasq', 'tftpd-hpa'] as const,
    get: (address: string) => curl(address, blksize),
  })),
  // dnsmasq knows no windowsize: it would send one block at a time.
  ...[16, 64].map((window) => ({
    what: `TFTP, blksize 1468, window ${window}`,
    servers: ['ours', 'tftpd-hpa'] as const,
    get: (address: string) => windowed(address, window),
  })),
]

/** One file of 40 MB on loopback, ours and the peers by turns, the median of five. */
export async function figures(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vmp-bench-tftp-'))
  await chmod(folder, 0o755)
  await writeFile(join(folder, 'file'), randomBytes(MEGABYTES * 1_000_000), { mode: 0o644 })
  const running: RunningProcess[] = []
  await addNamespace(NAMESPACE)
  try {
    // tftpd-hpa finds no address to listen on where there is none but loopback's (AI_ADDRCONFIG).
    await batch(NAMESPACE, [
      ['link', 'set', 'lo', 'up'],
      ['link', 'add', 'station', 'type', 'veth', 'peer', 'name', 'segment'],
      ['address', 'add', '198.18.0.1/24', 'dev', 'station'],
      ['link', 'set', 'segment', 'up'],
      ['link', 'set', 'station', 'up'],
    ])
    running.push(await startHere(process.execPath, [script('serve-files.ts'), folder, SERVERS.ours, '69', '8080']))
    running.push(await startHere('dnsmasq', dnsmasqArgs(folder)))
    running.push(await startHere('in.tftpd', tftpdArgs(folder)))
    for (const address of Object.values(SERVERS)) await ready(() => curl(address, 1428, 5))
    const figures: Figure[] = []
    for (const transfer of TRANSFERS) figures.push(await measure(transfer))
    return figures
  } finally {
    for (const server of running) await server.stop()
    await deleteNamespace(NAMESPACE)
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure({ what, servers, get }: Transfer): Promise<Figure> {
  const speeds = new Map<Server, number[]>(servers.map((server) => [server, []]))
  for (let turn = 0; turn < RUNS; turn++) for (const [server, seen] of speeds) seen.push(await get(SERVERS[server]))
  const [ours = 0, ...peers] = [...speeds.values()].map(median)
  const names = servers.slice(1)
  const best = Math.max(...peers)
  return {
    what,
    unit: 'MB/s',
    better: 'higher',
    ours,
    peers: Object.fromEntries(names.map((name, index) => [name, peers[index]!])),
    // At least level, as near as runs on a shared machine can tell.
    wanted: Math.floor(best * 0.9),
  }
}

function startHere(program: string, args: string[]): Promise<RunningProcess> {
  return start('ip', execArgs(NAMESPACE, program, args))
}

async function curl(address: string, blksize: number, seconds = 60): Promise<number> {
  const args = ['-sS', '-m', `${seconds}`, '--tftp-blksize', `${blksize}`, '-o', '/dev/null', '-w', '%{speed_download}']
  const url = `tftp://${address}/file`
  const { stdout } = await run('ip', execArgs(NAMESPACE, 'curl', [...args, url]), { timeout: 70_000 })
  return Number(stdout) / 1e6
}

async function windowed(address: string, window: number): Promise<number> {
  const args = ['--no-deprecation', script('windowed-client.ts'), address, '69', 'file', '1468', `${window}`]
  const { stdout } = await run('ip', execArgs(NAMESPACE, process.execPath, args), { timeout: 70_000 })
  return Number(stdout)
}

function dnsmasqArgs(folder: string): string[] {
  return [
    '--keep-in-foreground',
    '--conf-file=/dev/null',
    '--port=0',
    '--user=root',
    '--bind-interfaces',
    `--listen-address=${SERVERS.dnsmasq}`,
    '--enable-tftp',
    `--tftp-root=${folder}`,
    `--pid-file=${join(folder, 'dnsmasq.pid')}`,
  ]
}

function tftpdArgs(folder: string): string[] {
  return ['--listen', '--foreground', '--address', `${SERVERS['tftpd-hpa']}:69`, '--user', 'root', '--secure', folder]
}
