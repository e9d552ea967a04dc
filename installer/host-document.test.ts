import { expect, it } from 'vitest'
import { plainAnswer } from '../answer/__fixtures__/answer.ts'
import { fitServer } from '../preflight/__fixtures__/facts.ts'
import { shippedPolicy } from '../preflight/policies.ts'
import { hostDocument } from './host-document.ts'
import type { DocumentInput } from './host-document.ts'
import { disks, planned } from './plan/__fixtures__/planned.ts'

const plan = planned({ disks: disks(2), wanted: { system: { count: 2 } } })
const input: DocumentInput = {
  machine: 'm1',
  installation: 'i1',
  at: new Date('2026-01-02T03:04:05Z'),
  answer: plainAnswer,
  facts: fitServer,
  plan,
  policy: shippedPolicy('host'),
  station: { url: new URL('https://192.0.2.1:8443/'), pin: 'ab' },
  imageKeys: ['KEY'],
}

it('takes name, ports, time and storage from where they are known', () => {
  const members = [{ path: '/dev/sda4', uuid: 'p1' }]
  const uuid = '5c1e7b1f:0c9fe1a6:e3b6c7a1:7f1f2a10'
  const document = hostDocument(input, [
    { name: 'system', level: '1', device: '/dev/md127', uuid, members },
    { name: 'main', level: 'none', device: '/dev/sda5', uuid: null, members },
  ])
  expect(document).toMatchObject({
    machine: 'm1',
    installation: 'i1',
    installedAt: '2026-01-02T03:04:05.000Z',
    name: 'node01',
    // Nobody else was named.
    time: { servers: ['192.0.2.1'] },
    station: { url: 'https://192.0.2.1:8443', pin: 'ab' },
    imageKeys: ['KEY'],
    storage: { arrays: [{ name: 'system', level: '1', uuid, devices: 1 }] },
  })
  expect(document.storage.volumes).toEqual(plan.volumes.map(({ group, name }) => ({ group, name })))
  expect(document.ports.map(({ name }) => name)).toEqual(fitServer.nics.map(({ name }) => name))
})

it('is not made of an answer for many machines', () => {
  const pool = { method: 'pool' as const, from: '10.0.0.1/24', to: '10.0.0.9', gateway: null }
  const { management } = plainAnswer.network
  const network = { ...plainAnswer.network, management: { ...management, address: pool } }
  for (const answer of [
    { ...plainAnswer, network },
    { ...plainAnswer, identity: { ...plainAnswer.identity, name: 'node{index}' } },
  ])
    expect(() => hostDocument({ ...input, answer }, [])).toThrow(
      expect.objectContaining({ code: 'install.documentInvalid' }),
    )
})
