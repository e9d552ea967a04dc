import { expect, test } from 'vitest'
import { parseSnapshotStatus, snapshotRestoreArgs, snapshotStatusArgs } from './etcdutl.ts'

test('what is in a snapshot, by etcdutl 3.5.16', () => {
  expect(snapshotStatusArgs('/s.db')).toEqual(['snapshot', 'status', '/s.db', '--write-out=json'])
  const output = '{"hash":763123373,"revision":2,"totalKey":7,"totalSize":20480}\n'
  expect(parseSnapshotStatus(output)).toEqual({ revision: 2, keys: 7, size: 20480 })
  expect(() => parseSnapshotStatus('{"hash":763123373}')).toThrow('no revision')
  expect(() => parseSnapshotStatus('Error: invalid database')).toThrow('no JSON')
})

test('restored as a new cluster, whose revisions are far from those of the old one', () => {
  const options = {
    snapshot: '/s.db',
    dataFolder: '/new',
    name: 'h1',
    peerUrl: 'https://192.0.2.1:2380',
    token: 't2',
  }
  expect(snapshotRestoreArgs(options)).not.toContain('--mark-compacted')
  expect(snapshotRestoreArgs({ ...options, revisionsAhead: 1000 })).toEqual([
    'snapshot',
    'restore',
    '/s.db',
    '--data-dir=/new',
    '--name=h1',
    '--initial-cluster=h1=https://192.0.2.1:2380',
    '--initial-advertise-peer-urls=https://192.0.2.1:2380',
    '--initial-cluster-token=t2',
    '--bump-revision=1000',
    '--mark-compacted',
  ])
})
