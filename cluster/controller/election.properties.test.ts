/** Whatever is done to hosts, networks and clocks: never two decide at once, no late write gets through, and it goes on. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isVmpError } from '../../lib/errors.ts'
import { take } from '../store/contract.ts'
import { makeWorld } from './__fixtures__/world.ts'
import type { Process, World } from './__fixtures__/world.ts'
import { stand } from './election.ts'
import type { Election } from './election.ts'
import { leaderKey } from './leadership.ts'
import type { Term } from './term.ts'
import { usualTiming } from './timing.ts'

const fault = fc.record({
  at: fc.integer({ min: 0, max: 60_000 }),
  lasts: fc.integer({ min: 1, max: 20_000 }),
  host: fc.nat({ max: 2 }),
  what: fc.constantFrom('pause', 'cut', 'deaf', 'mute', 'slow', 'lossy', 'resign', 'crash'),
})
type Fault = typeof fault extends fc.Arbitrary<infer Value> ? Value : never

const schedule = fc.record({
  faults: fc.array(fault, { maxLength: 14 }),
  /** How fast the clocks of the hosts run, in thousandths more or less. */
  speeds: fc.tuple(...Array.from({ length: 3 }, () => fc.integer({ min: -20, max: 20 }))),
  seed: fc.integer(),
})

interface Host {
  process: Process
  election: Election
  /** All that it ever held. */
  readonly terms: Term[]
  index: number
}

/** mulberry32 */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

class Trial {
  readonly world: World = makeWorld()
  readonly hosts: Host[] = []
  readonly acknowledged: string[] = []
  readonly problems: string[] = []
  private readonly next: () => number
  private writes = 0

  constructor(speeds: readonly number[], seed: number) {
    this.next = random(seed)
    for (const [index, speed] of speeds.entries()) this.hosts.push(this.start(index, speed))
  }

  start(index: number, speed: number): Host {
    const process = this.world.process(1 + speed / 1000)
    process.delay = () => this.next() * 20
    const terms: Term[] = []
    const election = stand({
      store: process.store,
      clock: process.clock,
      host: `host${index}`,
      // A calendar that jumps about.
      now: () => new Date(this.next() * 4e12),
      onElected: (term) => {
        terms.push(term)
        this.check(`term ${term.number} begins`)
        return this.decide(process, term)
      },
      onDeposed: () => undefined,
    })
    return { process, election, terms, index }
  }

  /** Who would decide if they were asked now; who is frozen is not asked, but for the one that goes on just now. */
  check(when: string, waking?: Process): void {
    const able = this.hosts.flatMap(({ terms, index, process }) =>
      process.killed || (process.paused && process !== waking)
        ? []
        : terms.filter((term) => term.isValid()).map((term) => `host${index} in term ${term.number}`),
    )
    if (able.length > 1) this.problems.push(`${this.world.clock.now()}, ${when}: ${able.join(' and ')}`)
  }

  /** Writes again and again, as long as it is allowed. */
  async decide(process: Process, term: Term): Promise<void> {
    while (term.isValid()) {
      this.writes += 1
      const key = `decision/${this.writes}`
      try {
        const { done } = await term.store.commit({ when: [], changes: [{ put: key, value: String(term.number) }] })
        if (done) this.acknowledged.push(key)
      } catch (error) {
        if (!isVmpError(error)) throw error
      }
      await new Promise<void>((resolve) => void process.clock.after(200 + this.next() * 800, resolve))
    }
  }

  inflict({ what, lasts, host: index }: Fault): void {
    const host = this.hosts[index]!
    const { process } = host
    const later = (call: () => void): void => void this.world.clock.after(lasts, call)
    if (what === 'pause') {
      process.pause()
      later(() => {
        this.check('before it goes on', process)
        process.resume()
        this.check('as it goes on')
      })
    } else if (what === 'crash') {
      process.kill()
      later(() => {
        if (host.process === process) Object.assign(host, this.start(index, 0), { terms: host.terms })
      })
    } else if (what === 'resign') void host.election.resign()
    else if (what === 'slow' || what === 'lossy') {
      process.delay = () => (this.next() < 0.3 ? 1 : what === 'slow' ? 1 : 10) * this.next() * 4000
      later(() => (process.delay = () => this.next() * 20))
    } else {
      if (what !== 'deaf') process.network.requests = 'lost'
      if (what !== 'mute') process.network.answers = 'lost'
      later(() => (process.network = { requests: 'pass', answers: 'pass' }))
    }
  }

  async pass(milliseconds: number): Promise<void> {
    for (let left = milliseconds; left > 0; left -= 100) {
      await this.world.advance(Math.min(100, left))
      this.check('meanwhile')
    }
  }

  /** Terms as the store heard of them, and of the writes, in its own order. */
  async written(): Promise<{ readonly terms: number[]; readonly stray: string[]; readonly decisions: Set<string> }> {
    const { revision } = await this.world.store.list('')
    const batches = await take(this.world.store.watch('', 1, AbortSignal.timeout(10_000)), revision - 1)
    const [terms, stray, decisions] = [[] as number[], [] as string[], new Set<string>()]
    let holder: number | null = null
    for (const { changes } of batches)
      for (const change of changes) {
        if (!('put' in change)) continue
        const { key, value } = change.put
        if (key === leaderKey) {
          const { term, host } = JSON.parse(value) as { readonly term: number; readonly host: string | null }
          holder = host === null ? null : term
          if (host !== null) terms.push(term)
        }
        if (!key.startsWith('decision/')) continue
        decisions.add(key)
        if (Number(value) !== holder) stray.push(`${key} of term ${value} in that of ${holder}`)
      }
    return { terms, stray, decisions }
  }

  async close(): Promise<void> {
    const closed = Promise.all(
      this.hosts.filter(({ process }) => !process.killed).map(({ election }) => election.close()),
    )
    await this.world.advance(30_000)
    await closed
    this.world.store.close()
  }
}

test(
  'never do two decide at once, nothing is written out of its term, and somebody decides in the end',
  { timeout: 120_000 },
  async () => {
    const runs = Number(process.env['VMP_RUNS'] ?? 25)
    await fc.assert(
      fc.asyncProperty(schedule, async ({ faults, speeds, seed }) => {
        const trial = new Trial(speeds, seed)
        const inOrder = faults.toSorted((a, b) => a.at - b.at)
        for (const each of inOrder) {
          await trial.pass(each.at - trial.world.clock.now())
          trial.inflict(each)
        }
        // All faults are over by then; then a term may have to run out, and a call or two to be given up.
        await trial.pass(82_000 - trial.world.clock.now() + usualTiming.lifetime + 10_000)
        const deciding = trial.hosts.filter(({ election }) => election.term() !== null)
        await trial.close()
        const { terms, stray, decisions } = await trial.written()
        expect(trial.problems).toEqual([])
        expect(stray).toEqual([])
        expect(terms).toEqual(terms.map((_, index) => index + 1))
        expect(trial.acknowledged.filter((key) => !decisions.has(key))).toEqual([])
        expect(deciding).toHaveLength(1)
        expect(decisions.size).toBeGreaterThan(0)
      }),
      { numRuns: runs },
    )
  },
)
