import { describe, expect, test } from 'vitest'
import { core, evidence, facts } from './__fixtures__/core.ts'

const A = '02:00:00:00:00:0a'
const B = '02:00:00:00:00:0b'
const C = '02:00:00:00:00:0c'
const uuid1 = '4c4c4544-0042-3510-8054-b4c04f564433'
const uuid1Swapped = '44454c4c-4200-1035-8054-b4c04f564433'
const uuid2 = '5c4c4544-0042-3510-8054-b4c04f564433'
const from = { address: '192.0.2.10' }

/** A machine that the live system described once: NICs, UUID and serial as it read them. */
function knownMachine(station: ReturnType<typeof core>, macs: string[], uuid: string, serial: string) {
  const { id } = station.who.identify(evidence(macs, { uuid, serial }), from)
  return station.machines.update(id, { facts })
}

describe('packets', () => {
  test('of one NIC are one machine, which has a number and a first entry in its timeline', () => {
    const { who, machines, keys } = core()
    const first = who.sight({ mac: A, uuid: uuid1, firmware: 'uefi' })
    const second = who.sight({ mac: A, address: '192.0.2.10' })
    expect(second).toMatchObject({
      id: first.id,
      number: 1,
      state: 'discovered',
      uuid: uuid1,
      address: '192.0.2.10',
      firmware: 'uefi',
      macs: [A],
    })
    expect(machines.list()).toHaveLength(1)
    expect(keys(first.id)).toEqual(['machine.discovered'])
  })

  test.each([
    ['the same UUID', uuid1],
    ['the UUID in the other byte order', uuid1Swapped],
  ])('of two NICs with %s are one machine', (_, second) => {
    const { who } = core()
    const { id } = who.sight({ mac: A, uuid: uuid1 })
    expect(who.sight({ mac: B, uuid: second })).toMatchObject({ id, macs: [A, B], uuid: uuid1 })
  })

  test('of two NICs with a UUID that reads the same in both byte orders are one machine', () => {
    const { who } = core()
    const uuid = '11111111-2222-3333-4444-555555555555'
    const { id } = who.sight({ mac: A, uuid })
    expect(who.sight({ mac: B, uuid }).id).toBe(id)
  })

  test.each(['00000000-0000-0000-0000-000000000000', '03000200-0400-0500-0006-000700080009', undefined])(
    'of two NICs with the blank UUID %s are two machines without a finding',
    (uuid) => {
      const { who, machines } = core()
      const one = who.sight({ mac: A, uuid })
      const two = who.sight({ mac: B, uuid })
      expect(two.id).not.toBe(one.id)
      expect([one.uuid, two.uuid]).toEqual([null, null])
      expect(machines.findings(two.id)).toEqual([])
    },
  )

  test('of an unknown NIC with the UUID of a machine whose NICs are known are another machine, and a clash is told', () => {
    const station = core()
    const known = knownMachine(station, [A, B], uuid1, 'S1')
    const other = station.who.sight({ mac: C, uuid: uuid1 })
    expect(other.id).not.toBe(known.id)
    for (const { id } of [known, other])
      expect(station.machines.findings(id)).toEqual([
        { key: 'finding.uuidShared', params: { uuid: uuid1, machines: 'm2, m1' } },
      ])
  })

  test('never change what the live system read', () => {
    const station = core()
    const known = knownMachine(station, [A], uuid1, 'S1')
    expect(station.who.sight({ mac: A, uuid: uuid2 })).toMatchObject({ id: known.id, uuid: uuid1, serial: 'S1' })
  })
})

