/** A member's data opened for a moment by an etcd that takes itself for the whole cluster; nobody else can reach it. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VmpError } from '../../lib/errors.ts'
import { start } from '../../lib/exec.ts'
import { offlineArgs } from '../../lib/tools/etcd.ts'
import { gateway } from './gateway.ts'
import type { Gateway } from './gateway.ts'
import { ailmentOf } from './returning.ts'
import { statusOf } from './status.ts'

export interface OfflineMember {
  readonly program: string
  /** Changed: a copy. */
  readonly dataFolder: string
  readonly name: string
  readonly logFile: string
  readonly signal?: AbortSignal | undefined
  readonly pause: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}

/** Tries 100 ms apart; a large log takes its time to read. */
const attempts = 1200

/**
 * Opens it for as long as `work` takes.
 * @throws VmpError `takeover.notOpened` when the data cannot be opened.
 */
export async function whileOpen<T>(member: OfflineMember, work: (gateway: Gateway) => Promise<T>): Promise<T> {
  const { program, dataFolder, name, logFile, signal, pause } = member
  // Short, as names of sockets must be; and nobody but root may look inside (mkdtemp).
  const sockets = await mkdtemp(join(tmpdir(), 'vmp-etcd-'))
  const clientSocket = join(sockets, 'client')
  const peerSocket = join(sockets, 'peer')
  const opened = gateway(`unix://${clientSocket}`)
  try {
    const args = offlineArgs({ dataFolder, name, clientSocket, peerSocket })
    // It goes on where an earlier one ended.
    const begin = existsSync(logFile) ? statSync(logFile).size : 0
    const running = await start(program, args, { logFile })
    let isOver = false
    void running.exited.then(() => (isOver = true))
    try {
      for (let attempt = 0; !(await isReady(opened, signal)); attempt += 1) {
        if (isOver || attempt >= attempts) throw notOpened(dataFolder, logFile, begin)
        await pause(100, signal)
      }
      return await work(opened)
    } finally {
      await running.stop()
    }
  } finally {
    opened.close()
    await rm(sockets, { recursive: true, force: true })
  }
}

async function isReady(opened: Gateway, signal?: AbortSignal): Promise<boolean> {
  try {
    return (await statusOf(opened, { signal })).leader !== null
  } catch (error) {
    if (error instanceof VmpError && error.code === 'etcd.unreachable') return false
    throw error
  }
}

function notOpened(folder: string, logFile: string, begin: number): VmpError {
  const log = readFileSync(logFile).subarray(begin).toString('utf8')
  const ailment = ailmentOf(log)
  const lines = log.trim().split('\n')
  const last = lines.find((line) => line.startsWith('panic: ')) ?? lines.at(-1) ?? ''
  const reason = ailment === null ? last.slice(0, 300) : `etcd.data.${ailment}`
  return new VmpError('takeover.notOpened', { folder, log: logFile, reason })
}
