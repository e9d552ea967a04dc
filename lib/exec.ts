import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { VmpError, isSystemError } from './errors.ts'

/** A program ended with another exit code than 0. */
export class CommandError extends VmpError<'command.failed'> {
  readonly command: string
  readonly args: readonly string[]
  readonly exit: number | string
  readonly stderrTail: string

  constructor(command: string, args: readonly string[], exit: number | string, stderrTail: string) {
    super('command.failed', { command, exit, stderr: stderrTail || '-' }, { detail: [command, ...args].join(' ') })
    this.command = command
    this.args = args
    this.exit = exit
    this.stderrTail = stderrTail
  }
}

export interface RunOptions {
  /** Milliseconds after which the program is ended; every run has a limit. */
  readonly timeout: number
  readonly signal?: AbortSignal | undefined
  /** Text for its standard input, which is empty otherwise. */
  readonly input?: string | Buffer
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Called for each line as it comes, for progress. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void
  /** Bytes of each stream that are kept; of standard error the last ones. */
  readonly maxOutput?: number
  /** What it prints says whether it failed, not its exit code. Ended by a signal, it has failed all the same. */
  readonly anyExit?: boolean
  /**
   * For programs that start others: it gets a process group of its own, and when it is ended the whole group is. A Ctrl-C
   * of the terminal then reaches it only through `signal`.
   */
  readonly group?: boolean
}

export interface RunResult {
  readonly stdout: string
  readonly stderr: string
}

/** Time between the polite and the hard end of a program. */
const GRACE = 5000
const STDERR_TAIL = 2000

/**
 * Runs a program to its end. Arguments are an array and never pass through a shell.
 * @throws CommandError when it exits other than 0, unless `anyExit`; VmpError `command.missing`, `command.timeout`, `cancelled`.
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  if (options.signal?.aborted) throw new VmpError('cancelled')
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: options.group ?? false,
  })
  const limit = options.maxOutput ?? 16 * 1024 * 1024
  const stdout = collect(child.stdout, limit, 'first')
  const stderr = collect(child.stderr, limit, 'last')
  if (options.onLine) {
    const { onLine } = options
    createInterface({ input: child.stdout }).on('line', (line) => onLine(line, 'stdout'))
    createInterface({ input: child.stderr }).on('line', (line) => onLine(line, 'stderr'))
  }
  let inputError: Error | undefined
  child.stdin.on('error', (error) => {
    // A program that ends without reading its input is judged by its exit code, not by the broken pipe.
    if (!isSystemError(error) || error.code !== 'EPIPE') inputError = error
  })
  child.stdin.end(options.input)

  let ended: 'timeout' | 'cancelled' | undefined
  const end = (reason: 'timeout' | 'cancelled'): void => {
    ended ??= reason
    endPolitely(child, options.group ?? false)
  }
  const timer = setTimeout(() => end('timeout'), options.timeout)
  const abort = (): void => end('cancelled')
  options.signal?.addEventListener('abort', abort, { once: true })
  try {
    const { code, signal } = await closed(child, command)
    if (ended === 'timeout')
      throw new VmpError('command.timeout', { command, seconds: Math.round(options.timeout / 1000) })
    if (ended === 'cancelled') throw new VmpError('cancelled')
    if (code === null || (code !== 0 && options.anyExit !== true))
      throw new CommandError(command, args, code ?? signal ?? '?', stderr().trim().slice(-STDERR_TAIL))
    if (inputError) throw inputError
    return { stdout: stdout(), stderr: stderr() }
  } finally {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', abort)
  }
}

function collect(stream: NodeJS.ReadableStream, limit: number, keep: 'first' | 'last'): () => string {
  const chunks: Buffer[] = []
  let size = 0
  stream.on('data', (chunk: Buffer) => {
    if (keep === 'first' && size >= limit) return
    chunks.push(chunk)
    size += chunk.length
    while (keep === 'last' && chunks.length > 1 && size - chunks[0]!.length >= limit) size -= chunks.shift()!.length
  })
  return () => {
    const all = Buffer.concat(chunks)
    return (keep === 'first' ? all.subarray(0, limit) : all.subarray(-limit)).toString('utf8')
  }
}

function endPolitely(child: ChildProcess, group: boolean): void {
  // What the program itself started may hold its output open for as long as it likes; nobody waits for that.
  const letGo = (): void => {
    child.stdout?.destroy()
    child.stderr?.destroy()
  }
  const signalAll = (signal: NodeJS.Signals): void => {
    if (group && child.pid !== undefined) signalGroup(child.pid, signal)
    else child.kill(signal)
  }
  if (child.exitCode !== null || child.signalCode !== null) {
    // Its group outlives the program as long as one of them lives, and keeps its number.
    if (group) signalAll('SIGKILL')
    return letGo()
  }
  signalAll('SIGTERM')
  const hard = setTimeout(() => signalAll('SIGKILL'), GRACE)
  child.once('exit', () => {
    clearTimeout(hard)
    if (group) signalAll('SIGKILL')
    letGo()
  })
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal)
  } catch (error) {
    // Nobody of the group is left.
    if (!isSystemError(error) || error.code !== 'ESRCH') throw error
  }
}

function closed(child: ChildProcess, command: string): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(spawnError(error, command)))
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}

function spawnError(error: Error, command: string): Error {
  return isSystemError(error) && error.code === 'ENOENT'
    ? new VmpError('command.missing', { command }, { cause: error })
    : error
}

export interface StartOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** A file that both output streams are appended to; without it they are dropped. */
  readonly logFile?: string
  /** In a session of its own, so that it outlives this program. */
  readonly detached?: boolean
}

export interface RunningProcess {
  readonly pid: number
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** Ends it: SIGTERM, then SIGKILL after `grace` ms (5000). Resolves when it is gone. */
  stop(grace?: number): Promise<void>
}

/**
 * Starts a program that keeps running (a server, a virtual machine) and resolves once it runs.
 * @throws VmpError `command.missing`.
 */
export async function start(
  command: string,
  args: readonly string[],
  options: StartOptions = {},
): Promise<RunningProcess> {
  const output = options.logFile === undefined ? 'ignore' : openSync(options.logFile, 'a', 0o600)
  try {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      detached: options.detached ?? false,
      stdio: ['ignore', output, output],
    })
    const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }))
    })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', (error) => reject(spawnError(error, command)))
    })
    if (options.detached) child.unref()
    return {
      pid: child.pid!,
      exited,
      async stop(grace = GRACE) {
        if (child.exitCode !== null || child.signalCode !== null) return
        child.kill('SIGTERM')
        const hard = setTimeout(() => child.kill('SIGKILL'), grace)
        await exited
        clearTimeout(hard)
      },
    }
  } finally {
    if (typeof output === 'number') closeSync(output)
  }
}
