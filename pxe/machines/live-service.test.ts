import { describe, expect, test } from 'vitest'
import { shortCode } from '../contract/short-code.ts'
import { thumbprint } from '../trust/proof.ts'
import { core, enrolment, evidence, facts, liveKey } from './__fixtures__/core.ts'

const A = '02:00:00:00:00:0a'
const B = '02:00:00:00:00:0b'

async function machine(station: ReturnType<typeof core>, macs: string[], nonce?: string) {
  const key = await liveKey()
  const kid = await thumbprint(key.jwk)
  const given = nonce ?? station.nonces.mint({ mac: macs[0]!, fromMedia: false })
  const enrol = async (more = {}, by = key) =>
    station.live.enrol(
      { ...enrolment(given, key.jwk, evidence(macs)), ...more },
      await by.prove(kid, station.now()),
      '192.0.2.10',
    )
  const authenticate = async () =>
    station.live.authenticate(await key.prove(kid, station.now(), { path: '/api/v1/live/beat' }))
  return { key, kid, enrol, authenticate }
}

describe('enrolling', () => {
  test('binds the live key to the machine that was heard before, and says so in its timeline', async () => {
    const station = core()
    const { id } = station.who.sight({ mac: A })
    const { enrol, authenticate, kid } = await machine(station, [A, B])
    const answer = await enrol()
    expect(answer).toMatchObject({
      machineId: id,
      name: 'm1',
      state: 'discovered',
      shortCode: shortCode(kid, station.pin),
      enrolledFromMedia: false,
    })
    expect(await authenticate()).toMatchObject({ machine: id, id: answer.bootId })
    expect(station.keys(id)).toEqual(['machine.discovered', 'machine.enrolled'])
    expect(station.beats.isTalking(id)).toBe(true)
    expect(station.changed).toContain(id)
  })

  test('again with the same key, because the answer was lost, is the same boot and no second entry', async () => {
    const station = core()
    const { enrol } = await machine(station, [A])
    const first = await enrol()
    expect(await enrol()).toEqual(first)
    expect(station.keys(first.machineId)).toEqual(['machine.discovered', 'machine.enrolled'])
  })

  test('needs a proof by the very key it sends', async () => {
    const station = core()
    const { enrol } = await machine(station, [A])
    await expect(enrol({}, await liveKey())).rejects.toMatchObject({ code: 'live.proofRefused' })
    expect(station.machines.list()).toEqual([])
    // The nonce was not used up by the stranger.
    await expect(enrol()).resolves.toMatchObject({ name: 'm1' })
  })

  test('with a nonce that another key used is refused, and the machine’s timeline says so', async () => {
    const station = core()
    const { id } = station.who.sight({ mac: A })
    const nonce = station.nonces.mint({ mac: A, fromMedia: false })
    const thief = await machine(station, [A], nonce)
    const owner = await machine(station, [A], nonce)
    await thief.enrol()
    await expect(owner.enrol()).rejects.toMatchObject({ code: 'live.nonceRefused' })
    expect(station.story.last(id)).toMatchObject({ key: 'machine.enrolRefused', level: 'error' })
  })

  test('with a nonce that another NIC got is refused', async () => {
    const station = core()
    const foreign = await machine(station, [A], station.nonces.mint({ mac: B, fromMedia: false }))
    await expect(foreign.enrol()).rejects.toMatchObject({ code: 'live.nonceForeign', params: { mac: B } })
    expect(station.machines.list()).toEqual([])
  })

  test('from a medium takes a nonce that it asked for, and is marked', async () => {
    const station = core()
    const { nonce } = station.live.nonce(evidence([A]))
    const { enrol } = await machine(station, [A], nonce)
    const { machineId, enrolledFromMedia } = await enrol({ source: 'iso' })
    expect(enrolledFromMedia).toBe(true)
    expect(station.machines.get(machineId)!.live).toMatchObject({ enrolledFromMedia: true, source: 'iso' })
    expect(station.keys(machineId)).toContain('machine.enrolledFromMedia')
  })

  test('of a clock that was off is worth a word, of one that was nearly right not', async () => {
    const station = core()
    const clock = { rtc: null, system: '2026-01-01T00:00:00Z', ahead: -86_400.4 }
    const off = await (await machine(station, [A])).enrol({ clock })
    const right = await (await machine(station, [B])).enrol({ clock: { ...clock, ahead: 4.4 } })
    expect(station.story.last(off.machineId)).toMatchObject({
      key: 'machine.clockOff',
      params: { seconds: -86_400 },
    })
    expect(station.keys(right.machineId)).not.toContain('machine.clockOff')
  })

  test('of the next boot ends the one before: its key is refused from then on, and cannot come back', async () => {
    const station = core()
    const first = await machine(station, [A])
    await first.enrol()
    const second = await machine(station, [A])
    const { bootId } = await second.enrol()
    await expect(first.authenticate()).rejects.toMatchObject({ code: 'live.unknownBoot' })
    await expect(first.enrol()).rejects.toMatchObject({ code: 'live.unknownBoot' })
    expect(await second.authenticate()).toMatchObject({ id: bootId })
  })

  test('of two machines at once keeps each with its own key', async () => {
    const station = core()
    const [one, two] = [await machine(station, [A]), await machine(station, [B])]
    const answers = await Promise.all([one.enrol(), two.enrol()])
    expect((await one.authenticate()).machine).toBe(answers[0].machineId)
    expect((await two.authenticate()).machine).toBe(answers[1].machineId)
    expect(answers[0].machineId).not.toBe(answers[1].machineId)
  })

  test('survives a restart of the station: the key goes on as it was', async () => {
    const station = core()
    const { enrol, key, kid } = await machine(station, [A])
    const { machineId } = await enrol()
    const restarted = core(station.database)
    const proof = await key.prove(kid, restarted.now(), { path: '/api/v1/live/beat' })
    expect((await restarted.live.authenticate(proof)).machine).toBe(machineId)
  })

  test('of a machine that was forgotten is for nothing; it enrols anew with the same key', async () => {
    const station = core()
    const { enrol, authenticate } = await machine(station, [A])
    const { machineId } = await enrol()
    station.machines.remove(machineId)
    await expect(authenticate()).rejects.toMatchObject({ code: 'live.unknownBoot' })
    const again = await enrol()
    expect(again.machineId).not.toBe(machineId)
    expect((await authenticate()).machine).toBe(again.machineId)
  })
})

