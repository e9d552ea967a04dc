import { describe, expect, test } from 'vitest'
import {
  answerText,
  approve,
  approved,
  begin,
  bootLive,
  checked,
  checkMachine,
  event,
  factsOf,
  hostReport,
  installed,
  passwordHash,
  record,
  stateOf,
  write,
} from '../__fixtures__/installing.ts'
import { core } from '../__fixtures__/core.ts'

describe('an installation', () => {
  test('goes from approval to the host that verified itself, and each step is there for whoever looks later', async () => {
    const at = core()
    const boot = await approved(at)
    const { install, host, shown, steps } = at.installing
    expect(stateOf(at, boot)).toBe('approved')
    const ready = install.installation(boot)
    expect(ready).toMatchObject({ phase: 'ready', position: 1, rearmed: false, imageKeys: ['key'] })
    expect(ready.answer?.identity).toMatchObject({ name: 'node01', rootPasswordHash: passwordHash })
    expect(ready.answer?.network.management.address).toEqual({
      method: 'static',
      address: '10.0.0.11/24',
      gateway: '10.0.0.1',
    })
    const id = begin(at, boot)
    expect(stateOf(at, boot)).toBe('installing')
    expect(install.installation(boot)).toMatchObject({ phase: 'running', answer: { name: 'default' } })
    install.events(boot, id, [
      event(1),
      event(2, { type: 'progress', done: 50, total: 200, unit: 'bytes', left: 9000 }),
    ])
    install.events(boot, id, [event(3, { type: 'progress', done: 100, total: 200, unit: 'bytes', left: 6000 })])
    expect(shown.installation(boot.machine)).toMatchObject({
      phase: 'running',
      name: 'node01',
      progress: { step: 'image', done: 100, percent: 50, rate: 50, left: 6000 },
    })
    const principal = await write(at, boot, id)
    expect(install.installation(boot)).toMatchObject({ phase: 'written', answer: null })
    expect(stateOf(at, boot)).toBe('installing')
    host.report(principal, hostReport(id, { verified: false }))
    expect(stateOf(at, boot)).toBe('installing')
    host.report(principal, hostReport(id))
    expect(stateOf(at, boot)).toBe('installed')
    expect(record(at, boot)).toMatchObject({ live: null, address: '10.0.0.11' })
    expect(steps.of(id).map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect(at.keys(boot.machine).slice(-4)).toEqual([
      'machine.approved',
      'machine.installing',
      'machine.written',
      'machine.installed',
    ])
    const audit = at.installing.audit.list(10).map(({ who, action, machine }) => `${who} ${action} ${machine}`)
    expect(audit).toEqual(['root approve m1', 'station start m1', 'station installed m1'])
  })

  test('shows no secret to whoever lists machines', async () => {
    const at = core()
    const { boot } = await installed(at)
    const seen = JSON.stringify([
      at.view.list(),
      at.installing.audit.list(100),
      at.story.of(boot.machine, 100),
      at.events,
    ])
    expect(seen).toContain('node01')
    expect(seen).not.toContain('secretsecret')
    expect(JSON.stringify(at.installing.answers.list())).not.toContain('secretsecret')
  })

  test('begins when it is its turn, in the order of approval, and who is not heard is passed by', async () => {
    const at = core(undefined, { parallel: 1 })
    const first = await approved(at, 1)
    const second = await approved(at, 2)
    const third = await approved(at, 3)
    const { install } = at.installing
    const phases = (): string[] =>
      [first, second, third].map((boot) => {
        const { phase, position } = install.installation(boot)
        return `${phase} ${position}`
      })
    expect(phases()).toEqual(['ready 1', 'queued 2', 'queued 3'])
    const { id, plan, answer } = install.installation(second)
    expect(answer).toBeNull()
    expect(() => install.start(second, id!, plan!.digest)).toThrow(
      expect.objectContaining({ code: 'installation.notYourTurn' }),
    )
    // The first one falls silent: the second has its turn meanwhile, and the first keeps its place.
    at.pass(60)
    for (const boot of [second, third]) at.live.beat(boot, { uptime: 1, memoryFree: 1, addresses: [] })
    at.beats.sweep()
    expect(phases()).toEqual(['queued 1', 'ready 2', 'queued 3'])
    const running = begin(at, second)
    expect(phases()).toEqual(['queued 1', 'running null', 'queued 2'])
    at.told.length = 0
    await write(at, second, running)
    // Who waits is told that the queue moved.
    expect(at.told).toEqual([`${first.machine} state`, `${third.machine} state`])
    expect(phases()).toEqual(['queued 1', 'written null', 'ready 2'])
  })

  test('is refused when the machine computes another plan', async () => {
    const at = core()
    const boot = await approved(at)
    const { id } = at.installing.install.installation(boot)
    expect(() => at.installing.install.start(boot, id!, 'another')).toThrow(
      expect.objectContaining({ code: 'installation.planDiffers' }),
    )
    expect(stateOf(at, boot)).toBe('approved')
  })

  test('may be begun again by the same live system, and never by another one', async () => {
    const at = core()
    const boot = await approved(at)
    const id = begin(at, boot)
    expect(begin(at, boot)).toBe(id)
    const other = await approved(at, 2)
    expect(() => at.installing.install.events(other, id, [event(1)])).toThrow(
      expect.objectContaining({ code: 'installation.over' }),
    )
  })

  test('keeps each event once, however often and late it comes', async () => {
    const at = core()
    const boot = await approved(at)
    const id = begin(at, boot)
    const { install, steps } = at.installing
    const published = () => at.events.flatMap(({ steps: sent = [] }) => sent.map(({ seq }) => seq))
    install.events(boot, id, [event(4), event(5)])
    install.events(boot, id, [event(1), event(4), event(5), event(2)])
    expect(steps.of(id).map(({ seq }) => seq)).toEqual([1, 2, 4, 5])
    expect(published()).toEqual([4, 5, 1, 2])
    await write(at, boot, id)
    install.events(boot, id, [event(3)])
    expect(steps.of(id).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5])
  })

  test('that failed keeps step, code and logs, and lets the next one begin', async () => {
    const at = core(undefined, { parallel: 1 })
    const boot = await approved(at)
    const next = await approved(at, 2)
    const id = begin(at, boot)
    const problem = { code: 'disk.full', params: { path: '/x' } }
    at.installing.install.bundle(boot, id, 'the last lines')
    at.installing.install.end(boot, { installation: id, outcome: 'failed', step: 'image', problem })
    expect(stateOf(at, boot)).toBe('failed')
    expect(at.installing.shown.installation(boot.machine)).toMatchObject({
      outcome: 'failed',
      failure: { step: 'image', problem, presumed: false, bundle: true },
    })
    expect(at.installing.repository.bundle(id)).toBe('the last lines')
    expect(at.installing.install.installation(boot)).toMatchObject({ phase: 'ended', answer: null })
    expect(at.installing.install.installation(next).phase).toBe('ready')
    // Said again, because the answer was lost.
    at.installing.install.end(boot, { installation: id, outcome: 'failed', step: 'image', problem })
    expect(at.keys(boot.machine).filter((key) => key === 'machine.installFailed')).toHaveLength(1)
  })

  test('has failed when the machine comes up live again in its middle', async () => {
    const at = core()
    const boot = await approved(at)
    const id = begin(at, boot)
    at.installing.install.events(boot, id, [event(1)])
    const again = await bootLive(at, 1)
    expect(again.machine).toBe(boot.machine)
    expect(stateOf(at, boot)).toBe('failed')
    expect(at.installing.shown.installation(boot.machine)?.failure).toMatchObject({
      step: 'image',
      problem: { code: 'installation.cameUpLive' },
    })
    expect(at.installing.install.installation(again)).toMatchObject({ phase: 'none', answer: null })
  })

  test('goes on at a station that was restarted', async () => {
    const at = core()
    const boot = await approved(at)
    const id = begin(at, boot)
    const restarted = core(at.database)
    restarted.installing.install.events(boot, id, [event(1)])
    const principal = await write(restarted, boot, id)
    restarted.installing.host.report(principal, hostReport(id))
    expect(stateOf(restarted, boot)).toBe('installed')
  })
})

