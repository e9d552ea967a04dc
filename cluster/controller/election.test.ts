import { afterEach, describe, expect, test } from 'vitest'
import { VmpError } from '../../lib/errors.ts'
import { makeWorld } from './__fixtures__/world.ts'
import type { Process, World } from './__fixtures__/world.ts'
import { stand } from './election.ts'
import type { Election, ElectionOptions } from './election.ts'
import { leaderKey } from './leadership.ts'
import type { Term } from './term.ts'
import { usualTiming } from './timing.ts'

const { lifetime, margin, renewal } = usualTiming
let world: World
let candidates: Candidate[] = []

interface Candidate {
  readonly host: string
  readonly process: Process
  readonly election: Election
  /** What it was told, in order. */
  readonly told: string[]
  readonly terms: Term[]
}

function candidate(host: string, more: Partial<ElectionOptions> = {}): Candidate {
  const process = world.process()
  const told: string[] = []
  const terms: Term[] = []
  const election = stand({
    store: process.store,
    clock: process.clock,
    host,
    onElected(term) {
      terms.push(term)
      told.push(`elected ${term.number}`)
    },
    onDeposed: (reason, { number }) => void told.push(`${reason} ${number}`),
    ...more,
  })
  const made = { host, process, election, told, terms }
  candidates.push(made)
  return made
}

function begin(): void {
  world = makeWorld()
}

afterEach(async () => {
  for (const { process } of candidates) {
    process.network = { requests: 'pass', answers: 'pass' }
    process.delay = () => 1
    process.resume()
  }
  const closed = Promise.all(
    candidates.filter(({ process }) => !process.killed).map(({ election }) => election.close()),
  )
  await world.advance(20_000)
  await closed
  world.store.close()
  candidates = []
})

const deciding = (): string[] => candidates.filter(({ election }) => election.term() !== null).map(({ host }) => host)
const deposed = expect.objectContaining({ code: 'controller.deposed' })

describe('an election', () => {
  test('of one host alone is won at once, and held as long as it lives', async () => {
    begin()
    const a = candidate('a')
    await world.advance(100)
    expect(a.told).toEqual(['elected 1'])
    expect(a.election.leader()).toMatchObject({ host: 'a', term: 1 })
    await world.advance(100_000)
    expect(a.told).toEqual(['elected 1'])
    expect(deciding()).toEqual(['a'])
  })

  test('of three has one winner, whom the others know', async () => {
    begin()
    for (const host of ['a', 'b', 'c']) candidate(host)
    await world.advance(30_000)
    const [winner] = deciding()
    expect(deciding()).toHaveLength(1)
    for (const { election } of candidates) expect(election.leader()).toMatchObject({ host: winner, term: 1 })
  })

  test('is held anew when the controller is gone: not before its term has run out, and within ten seconds', async () => {
    begin()
    const a = candidate('a')
    await world.advance(100)
    const b = candidate('b')
    await world.advance(20_000)
    a.process.kill()
    const from = world.clock.now()
    while (b.told.length === 0 && world.clock.now() - from < 10_000) await world.advance(50)
    expect(b.told).toEqual(['elected 2'])
    expect(world.clock.now() - from).toBeGreaterThan(lifetime - renewal - 100)
    expect(world.clock.now() - from).toBeLessThan(lifetime + 200)
  })

  test('is handed over at once, when what was done is undone, and the one who resigned comes last', async () => {
    begin()
    let undone: () => void = () => undefined
    const a = candidate('a', { onDeposed: () => new Promise((resolve) => (undone = resolve)) })
    await world.advance(100)
    const b = candidate('b')
    await world.advance(5000)
    const resigned = a.election.resign()
    expect(deciding()).toEqual([])
    await world.advance(1000)
    expect(b.told).toEqual([])
    undone()
    await world.advance(50)
    await resigned
    expect(b.told).toEqual(['elected 2'])
    await world.advance(100_000)
    expect(deciding()).toEqual(['b'])
  })

  test('by a host that resigned and is alone is won again, after a while', async () => {
    begin()
    const a = candidate('a')
    await world.advance(100)
    const resigned = a.election.resign()
    await world.advance(lifetime - 100)
    await resigned
    expect(a.told).toEqual(['elected 1', 'resigned 1'])
    await world.advance(200)
    expect(a.told).toEqual(['elected 1', 'resigned 1', 'elected 2'])
  })

  test('is given up by a host that cannot do the work', async () => {
    begin()
    const a = candidate('a', { onElected: () => Promise.reject(new VmpError('cancelled')) })
    await world.advance(100)
    const b = candidate('b')
    await world.advance(500)
    expect(a.told).toEqual(['failed 1'])
    expect(b.told).toEqual(['elected 2'])
  })

  test('is not entered again while something of the last term goes on', async () => {
    begin()
    let ended: () => void = () => undefined
    const elected: number[] = []
    const a = candidate('a', {
      onElected({ number }) {
        elected.push(number)
        return new Promise((resolve) => (ended = resolve))
      },
    })
    await world.advance(100)
    void a.election.resign()
    await world.advance(60_000)
    expect(elected).toEqual([1])
    ended()
    await world.advance(lifetime + 1000)
    expect(elected).toEqual([1, 2])
    ended()
  })
})