describe('a live system', () => {
  test('sends its hardware, and the timeline says it in numbers', async () => {
    const station = core()
    const { enrol, authenticate } = await machine(station, [A])
    const { machineId } = await enrol()
    expect(station.live.facts(await authenticate(), facts)).toEqual({ state: 'discovered' })
    expect(station.machines.get(machineId)).toMatchObject({ facts, firmware: 'uefi' })
    expect(station.story.last(machineId)).toMatchObject({
      key: 'machine.facts',
      params: { cpus: 4, memory: '4 GiB', disks: 0, nics: 0 },
    })
  })

  test('beats, and tells of its addresses only when they changed', async () => {
    const station = core()
    const { enrol, authenticate } = await machine(station, [A])
    const { machineId, shortCode: code } = await enrol()
    const boot = await authenticate()
    const before = station.changed.length
    const beat = (addresses: string[]) => station.live.beat(boot, { uptime: 1, memoryFree: 1, addresses })
    expect(beat(['192.0.2.10'])).toEqual({ state: 'discovered', name: 'm1', shortCode: code })
    expect(station.changed).toHaveLength(before)
    beat(['192.0.2.77', '192.0.2.10'])
    expect(station.changed).toHaveLength(before + 1)
    expect(station.machines.get(machineId)!.address).toBe('192.0.2.77')
  })

  test('is asked for its hardware again, and no other is', async () => {
    const station = core()
    const [one, two] = [await machine(station, [A]), await machine(station, [B])]
    const { machineId } = await one.enrol()
    await two.enrol()
    const cancel = new AbortController()
    const [first, second] = [await one.authenticate(), await two.authenticate()].map((boot) =>
      station.live.events(boot, cancel.signal)[Symbol.asyncIterator](),
    )
    expect((await first!.next()).value).toEqual({ type: 'hello', state: 'discovered' })
    await second!.next()
    const [asked, notAsked] = [first!.next(), second!.next()]
    station.rechecks.ask(station.machines.get(machineId)!, {}, null)
    expect((await asked).value).toEqual({ type: 'check', state: 'discovered' })
    cancel.abort()
    expect(await notAsked).toEqual({ done: true, value: undefined })
  })

  test('that is silent, or never was, cannot be asked', async () => {
    const station = core()
    const { id } = station.who.sight({ mac: B })
    const { enrol } = await machine(station, [A])
    const { machineId } = await enrol()
    station.pass(12)
    station.beats.sweep()
    for (const asked of [id, machineId].map((each) => station.machines.get(each)!))
      expect(() => station.rechecks.ask(asked, {}, null)).toThrow(
        expect.objectContaining({ code: 'machine.notLive', params: { machine: `m${asked.number}` } }),
      )
  })

  test.each([undefined, 'Bearer x', 'VMP-Proof nonsense'])('without a proof is nobody: %s', async (authorization) => {
    const { live } = core()
    await expect(live.authenticate({ method: 'POST', path: '/', authorization })).rejects.toMatchObject({
      code: 'live.proofRefused',
    })
  })
})
