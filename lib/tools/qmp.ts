import { createConnection } from 'node:net'
import { createInterface } from 'node:readline'
import { VmpError } from '../errors.ts'

/** A line of QEMU's machine protocol: greeting, answer, refusal, or event. */
interface QmpLine {
  QMP?: unknown
  id?: number
  return?: unknown
  error?: { class: string; desc: string }
  event?: string
}

export interface Qmp {
  /**
   * Gives a command and waits for its answer.
   * @throws VmpError `lab.qmp` when QEMU refuses, or goes away.
   */
  execute(command: string, args?: Record<string, unknown>): Promise<unknown>
  close(): void
}

/** Answers come within milliseconds; a QEMU that is silent for so long is stuck. */
const timeoutMs = 20_000

/** Connects to a QEMU over its unix socket and leaves the negotiation mode. */
export async function connectQmp(path: string): Promise<Qmp> {
  const socket = createConnection({ path })
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let lost: Error | undefined
  const lose = (reason: string, cause?: unknown): void => {
    lost ??= new VmpError('lab.qmp', { reason }, { cause })
    for (const { reject } of waiting.values()) reject(lost)
    waiting.clear()
  }
  socket.on('close', () => lose('connection closed'))

  let next = 1
  const greeted = new Promise<unknown>((resolve, reject) => waiting.set(0, { resolve, reject }))
  // A reader of lines passes its input's errors on.
  const lines = createInterface({ input: socket })
  for (const source of [socket, lines]) source.on('error', (error: Error) => lose(error.message, error))
  lines.on('line', (text) => {
    const line = JSON.parse(text) as QmpLine
    const id = line.QMP === undefined ? line.id : 0
    const call = id === undefined ? undefined : waiting.get(id)
    if (id === undefined || !call) return
    waiting.delete(id)
    if (line.error) call.reject(new VmpError('lab.qmp', { reason: line.error.desc }))
    else call.resolve(line.return)
  })

  const bounded = async <T>(answer: Promise<T>): Promise<T> => {
    const timer = setTimeout(() => {
      lose('no answer')
      socket.destroy()
    }, timeoutMs)
    try {
      return await answer
    } finally {
      clearTimeout(timer)
    }
  }
  const execute = async (command: string, args: Record<string, unknown> = {}): Promise<unknown> => {
    if (lost) throw lost
    const id = next++
    const answer = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }))
    socket.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`)
    return bounded(answer)
  }

  await bounded(greeted)
  await execute('qmp_capabilities')
  return { execute, close: () => socket.destroy() }
}

/** Gives one command and hangs up. */
export async function qmpCommand(path: string, command: string, args: Record<string, unknown> = {}): Promise<unknown> {
  const qmp = await connectQmp(path)
  try {
    return await qmp.execute(command, args)
  } finally {
    qmp.close()
  }
}