describe('a live system', () => {
  test('finds the machine that its firmware was, by its boot NIC, and adds what packets could not know', () => {
    const { who, machines } = core()
    const { id } = who.sight({ mac: A, uuid: uuid1Swapped })
    expect(who.identify(evidence([A, B], { uuid: uuid1, serial: 'S1' }), from)).toMatchObject({
      id,
      uuid: uuid1,
      serial: 'S1',
      macs: [A, B],
      address: '192.0.2.10',
    })
    expect(machines.list()).toHaveLength(1)
  })

  test('makes one machine of the records that its NICs had before, with one timeline', () => {
    const { who, machines, story, keys } = core()
    const first = who.sight({ mac: A })
    const second = who.sight({ mac: B })
    story.add(second.id, B, 'info', 'machine.took', { address: '192.0.2.7' })
    const machine = who.identify(evidence([A, B], { uuid: uuid1 }), from)
    expect(machines.list().map(({ id }) => id)).toEqual([first.id])
    expect(machine.macs).toEqual([A, B])
    expect(keys(machine.id)).toEqual(['machine.discovered', 'machine.discovered', 'machine.took'])
  })

  test('leaves another machine its NICs and their story when only some of them are its own', () => {
    const { who, machines, story, keys } = core()
    const mine = who.sight({ mac: A })
    const mixed = who.sight({ mac: B, uuid: uuid2 })
    who.sight({ mac: C, uuid: uuid2 })
    story.add(mixed.id, C, 'info', 'machine.took', { address: '192.0.2.8' })
    who.identify(evidence([A, B], { uuid: uuid1 }), from)
    expect(machines.get(mine.id)!.macs).toEqual([A, B])
    expect(machines.get(mixed.id)!.macs).toEqual([C])
    expect(keys(mixed.id)).toContain('machine.took')
  })

  test('tells two machines of one UUID apart that booted at the same time: each gets its NICs and its story', () => {
    const { who, machines, story, keys } = core()
    const mixed = who.sight({ mac: A, uuid: uuid1 })
    who.sight({ mac: B, uuid: uuid1 })
    story.add(mixed.id, A, 'info', 'machine.took', { address: '192.0.2.10' })
    story.add(mixed.id, B, 'info', 'machine.took', { address: '192.0.2.11' })

    const second = who.identify(evidence([B], { uuid: uuid1, serial: 'S2' }), { address: '192.0.2.11' })
    const first = who.identify(evidence([A], { uuid: uuid1, serial: 'S1' }), { address: '192.0.2.10' })

    expect(first.id).not.toBe(second.id)
    expect([first.macs, second.macs]).toEqual([[A], [B]])
    for (const { id, macs } of [first, second]) {
      expect(story.of(id, 9).filter(({ mac }) => mac !== null && !macs.includes(mac))).toEqual([])
      expect(keys(id)).toContain('machine.took')
      expect(machines.findings(id).map(({ key }) => key)).toEqual(['finding.uuidShared'])
    }
  })

  test('of a machine that got a new NIC, and booted from it, is still that machine', () => {
    const station = core()
    const known = knownMachine(station, [A, B], uuid1, 'S1')
    station.who.sight({ mac: C, uuid: uuid1 })
    const machine = station.who.identify(evidence([C, A, B], { uuid: uuid1, serial: 'S1' }), from)
    expect(machine).toMatchObject({ id: known.id, macs: [A, B, C] })
    expect(station.machines.list()).toHaveLength(1)
    expect(station.machines.findings(known.id)).toEqual([])
  })

  test('of another machine, into which a known NIC was moved, does not become the machine that the NIC left', () => {
    const station = core()
    const old = knownMachine(station, [A, B], uuid1, 'S1')
    const found = station.who.identify(evidence([B, C], { uuid: uuid2, serial: 'S2' }), from)
    expect(found.id).not.toBe(old.id)
    expect(found).toMatchObject({ uuid: uuid2, serial: 'S2', macs: [B, C] })
    expect(station.machines.get(old.id)).toMatchObject({ uuid: uuid1, serial: 'S1', macs: [A] })
    for (const { id } of [old, found])
      expect(station.machines.findings(id).map(({ key }) => key)).toEqual(['finding.nicShared'])

    // Each is heard again as itself, and what was only a moved card is no longer worth a word.
    expect(station.who.identify(evidence([A], { uuid: uuid1, serial: 'S1' }), from).id).toBe(old.id)
    expect(station.who.identify(evidence([B, C], { uuid: uuid2, serial: 'S2' }), from).id).toBe(found.id)
    for (const { id } of [old, found]) expect(station.machines.findings(id)).toEqual([])
  })

  test('of a machine with a new main board (other UUID, same serial and NICs) is still that machine', () => {
    const station = core()
    const known = knownMachine(station, [A, B], uuid1, 'S1')
    expect(station.who.identify(evidence([A, B], { uuid: uuid2, serial: 'S1' }), from).id).toBe(known.id)
  })

  test('without any NIC is found by its UUID', () => {
    const { who } = core()
    const { id } = who.identify(evidence([], { uuid: uuid1 }), from)
    expect(who.identify(evidence([], { uuid: uuid1 }), from).id).toBe(id)
  })

  test('with a blank UUID has a finding, which is gone when the firmware was mended', () => {
    const { who, machines } = core()
    const { id } = who.identify(evidence([A], { uuid: '00000000-0000-0000-0000-000000000000' }), from)
    expect(machines.findings(id)).toEqual([{ key: 'finding.uuidBlank', params: {} }])
    who.identify(evidence([A], { uuid: uuid1 }), from)
    expect(machines.findings(id)).toEqual([])
  })

  test('loses the finding of a clash that is over', () => {
    const { who, machines } = core()
    const one = who.identify(evidence([A], { uuid: uuid1 }), from)
    who.identify(evidence([B], { uuid: uuid1 }), from)
    expect(machines.findings(one.id)).toHaveLength(1)
    who.identify(evidence([B], { uuid: uuid2 }), from)
    who.identify(evidence([A], { uuid: uuid1 }), from)
    expect(machines.findings(one.id)).toEqual([])
  })

  test('that says nothing at all is a machine of its own', () => {
    const { who, machines } = core()
    who.identify(evidence([]), from)
    who.identify(evidence([]), from)
    expect(machines.list()).toHaveLength(2)
  })
})

