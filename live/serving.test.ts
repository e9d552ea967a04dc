import { expect, test } from 'vitest'
import { VmpError } from '../lib/errors.ts'
import type { run as runProgram } from '../lib/exec.ts'
import { log } from '../lib/log.ts'
import { peerServer } from './serving.ts'

const logger = log('test')
logger.level = 'silent'

/** An iperf3 that listens until it is ended, and is gone a moment later. */
function iperf3(says = 'Server listening on 5201 (test #1)') {
  const calls: string[] = []
  const limits: number[] = []
  const run: typeof runProgram = async (command, args, { signal, timeout, onLine }) => {
    calls.push([command, ...args].join(' '))
    limits.push(timeout)
    onLine?.(says, 'stdout')
    await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
    await new Promise((resolve) => setImmediate(resolve))
    calls.push('ended')
    throw new VmpError('cancelled')
  }
  return { run, calls, limits }
}

const serving = (id: string) => ({ id, address: '192.0.2.2', milliseconds: 5000 })
const begun = 'iperf3 --server --port 5201 --bind 192.0.2.2 --forceflush'

test('listens on the address that it is told, for that time, and stops when told', async () => {
  const { run, calls, limits } = iperf3()
  const peer = peerServer({ run, logger, signal: new AbortController().signal })
  expect(await peer.serve(serving('a'))).toBeNull()
  expect(await peer.serve(serving('a'))).toBeNull()
  peer.stop('b')
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect([calls, limits]).toEqual([[begun], [5000]])
  peer.stop('a')
  await expect.poll(() => calls).toEqual([begun, 'ended'])
})

test('of two requests the later one counts, once the port is free', async () => {
  const { run, calls } = iperf3()
  const peer = peerServer({ run, logger, signal: new AbortController().signal })
  await peer.serve(serving('a'))
  expect(await peer.serve(serving('b'))).toBeNull()
  expect(calls).toEqual([begun, 'ended', begun])
  peer.stop('a')
  peer.stop('b')
  await expect.poll(() => calls.length).toBe(4)
})

test('ends with the live system', async () => {
  const { run, calls } = iperf3()
  const ending = new AbortController()
  await peerServer({ run, logger, signal: ending.signal }).serve(serving('a'))
  ending.abort()
  await expect.poll(() => calls.at(-1)).toBe('ended')
})

test('says why it cannot, and may be asked again', async () => {
  let tries = 0
  const run: typeof runProgram = async () => {
    tries += 1
    throw new VmpError('command.missing', { command: 'iperf3' })
  }
  const peer = peerServer({ run, logger, signal: new AbortController().signal })
  expect(await peer.serve(serving('a'))).toContain('iperf3')
  await peer.serve(serving('a'))
  expect(tries).toBe(2)
})
