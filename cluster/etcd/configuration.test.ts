import { expect, test } from 'vitest'
import {
  clientUrl,
  memberEnvironment,
  memberFile,
  memberUnit,
  peerUrl,
  quota,
  snapshotBudget,
} from './configuration.ts'
import type { MemberConfiguration } from './configuration.ts'

const member: MemberConfiguration = {
  name: '01JD7Q3C5V',
  dataFolder: '/var/lib/vmp/cluster/etcd',
  address: '192.0.2.11',
  certificates: {
    authority: '/var/lib/vmp/cluster/pki/ca.crt',
    certificate: '/var/lib/vmp/cluster/pki/etcd.crt',
    key: '/var/lib/vmp/cluster/pki/etcd.key',
    revoked: '/var/lib/vmp/cluster/pki/revoked.crl',
  },
  cluster: {
    token: 'c1-1',
    state: 'existing',
    members: [
      { name: '01JD7Q3C5V', peerUrl: 'https://192.0.2.11:2380' },
      { name: '01JD7Q9KE2', peerUrl: 'https://192.0.2.12:2380' },
    ],
  },
}

test('what a member is started with', async () => {
  await expect(memberFile(member)).toMatchFileSnapshot('__golden__/etcd.env')
})

test('how it is started', async () => {
  const unit = {
    configuration: '/run/vmp/etcd.env',
    dataFolder: '/var/lib/vmp/cluster/etcd',
    program: '/usr/bin/etcd',
  }
  await expect(memberUnit(unit)).toMatchFileSnapshot('__golden__/etcd.service')
})

test('without a list of certificates taken back it asks for none', () => {
  const environment = memberEnvironment({ ...member, certificates: { ...member.certificates, revoked: null } })
  expect(Object.keys(environment).filter((name) => name.includes('CRL'))).toEqual([])
})

test('an address of IPv6 is written as in a URL', () => {
  expect([clientUrl('2001:db8::1'), peerUrl('192.0.2.1')]).toEqual([
    'https://[2001:db8::1]:2379',
    'https://192.0.2.1:2380',
  ])
})

test('the volume has room for the database, its copy when it is packed or taken over, and the snapshots', () => {
  // A takeover has the data, those before the last takeover, a copy, its snapshot and what is made of that.
  expect(5 * quota + snapshotBudget.bytes).toBeLessThan(8 * 1024 ** 3)
})
