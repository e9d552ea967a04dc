import { describe, expect, test } from 'vitest'
import { fitServer } from '../../preflight/__fixtures__/facts.ts'
import { nothingAround } from '../../preflight/around.ts'
import { reportOf } from '../../preflight/report/__fixtures__/reports.ts'
import type { LiveEvent } from '../contract/live.ts'
import { thumbprint } from '../trust/proof.ts'
import { core, enrolment, evidence, liveKey } from './__fixtures__/core.ts'

type Station = ReturnType<typeof core>

const A = '02:00:00:00:00:0a'
const B = '02:00:00:00:00:0b'

/** A live system: what it is told is kept in order. */
async function live(at: Station, mac: string) {
  const key = await liveKey()
  const kid = await thumbprint(key.jwk)
  const nonce = at.nonces.mint({ mac, fromMedia: false })
  const address = `192.0.2.${Number.parseInt(mac.slice(-2), 16)}`
  await at.live.enrol(enrolment(nonce, key.jwk, evidence([mac])), await key.prove(kid, at.now()), address)
  const boot = await at.live.authenticate(await key.prove(kid, at.now(), { path: '/api/v1/live/events' }))
  const listen = async () => {
    const events = at.live.events(boot, new AbortController().signal)[Symbol.asyncIterator]()
    const next = async () => ((await events.next()).value as LiveEvent | undefined)!
    expect((await next()).type).toBe('hello')
    return next
  }
  const record = () => at.machines.get(boot.machine)!
  return { boot, id: boot.machine, record, listen, shown: () => at.view.show(record()) }
}

const report = reportOf(fitServer, [], {
  id: 'of-the-machine',
  fixes: [{ fix: 'clock', outcome: 'changed', before: '2020', after: '2026', problem: null }],
  around: {
    ...nothingAround,
    fixed: [{ code: 'clock.off', before: '2020', after: '2026' }],
    deep: [{ test: 'memory', subject: null, problem: 'miscompare' }],
  },
})
const progress = { step: 'memory', percent: 40, left: 60_000 } as const

/** One that was asked to fix and test, and has begun. */
async function begun() {
  const at = core()
  const one = await live(at, A)
  const next = await one.listen()
  at.rechecks.ask(one.record(), { fix: true, deep: ['memory'], budget: 5000 }, null)
  const { request } = await next()
  at.preflight.start(one.boot, 'run-0001', request)
  return { at, one, next, request: request! }
}

describe('a check with fixes and deep tests', () => {
  test('is told to the machine with all that it is to do, and shown until its report is there', async () => {
    const { at, one, request } = await begun()
    expect(request).toEqual({ id: 'request-1', fix: true, deep: ['memory'], budget: 5000, peer: null })
    at.rechecks.progress(one.id, 'run-0001', progress)
    const shown = { id: 'request-1', run: 'run-0001', cancelled: false, progress }
    expect(one.shown()).toMatchObject({ state: 'checking', recheck: shown })
    expect(at.events.at(-1)).toMatchObject({ type: 'progress', machineId: one.id, recheck: shown })
    at.preflight.finish(one.boot, 'run-0001', report)
    expect(one.shown()).toMatchObject({ state: 'checked', recheck: null, report: { verdict: 'unfit' } })
    expect(at.keys(one.id)).toContain('machine.recheckAsked')
  })

  test('is judged with what was fixed and what failed', async () => {
    const { at, one } = await begun()
    at.preflight.finish(one.boot, 'run-0001', report)
    const judged = at.preflight.report(one.record())
    const codes = judged.checks.flatMap(({ findings }) => findings.map(({ code }) => code))
    expect(codes).toEqual(expect.arrayContaining(['clock.fixed', 'deepTests.memory']))
    expect(judged.fixes).toEqual(report.fixes)
  })

  test('keeps any other from beginning, also a mere look', async () => {
    const { at, one } = await begun()
    const busy = expect.objectContaining({ code: 'recheck.busy', params: { machine: 'm1', tested: 'm1' } })
    for (const wish of [{}, { fix: true }]) expect(() => at.rechecks.ask(one.record(), wish, null)).toThrow(busy)
    at.preflight.finish(one.boot, 'run-0001', report)
    at.rechecks.ask(one.record(), {}, null)
  })

  test('is said again to a machine whose event channel was closed when it was asked for', async () => {
    const at = core()
    const one = await live(at, A)
    at.rechecks.ask(one.record(), { fix: true }, null)
    const next = await one.listen()
    expect(await next()).toMatchObject({ type: 'check', request: { id: 'request-1', fix: true, budget: 600_000 } })
  })

  test('that was cancelled is ended by its machine, whose report says so', async () => {
    const { at, one, next } = await begun()
    at.rechecks.cancel(one.record())
    expect(await next()).toMatchObject({ type: 'cancel', id: 'request-1' })
    expect(one.shown().recheck).toMatchObject({ cancelled: true })
    // Its channel was closed, perhaps.
    expect(await (await one.listen())()).toMatchObject({ type: 'cancel', id: 'request-1' })
    at.preflight.finish(one.boot, 'run-0001', report)
    expect(one.shown().recheck).toBeNull()
    expect(() => at.rechecks.cancel(one.record())).toThrow(expect.objectContaining({ code: 'recheck.none' }))
  })

  test('that was cancelled before it began is over at once', async () => {
    const at = core()
    const one = await live(at, A)
    at.rechecks.ask(one.record(), { fix: true }, null)
    at.rechecks.cancel(one.record())
    expect(one.shown().recheck).toBeNull()
  })
})