describe('a live start of an installed machine', () => {
  test('updates facts and changes nothing else', async () => {
    const at = core()
    const { boot } = await installed(at)
    const again = await checked(at, 1, { ...factsOf('501'), collectedAt: '2026-02-01T00:00:00Z' })
    expect(stateOf(at, boot)).toBe('installed')
    expect(record(at, boot)).toMatchObject({ facts: { collectedAt: '2026-02-01T00:00:00Z' } })
    expect(() => approve(at, again)).toThrow(expect.objectContaining({ code: 'machine.notAllowed' }))
    expect(at.installing.install.installation(again).phase).toBe('none')
  })
})

describe('an approval', () => {
  test('yields nothing to a start of the machine that was not checked itself', async () => {
    const at = core()
    await approved(at)
    const stranger = await bootLive(at, 1)
    expect(stateOf(at, stranger)).toBe('approved')
    expect(at.installing.install.installation(stranger)).toMatchObject({ phase: 'none', answer: null, plan: null })
    checkMachine(at, stranger, factsOf('501'))
    expect(at.installing.install.installation(stranger).phase).toBe('ready')
  })

  test('is void when a new version of its answer says something else for the machine', async () => {
    const at = core()
    const boot = await approved(at)
    at.installing.answers.put('site', answerText('# only a comment\n'), 'root')
    at.installing.onAnswers()
    expect(stateOf(at, boot)).toBe('approved')
    at.installing.answers.put('site', answerText().replace('node{', 'host{'), 'root')
    at.installing.onAnswers()
    expect(stateOf(at, boot)).toBe('checked')
    expect(at.installing.install.installation(boot)).toMatchObject({ phase: 'none', answer: null })
  })
})
