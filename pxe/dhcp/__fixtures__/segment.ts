import { addNamespace, batch, deleteNamespace, execArgs, namespaces } from '../../../lib/tools/ip.ts'
import { run } from '../../../lib/exec.ts'
import type { RunResult } from '../../../lib/exec.ts'
import { fileURLToPath } from 'node:url'
import type { ServeSettings } from './serve.ts'

/** A switch and hosts on it, each in a network namespace of its own: real programs speak DHCP there and nowhere else. */
export interface Segment {
  /** The host's interface has this name in its namespace. */
  readonly port: 'eth0'
  /** Runs a program on a host. */
  run(host: string, program: string, args: string[], options?: Partial<RunProgram>): Promise<RunResult>
  remove(): Promise<void>
}

interface RunProgram {
  readonly timeout: number
  readonly signal: AbortSignal
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void
}

/** @param hosts their addresses with prefix length, or '' for a host that has none yet. */
export async function createSegment(name: string, hosts: Readonly<Record<string, string>>): Promise<Segment> {
  const namespaceOf = (host: string): string => `${name}-${host}`
  const all = ['switch', ...Object.keys(hosts)].map(namespaceOf)
  const remove = async (): Promise<void> => {
    const there = await namespaces()
    for (const namespace of all.filter((each) => there.includes(each))) await deleteNamespace(namespace)
  }
  // What an earlier run left when it was killed.
  await remove()
  for (const namespace of all) await addNamespace(namespace)
  const hub = namespaceOf('switch')
  await batch(hub, [
    ['link', 'add', 'br0', 'type', 'bridge', 'forward_delay', '0', 'mcast_snooping', '0'],
    ['link', 'set', 'br0', 'up'],
  ])
  for (const [host, address] of Object.entries(hosts)) {
    const peer = ['peer', 'name', 'eth0', 'netns', namespaceOf(host)]
    await batch(hub, [
      ['link', 'add', `p-${host}`, 'type', 'veth', ...peer],
      ['link', 'set', `p-${host}`, 'master', 'br0', 'up'],
    ])
    const addresses = address === '' ? [] : [['address', 'add', address, 'dev', 'eth0']]
    await batch(namespaceOf(host), [['link', 'set', 'lo', 'up'], ['link', 'set', 'eth0', 'up'], ...addresses])
  }
  return {
    port: 'eth0',
    run: (host, program, args, options = {}) =>
      run('ip', execArgs(namespaceOf(host), program, args), { timeout: 60_000, ...options }),
    remove,
  }
}

/** Starts a program that serves until it is stopped; it is ready when it has printed a line that fits. */
export async function startUntilLine(
  segment: Segment,
  host: string,
  program: string,
  args: string[],
  fits: (line: string) => boolean = () => true,
): Promise<() => Promise<void>> {
  const stop = new AbortController()
  let ready = (): void => {}
  const serving = new Promise<void>((resolve) => {
    ready = resolve
  })
  const onLine = (line: string): void => {
    if (fits(line)) ready()
  }
  const ended = segment.run(host, program, args, { timeout: 600_000, signal: stop.signal, onLine }).then(
    () => undefined,
    (error: unknown) => {
      if (!stop.signal.aborted) throw error
    },
  )
  await Promise.race([serving, ended])
  return () => {
    stop.abort()
    return ended
  }
}

/** A line that a served process prints. */
type Line = Readonly<Record<string, unknown>> & { readonly type: string }

/** The DHCP server in a process of its own on a host of the segment. */
export interface Served {
  readonly pid: number
  readonly lines: readonly Line[]
  /** Resolves with the first line, printed already or yet to come, that is of this type. */
  line(type: string, fits?: (line: Line) => boolean): Promise<Line>
  /** Ends it, gracefully unless told otherwise. */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

const PROGRAM = fileURLToPath(new URL('serve.ts', import.meta.url))

/** Starts it and waits until it serves, or refuses to. */
export async function serveOn(segment: Segment, host: string, settings: ServeSettings): Promise<Served> {
  const lines: Line[] = []
  const waiting = new Set<(line: Line) => void>()
  const onLine = (text: string, stream: 'stdout' | 'stderr'): void => {
    if (stream === 'stderr') return
    const line = JSON.parse(text) as Line
    lines.push(line)
    for (const look of waiting) look(line)
  }
  let alive = true
  const gone = (how: string): string => {
    alive = false
    for (const look of waiting) look({ type: 'gone', how })
    return how
  }
  const ended = segment
    .run(host, process.execPath, ['--expose-gc', PROGRAM, JSON.stringify(settings)], { timeout: 600_000, onLine })
    .then(
      () => gone('ended'),
      (error: unknown) => gone(error instanceof Error ? error.message : 'failed'),
    )
  const line: Served['line'] = (type, fits = () => true) => {
    const found = lines.find((each) => each.type === type && fits(each))
    if (found) return Promise.resolve(found)
    return new Promise((resolve, reject) => {
      const look = (each: Line): void => {
        if (each.type === 'gone') reject(new Error(`the server ended without saying ${type}`))
        if (each.type !== type || !fits(each)) return
        waiting.delete(look)
        resolve(each)
      }
      waiting.add(look)
    })
  }
  const first = await line('ready').catch(() => undefined)
  if (!first) await ended
  const pid = Number(first?.['pid'] ?? 0)
  return {
    pid,
    lines,
    line,
    async end(signal = 'SIGTERM') {
      if (alive) process.kill(pid, signal)
      await ended
    },
  }
}
