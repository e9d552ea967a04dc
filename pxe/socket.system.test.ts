import { once } from 'node:events'
import { expect, test } from 'vitest'
import { openUdpSocket } from './socket.ts'

test('a socket bound to lo sends, receives and says its address', async () => {
  const server = await openUdpSocket({ interface: 'lo', address: '127.0.0.1', port: 0 })
  const client = await openUdpSocket({ interface: 'lo', port: 0, broadcast: true })
  const arrived = once(server, 'message')
  client.send('hello', server.address().port, '127.0.0.1')
  const [message] = (await arrived) as [Buffer]
  expect(message.toString()).toBe('hello')
  expect(server.getRecvBufferSize()).toBeGreaterThanOrEqual(8 * 1024 * 1024)
  server.close()
  client.close()
})

test('an interface that is not there and a port that is taken are told apart', async () => {
  await expect(openUdpSocket({ interface: 'nonesuch0', port: 0 })).rejects.toMatchObject({
    code: 'socket.interfaceMissing',
  })
  const first = await openUdpSocket({ interface: 'lo', port: 0 })
  const { port } = first.address()
  await expect(openUdpSocket({ interface: 'lo', port })).rejects.toMatchObject({ code: 'socket.portInUse' })
  await expect(openUdpSocket({ interface: 'lo', address: '192.0.2.9', port: 0 })).rejects.toMatchObject({
    code: 'socket.failed',
    params: { problem: 'EADDRNOTAVAIL' },
  })
  first.close()
})