describe('a controller', () => {
  test('that loses the store stops in time, and hands over when it finds it again', async () => {
    begin()
    const a = candidate('a')
    await world.advance(20_500)
    a.process.network.requests = 'lost'
    const from = world.clock.now()
    while (deciding().length > 0) await world.advance(10)
    const took = world.clock.now() - from
    expect(took).toBeGreaterThan(lifetime - margin - renewal - 50)
    expect(took).toBeLessThanOrEqual(lifetime - margin)
    expect(a.told).toEqual(['elected 1', 'late 1'])
    expect(a.terms[0]!.signal.reason).toEqual(deposed)
    await world.advance(60_000)
    expect(a.told).toHaveLength(2)
  })

  test('whose renewals arrive though their answers are lost stops as well', async () => {
    begin()
    const a = candidate('a')
    await world.advance(100)
    const b = candidate('b')
    await world.advance(20_000)
    a.process.network.answers = 'lost'
    await world.advance(lifetime - margin - renewal - 10)
    expect(deciding()).toEqual(['a'])
    await world.advance(renewal + 20)
    expect(a.told).toEqual(['elected 1', 'late 1'])
    // That it has stopped arrives as well: nobody need wait any longer.
    expect(b.told).toEqual(['elected 2'])
  })

  test('counts from when it sent what was answered, not from when the answer came', async () => {
    begin()
    const a = candidate('a')
    await world.advance(20_000)
    // Each answer takes 2.5 s: three renewals are under way when the network is cut.
    let direction = 0
    a.process.delay = () => ((direction += 1) % 2 === 0 ? 2500 : 1)
    await world.advance(10_000)
    expect(deciding()).toEqual(['a'])
    const sent = world.clock.now()
    a.process.network.requests = 'lost'
    while (deciding().length > 0) await world.advance(10)
    expect(world.clock.now() - sent).toBeLessThanOrEqual(lifetime - margin)
  })

  test('that was frozen decides nothing when it goes on, whatever waits for it', async () => {
    begin()
    const a = candidate('a')
    await world.advance(100)
    candidate('b')
    await world.advance(20_000)
    a.process.delay = () => 300
    // Frozen with a renewal under way, whose good answer waits when it goes on.
    await world.advance(700)
    a.process.pause()
    await world.advance(60_000)
    expect(candidates[1]!.told).toEqual(['elected 2'])
    const [term] = a.terms
    let asked = 0
    a.process.clock.after(0, () => {
      asked += 1
      expect(term!.isValid()).toBe(false)
    })
    await world.advance(10)
    a.process.resume()
    await world.advance(10)
    expect(asked).toBe(1)
    expect(term!.isValid()).toBe(false)
    await world.advance(5000)
    expect(a.told).toEqual(['elected 1', 'late 1'])
    expect(deciding()).toEqual(['b'])
  })

  test('writes nothing after its term, also what was sent in time and arrives late', async () => {
    begin()
    const a = candidate('a')
    await world.advance(100)
    candidate('b')
    await world.advance(10_000)
    const [term] = a.terms
    const put = (value: string) => term!.store.commit({ when: [], changes: [{ put: 'decision', value }] })
    const first = put('first')
    await world.advance(10)
    expect(await first).toMatchObject({ done: true })
    // On its way for longer than the term lasts.
    a.process.delay = () => lifetime * 2
    const late = put('late').catch((error: unknown) => error)
    await world.advance(lifetime * 4)
    expect(deciding()).toEqual(['b'])
    expect((await world.store.get('decision'))?.value).toBe('first')
    expect(await late).toMatchObject({ code: 'store.unavailable' })
    await expect(put('never')).rejects.toEqual(deposed)
  })

  test('hears from a refused write that another is controller, and tells it from what was compared', async () => {
    begin()
    const a = candidate('a')
    await world.advance(100)
    const [term] = a.terms
    const other = term!.store.commit({ when: [{ key: 'x', revision: 77 }], changes: [] })
    await world.advance(10)
    expect(await other).toMatchObject({ done: false })
    expect(deciding()).toEqual(['a'])
    const leader = (await world.store.get(leaderKey))!
    await world.store.commit({ when: [], changes: [{ put: leaderKey, value: leader.value }] })
    const refused = term!.store
      .commit({ when: [], changes: [{ put: 'x', value: '' }] })
      .catch((error: unknown) => error)
    await world.advance(10)
    expect(await refused).toEqual(deposed)
    expect(await world.store.get('x')).toBeUndefined()
    expect(a.told).toEqual(['elected 1', 'replaced 1'])
  })

  test('is whoever claimed, also when the answer was lost', async () => {
    begin()
    const a = candidate('a')
    await world.advance(2)
    a.process.network.answers = 'lost'
    await world.advance(3)
    expect((await world.store.get(leaderKey))?.value).toContain('"host":"a"')
    expect(a.told).toEqual([])
    a.process.network.answers = 'pass'
    await world.advance(4000)
    expect(a.told).toEqual(['elected 1'])
  })

  test('counts from when it sent a claim whose answer was lost, however late it learns of its success', async () => {
    begin()
    const a = candidate('a')
    await world.advance(2)
    a.process.network.answers = 'lost'
    await world.advance(4000)
    a.process.network.answers = 'pass'
    while (a.told.length === 0) await world.advance(10)
    a.process.network.requests = 'lost'
    await world.advance(lifetime - margin - world.clock.now() - 100)
    expect(deciding()).toEqual(['a'])
    await world.advance(110)
    expect(deciding()).toEqual([])
  })

  test('does not mind what somebody sets the calendar to', async () => {
    begin()
    let year = 2000
    const now = () => new Date(Date.UTC((year += 37) % 9999, 0))
    const a = candidate('a', { now })
    await world.advance(100)
    const b = candidate('b', { now })
    await world.advance(60_000)
    expect(deciding()).toEqual(['a'])
    expect([a.told, b.told]).toEqual([['elected 1'], []])
  })
})