test('numbers are never given twice to machines that are there', () => {
  const { who, machines } = core()
  const [a, b] = [A, B].map((mac) => who.sight({ mac }))
  machines.remove(a!.id)
  expect(who.sight({ mac: C }).number).toBe(b!.number + 1)
})

test('a machine that is forgotten leaves the UUID to the one it shared it with, and both are told', () => {
  const { who, machines, changed } = core()
  const uuid = '4c4c4544-0042-3510-8054-b4c04f564433'
  const one = who.identify(evidence(['02:00:00:00:00:01'], { uuid }), { address: '192.0.2.1' })
  const two = who.identify(evidence(['02:00:00:00:00:02'], { uuid }), { address: '192.0.2.2' })
  expect(machines.findings(one.id).map(({ key }) => key)).toEqual(['finding.uuidShared'])
  changed.length = 0
  who.forget(two.id)
  expect(machines.findings(one.id)).toEqual([])
  expect(machines.get(two.id)).toBeUndefined()
  expect(changed).toEqual([one.id, two.id])
})

test('made-up NICs push out each other, never a machine that was read', () => {
  const { who, machines, database, pass } = core()
  const { id } = who.identify(evidence(['02:00:00:00:00:01']), { address: '192.0.2.1' })
  machines.update(id, { facts })
  const nic = (number: number): string =>
    `06:00:00:00:${[number >> 8, number & 255].map((byte) => byte.toString(16).padStart(2, '0')).join(':')}`
  database.transaction(() => {
    for (let number = 0; number < 2100; number++) {
      pass(1)
      who.sight({ mac: nic(number) })
    }
  })
  expect(machines.list()).toHaveLength(2001)
  expect(machines.get(id)).toBeDefined()
  expect(machines.byMac(nic(2099))).toBeDefined()
  expect(machines.byMac(nic(100))).toBeDefined()
  expect(machines.byMac(nic(99))).toBeUndefined()
})
