import { createConnection } from 'node:net'
import { open } from 'node:fs/promises'
import { VmpError } from '../lib/errors.ts'
import { requireOn } from './power.ts'
import type { ServerRecord } from './state.ts'

/** Ctrl-], as in telnet and virsh. */
const leaveKey = 0x1d

/** How much of what was said before is shown first. */
const tailBytes = 4096

async function tail(file: string): Promise<Buffer> {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const length = Math.min(size, tailBytes)
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length)
    return buffer
  } finally {
    await handle.close()
  }
}

/**
 * Joins a terminal to a server's serial line until the leave key, the end of the input, or the server's power-off.
 * @throws VmpError `lab.serverOff`, `lab.serialLost`
 */
export async function attachConsole(
  server: ServerRecord,
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
): Promise<void> {
  await requireOn(server)
  output.write(await tail(server.guest.serialLog))
  const socket = createConnection({ path: server.guest.serialSocket })
  const raw = input.isTTY
  const keys = (chunk: Buffer): void => {
    const leave = chunk.indexOf(leaveKey)
    socket.write(leave < 0 ? chunk : chunk.subarray(0, leave))
    if (leave >= 0) socket.end()
  }
  const end = (): void => {
    socket.end()
  }
  try {
    if (raw) input.setRawMode(true)
    input.on('data', keys)
    input.on('end', end)
    socket.on('data', (chunk) => output.write(chunk))
    await new Promise<void>((resolve, reject) => {
      socket.once('close', () => resolve())
      socket.once('error', (cause) =>
        reject(new VmpError('lab.serialLost', { server: server.guest.name, reason: cause.message }, { cause })),
      )
    })
  } finally {
    if (raw) input.setRawMode(false)
    input.off('data', keys)
    input.off('end', end)
    input.pause()
    output.write('\r\n')
  }
}