describe('nothing hangs', () => {
  test('when the station was restarted: the machine says what it is doing', async () => {
    const { at, one, request } = await begun()
    const after = core(at.database)
    expect(after.rechecks.of(one.id)).toBeUndefined()
    after.preflight.start(one.boot, 'run-0001', request)
    after.rechecks.progress(one.id, 'run-0001', progress)
    expect(after.rechecks.of(one.id)).toMatchObject({ id: 'request-1', run: 'run-0001', progress })
    after.preflight.finish(one.boot, 'run-0001', report)
    expect(after.rechecks.of(one.id)).toBeUndefined()
  })

  test('when the program on the machine was restarted: it is checked again, and no more', async () => {
    const { at, one } = await begun()
    at.preflight.start(one.boot, 'run-0002')
    expect(one.shown()).toMatchObject({ state: 'checking', recheck: null })
    expect(at.keys(one.id)).toContain('machine.recheckLost')
    at.preflight.finish(one.boot, 'run-0002', report)
    expect(one.shown()).toMatchObject({ state: 'checked' })
  })

  test('when the machine was started anew, or forgotten', async () => {
    const { at, one } = await begun()
    const anew = await live(at, A)
    expect(anew.id).toBe(one.id)
    expect(anew.shown().recheck).toBeNull()
    at.rechecks.ask(anew.record(), { fix: true }, null)
    at.who.forget(anew.id)
    expect(at.rechecks.of(anew.id)).toBeUndefined()
  })

  test('when the machine never heard of it; a run that was on its way does not count', async () => {
    const at = core()
    const one = await live(at, A)
    at.rechecks.ask(one.record(), { fix: true }, null)
    at.preflight.start(one.boot, 'run-0001')
    expect(one.shown().recheck).not.toBeNull()
    at.preflight.finish(one.boot, 'run-0001', report)
    at.preflight.start(one.boot, 'run-0002')
    expect(one.shown().recheck).toBeNull()
  })
})

describe('a network test', () => {
  async function two() {
    const at = core()
    const [one, two] = [await live(at, A), await live(at, B)]
    const [first, second] = [await one.listen(), await two.listen()]
    at.rechecks.ask(one.record(), { deep: ['network'], budget: 60_000 }, two.record())
    const { request } = await first()
    at.preflight.start(one.boot, 'run-0001', request)
    return { at, one, two, second, request: request! }
  }

  test('has the other machine listen on its address from its beginning to its end, and no longer', async () => {
    const { at, one, two: other, second, request } = await two()
    expect(request.peer).toBe('192.0.2.11')
    expect(one.shown().recheck).toMatchObject({ peer: 'm2' })
    expect(at.rechecks.peer(one.id, 'run-0001')).toEqual({ listens: false, problem: null })
    expect(await second()).toMatchObject({
      type: 'serve',
      serve: { id: 'request-1', address: '192.0.2.11', milliseconds: 240_000 },
    })
    at.rechecks.serving(other.id, 'request-1', null)
    expect(at.rechecks.peer(one.id, 'run-0001')).toEqual({ listens: true, problem: null })
    at.preflight.finish(one.boot, 'run-0001', report)
    expect(await second()).toMatchObject({ type: 'stop', id: 'request-1' })
    // Late, because the event was lost.
    at.rechecks.serving(other.id, 'request-1', null)
    expect(await second()).toMatchObject({ type: 'stop', id: 'request-1' })
  })

  test('keeps the other machine from being tested meanwhile', async () => {
    const { at, two: other } = await two()
    expect(() => at.rechecks.ask(other.record(), { fix: true }, null)).toThrow(
      expect.objectContaining({ code: 'recheck.busy', params: { machine: 'm2', tested: 'm1' } }),
    )
  })

  test('says why the other machine does not listen', async () => {
    const { at, one, two: other } = await two()
    at.rechecks.serving(other.id, 'request-1', 'no iperf3')
    expect(at.rechecks.peer(one.id, 'run-0001')).toEqual({ listens: false, problem: 'no iperf3' })
    expect(at.rechecks.peer(one.id, 'another')).toMatchObject({ listens: false, problem: expect.any(String) })
  })

  test('that the other machine was started anew during is told as such', async () => {
    const { at, one, two: other } = await two()
    at.rechecks.serving(other.id, 'request-1', null)
    await live(at, B)
    expect(at.rechecks.peer(one.id, 'run-0001')).toMatchObject({ listens: false, problem: expect.any(String) })
  })

  test('needs another machine that talks, and another machine needs the test', async () => {
    const at = core()
    const [one, other] = [await live(at, A), await live(at, B)]
    const ask = (deep: ('network' | 'cpu')[], peer: typeof one | null) => () =>
      at.rechecks.ask(one.record(), { deep, ...(peer ? { peer: 'm' } : {}) }, peer?.record() ?? null)
    expect(ask(['network'], null)).toThrow(expect.objectContaining({ code: 'recheck.peerAndTest' }))
    expect(ask(['cpu'], other)).toThrow(expect.objectContaining({ code: 'recheck.peerAndTest' }))
    expect(ask(['network'], one)).toThrow(expect.objectContaining({ code: 'recheck.peerItself' }))
    at.pass(10)
    at.beats.beat(one.id)
    at.pass(10)
    at.beats.sweep()
    expect(ask(['network'], other)).toThrow(
      expect.objectContaining({ code: 'machine.notLive', params: { machine: 'm2' } }),
    )
    expect(at.rechecks.of(one.id)).toBeUndefined()
  })
})
