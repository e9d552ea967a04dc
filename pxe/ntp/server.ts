/** Gives the station's clock to hosts: on a closed network nobody else does. */
import { openUdpSocket } from '../socket.ts'
import { answer } from './packet.ts'

export interface NtpOptions {
  /** The one interface to serve. */
  readonly interface: string
  readonly address: string
  readonly port?: number
  readonly now: () => Date
}

export interface NtpServer {
  close(): Promise<void>
}

/** @throws VmpError `socket.portInUse` where the machine has a time server of its own; `socket.denied`, … */
export async function createNtpServer({ now, port = 123, ...options }: NtpOptions): Promise<NtpServer> {
  const socket = await openUdpSocket({ ...options, port })
  socket.on('message', (request, { address, port: from }) => {
    const received = now().getTime()
    const packet = answer(request, received, now().getTime())
    // Never more than was asked with: nobody can use it to flood somebody else.
    if (packet !== undefined) socket.send(packet, from, address, () => {})
  })
  // What cannot be sent is asked for again.
  socket.on('error', () => {})
  return {
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}
