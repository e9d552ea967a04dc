import { describe, expect, test } from 'vitest'
import { core, enrolment, evidence, facts, liveKey } from './__fixtures__/core.ts'

const A = '02:00:00:00:00:0a'
const B = '02:00:00:00:00:0b'
const uuid = '4c4c4544-0042-3510-8054-b4c04f564433'

async function enrolled(station: ReturnType<typeof core>) {
  const key = await liveKey()
  const nonce = station.nonces.mint({ mac: A, fromMedia: false })
  const proof = await key.prove('k', station.now())
  const { machineId } = await station.live.enrol(enrolment(nonce, key.jwk, evidence([A])), proof, '192.0.2.10')
  return machineId
}

describe('a machine talks', () => {
  test('while its firmware was heard in the last half minute', () => {
    const { who, view, pass } = core()
    const record = who.sight({ mac: A })
    pass(29)
    expect(view.show(record).talking).toBe(true)
    pass(1)
    expect(view.show(record).talking).toBe(false)
  })

  test('while its live system beats, and no longer when it fell silent', async () => {
    const station = core()
    const id = await enrolled(station)
    const talking = (): boolean => station.view.show(station.machines.get(id)!).talking
    expect(talking()).toBe(true)
    station.pass(10)
    station.beats.beat(id)
    station.pass(11)
    station.beats.sweep()
    expect(talking()).toBe(true)
    station.pass(1)
    station.beats.sweep()
    expect(talking()).toBe(false)
    expect(station.view.show(station.machines.get(id)!).lastSeenAt).toBe('2026-01-01T00:00:10.000Z')
  })

  test('not by the mere entry of an enrolment from before the station was started again', async () => {
    const station = core()
    const id = await enrolled(station)
    const restarted = core(station.database)
    expect(restarted.view.show(restarted.machines.get(id)!).talking).toBe(false)
  })
})

describe('a machine is found', () => {
  const station = core()
  const { id } = station.who.identify(evidence([A, B], { uuid, serial: 'ABC1' }), { address: '192.0.2.10' })
  station.who.identify(evidence(['02:00:00:00:00:0c'], { serial: 'SAME' }), { address: '192.0.2.11' })
  station.who.identify(evidence(['02:00:00:00:00:0d'], { serial: 'SAME' }), { address: '192.0.2.12' })

  test.each([
    id,
    'm1',
    'M1',
    A,
    B.toUpperCase(),
    '02-00-00-00-00-0a',
    '02000000000a',
    'abc1',
    uuid,
    uuid.toUpperCase(),
  ])('by %s', (name) => {
    expect(station.view.find(name).id).toBe(id)
  })

  test.each(['m9', '', '02:00:00:00:00:99', 'SAME', 'null'])('not by "%s"', (name) => {
    expect(() => station.view.find(name)).toThrow(
      expect.objectContaining({ code: 'machine.unknown', params: { machine: name } }),
    )
  })
})

test('a machine is shown with its evidence, hardware, findings and last event', () => {
  const { who, view, machines } = core()
  const { id } = who.identify(evidence([A], { serial: 'S1' }), { address: '192.0.2.10' })
  machines.update(id, { facts, factsAt: '2026-01-01T00:00:00.000Z' })
  expect(view.list()).toMatchObject([
    {
      name: 'm1',
      evidence: { uuid: null, serial: 'S1', macs: [A] },
      vendor: 'Maker',
      product: 'Server 1',
      secureBoot: false,
      address: '192.0.2.10',
      findings: [{ key: 'finding.uuidBlank', params: {} }],
      lastEvent: { key: 'machine.discovered' },
    },
  ])
  expect(view.list()[0]).not.toHaveProperty('macs')
})
