import { expect, test } from 'vitest'
import { offlineArgs } from './etcd.ts'

test('a member opened alone listens on nothing but its own sockets', () => {
  const args = offlineArgs({
    dataFolder: '/copy',
    name: 'h1',
    clientSocket: '/run/x/client',
    peerSocket: '/run/x/peer',
  })
  expect(args).toContain('--force-new-cluster')
  expect(args.filter((arg) => arg.startsWith('--listen'))).toEqual([
    '--listen-client-urls=unix:///run/x/client',
    '--listen-peer-urls=unix:///run/x/peer',
  ])
})
