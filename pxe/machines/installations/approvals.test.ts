import { array, assert, asyncProperty, constantFrom } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { disk, GiB } from '../../../preflight/__fixtures__/facts.ts'
import type { Facts } from '../../../preflight/facts/schema.ts'
import { shippedPolicy } from '../../../preflight/policies.ts'
import { allows, machineStates } from '../../contract/states.ts'
import { core } from '../__fixtures__/core.ts'
import {
  answerText,
  approve,
  approved,
  begin,
  bootLive,
  checked,
  checkMachine,
  factsOf,
  passwordHash,
  record,
  stateOf,
  unfitFacts,
} from '../__fixtures__/installing.ts'

const code = (error: string) => expect.objectContaining({ code: error })
const filled = disk({
  serial: 'D-501',
  contents: [{ path: '/dev/sda1', kind: 'filesystem', type: 'ext4', label: null, uuid: null, size: 1e9 }],
})
const site = (at: ReturnType<typeof core>, more = '') => at.installing.answers.put('site', answerText(more), 'root')

describe('approving', () => {
  test.each(machineStates)('a machine that is %s is possible only when it was checked', async (state) => {
    const at = core()
    site(at)
    const boot = await checked(at, 1)
    at.machines.update(boot.machine, { state })
    const { approved: done, refused } = at.installing.approvals.approveAll(
      [record(at, boot)],
      { machines: [], answer: 'site' },
      'root',
    )
    expect(done).toEqual(allows('approve', state) ? ['m1'] : [])
    expect(refused.map(({ problem }) => problem.code)).toEqual(allows('approve', state) ? [] : ['machine.notAllowed'])
  })

  test('needs a reason for a machine that is unfit, which is kept, and no rule may give one', async () => {
    const at = core()
    site(at)
    const boot = await checked(at, 1, unfitFacts('501'))
    expect(() => approve(at, boot)).toThrow(code('approval.unfit'))
    expect(() => approve(at, boot, { rule: 'unfit', unfitReason: 'a rule' })).toThrow(code('approval.unfit'))
    approve(at, boot, { unfitReason: 'memory comes tomorrow' })
    expect(at.installing.shown.installation(boot.machine)).toMatchObject({ reason: 'memory comes tomorrow' })
    expect(at.installing.audit.list(1)[0]!.details).toMatchObject({ reason: 'memory comes tomorrow' })
  })

  describe('judges by the policy of the answer', () => {
    // Enough for a host, too little for one with the desktop controller.
    const small: Facts = {
      ...factsOf('501'),
      memory: { ...factsOf('501').memory, installed: 6 * GiB, usable: 6 * GiB },
    }
    const vdc = 'preflight: { policy: host-vdc }'
    const unfit = { code: 'approval.unfit', params: { machine: 'm1', policy: 'host-vdc', checks: 'memory' } }

    test('by hand and in bulk, from the facts of the report that is kept', async () => {
      const at = core()
      site(at, vdc)
      const boot = await checked(at, 1, small)
      expect(at.view.show(record(at, boot)).report).toMatchObject({ verdict: 'fit', policy: 'host' })
      expect(at.installing.approvals.plan(record(at, boot), 'site', null)).toMatchObject({
        policy: 'host-vdc',
        verdict: 'unfit',
        checks: expect.arrayContaining([expect.objectContaining({ check: 'memory', status: 'fail' })]),
      })
      expect(() => approve(at, boot)).toThrow(expect.objectContaining(unfit))
      const bulk = at.installing.approvals.approveAll([record(at, boot)], { machines: [], answer: 'site' }, 'root')
      expect(bulk).toEqual({ approved: [], refused: [{ machine: 'm1', problem: unfit }] })
      approve(at, boot, { unfitReason: 'memory comes tomorrow' })
      expect(at.installing.shown.installation(boot.machine)).toMatchObject({
        policy: 'host-vdc',
        reason: 'memory comes tomorrow',
      })
      expect(at.installing.audit.list(1)[0]!.details).toMatchObject({ policy: 'host-vdc' })
      // The report itself stays what the station says of the machine.
      expect(at.view.show(record(at, boot)).report).toMatchObject({ verdict: 'fit', policy: 'host' })
    })

    test('also where that is milder than the station’s', async () => {
      const at = core(undefined, { policy: shippedPolicy('host-vdc') })
      site(at)
      const boot = await checked(at, 1, small)
      expect(() => approve(at, boot)).toThrow(expect.objectContaining(unfit))
      site(at, 'preflight: { policy: host }')
      approve(at, boot, { unfitReason: 'not needed' })
      expect(at.installing.shown.installation(boot.machine)).toMatchObject({ policy: 'host', reason: null })
    })

    test('and an approval is void once that policy says something else', async () => {
      const at = core()
      site(at, vdc)
      const boot = await checked(at, 1)
      approve(at, boot)
      checkMachine(at, boot, small)
      expect(stateOf(at, boot)).toBe('checked')
    })

    test('of a machine alone, when an override names it', async () => {
      const at = core()
      site(at, `machines: [{ match: { serial: "502" }, ${vdc} }]`)
      const boot = await checked(at, 1, small)
      approve(at, boot)
      const other = await checked(at, 2, { ...small, system: factsOf('502').system, nics: factsOf('502').nics })
      expect(() => approve(at, other)).toThrow(code('approval.unfit'))
    })

    test('which cannot be done with a report of another version', async () => {
      const at = core()
      site(at, vdc)
      const boot = await checked(at, 1)
      const report = at.reports.get(boot.machine, at.reports.last(boot.machine)!.id)!
      at.reports.replace({ ...report, version: 0 as never })
      expect(() => approve(at, boot)).toThrow(code('report.outdated'))
    })
  })

  test('keeps no reason for a machine that is fit', async () => {
    const at = core()
    site(at)
    const boot = await checked(at, 1)
    approve(at, boot, { unfitReason: 'just in case' })
    expect(at.installing.shown.installation(boot.machine)).toMatchObject({ reason: null })
  })

  test('needs the code of a plan that wipes what no rule allows', async () => {
    const at = core()
    site(at)
    const boot = await checked(at, 1, factsOf('501', [filled]))
    expect(() => approve(at, boot)).toThrow(code('disk.full'))
    approve(at, boot, { code: 'WIPE-ME' })
    expect(at.installing.install.installation(boot)).toMatchObject({ phase: 'ready', code: 'WIPE-ME' })
  })

  test('two machines that would have one name or address is refused, with both named', async () => {
    const at = core()
    site(at)
    at.installing.answers.put('twin', answerText(), 'root')
    const [first, second] = [await checked(at, 1), await checked(at, 2)]
    approve(at, first)
    const outcome = at.installing.approvals.approveAll([record(at, second)], { machines: [], answer: 'twin' }, 'root')
    expect(outcome).toEqual({
      approved: [],
      refused: [
        { machine: 'm2', problem: { code: 'approval.clash', params: { machine: 'm2', other: 'm1', value: 'node01' } } },
      ],
    })
    const { problems } = at.installing.approvals.plan(record(at, second), 'twin', null)
    expect(problems.map(({ params }) => params['value'])).toEqual(['node01', '10.0.0.11'])
  })

  test('gives a machine the same name and address each time', async () => {
    const at = core()
    site(at)
    const [first, second] = [await checked(at, 1), await checked(at, 2)]
    approve(at, second)
    approve(at, first)
    at.installing.approvals.disapprove(record(at, second), 'root')
    approve(at, second)
    const names = [first, second].map(({ machine }) => at.installing.shown.installation(machine)?.name)
    expect(names).toEqual(['node02', 'node01'])
  })

  test('again changes nothing, and with another answer replaces the one before', async () => {
    const at = core()
    const boot = await approved(at)
    const { id } = at.installing.install.installation(boot)
    approve(at, boot)
    expect(at.installing.install.installation(boot).id).toBe(id)
    at.installing.answers.put('other', answerText().replace('node{', 'other{'), 'root')
    at.installing.approvals.approve(record(at, boot), { answer: 'other', who: 'root' })
    expect(at.installing.install.installation(boot)).toMatchObject({ answer: { identity: { name: 'other01' } } })
    expect(at.installing.repository.of(boot.machine).map(({ outcome }) => outcome)).toEqual([null, 'void'])
  })
})

describe('an approval', () => {
  test('survives a check that finds the same, and a restart of the station', async () => {
    const at = core()
    const boot = await approved(at)
    const { id } = at.installing.install.installation(boot)
    at.preflight.start(boot, 'run-again')
    expect(stateOf(at, boot)).toBe('checking')
    expect(at.installing.install.installation(boot)).toMatchObject({ phase: 'none', answer: null })
    checkMachine(at, boot, { ...factsOf('501'), collectedAt: '2026-03-03T00:00:00Z', took: 7 })
    expect(stateOf(at, boot)).toBe('approved')
    const restarted = core(at.database)
    restarted.installing.onAnswers()
    expect(stateOf(restarted, boot)).toBe('approved')
    expect(restarted.installing.repository.last(boot.machine)?.id).toBe(id)
  })

  test.each<[string, Facts]>([
    ['a disk that came', factsOf('501', [disk({ serial: 'D-501' }), disk({ name: 'sdb', serial: 'new' })])],
    ['what a disk holds', factsOf('501', [filled])],
    ['the verdict', unfitFacts('501')],
  ])('is void after %s changed, and the timeline says why', async (_, facts) => {
    const at = core()
    const boot = await approved(at)
    checkMachine(at, boot, facts)
    expect(stateOf(at, boot)).toBe('checked')
    expect(at.installing.install.installation(boot)).toMatchObject({ phase: 'none', answer: null, plan: null })
    expect(at.story.of(boot.machine, 100).find(({ key }) => key === 'machine.approvalVoid')?.params).toEqual({
      why: 'approval.void.facts',
    })
  })

  test('is void after a day, by the clock alone', async () => {
    const at = core()
    const boot = await approved(at)
    at.pass(24 * 3600)
    at.installing.sweep()
    expect(stateOf(at, boot)).toBe('approved')
    at.pass(1)
    at.installing.sweep()
    expect(stateOf(at, boot)).toBe('checked')
  })

  test('can be taken back until it was begun with', async () => {
    const at = core()
    const boot = await approved(at)
    at.installing.approvals.disapprove(record(at, boot), 'root')
    expect(stateOf(at, boot)).toBe('checked')
    expect(() => at.installing.approvals.disapprove(record(at, boot), 'root')).toThrow(code('machine.notAllowed'))
    approve(at, boot)
    begin(at, boot)
    expect(() => at.installing.approvals.disapprove(record(at, boot), 'root')).toThrow(code('machine.notAllowed'))
  })
})

/** What may happen to an approved machine, in any order. */
const happenings = {
  sameCheck: (at, boot) => checkMachine(at, boot, factsOf('501')),
  newDisk: (at, boot) => checkMachine(at, boot, factsOf('501', [disk({ serial: 'other' })])),
  unfit: (at, boot) => checkMachine(at, boot, unfitFacts('501')),
  begins: (at, boot) => at.preflight.start(boot, `run-${at.entries.length}-begun`) && undefined,
  day: (at) => at.pass(24 * 3600 + 1),
  hour: (at) => at.pass(3600),
  sweep: (at) => at.installing.sweep(),
  newAnswer(at) {
    at.installing.answers.put('site', answerText().replace('node{', 'host{'), 'root')
    at.installing.onAnswers()
  },
  gone(at) {
    if (at.installing.answers.list().length > 0) at.installing.answers.remove('site')
    at.installing.onAnswers()
  },
  takenBack(at, boot) {
    if (stateOf(at, boot) === 'approved') at.installing.approvals.disapprove(record(at, boot), 'root')
  },
} satisfies Record<string, (at: ReturnType<typeof core>, boot: Awaited<ReturnType<typeof approved>>) => void>

test('whatever happens: no answer without an approval whose answer, plan and facts are those of now, and younger than a day', async () => {
  const names = Object.keys(happenings) as (keyof typeof happenings)[]
  await assert(
    asyncProperty(array(constantFrom(...names), { maxLength: 8 }), async (story) => {
      const at = core()
      const boot = await approved(at)
      const approvedAt = at.now().getTime()
      for (const name of story) {
        happenings[name](at, boot)
        const { answer, phase } = at.installing.install.installation(boot)
        const holds =
          stateOf(at, boot) === 'approved' &&
          at.now().getTime() - approvedAt <= 24 * 3600 * 1000 &&
          at.installing.answers.list()[0]?.version === 1 &&
          record(at, boot).facts?.disks[0]?.serial === 'D-501' &&
          at.reports.last(boot.machine)?.verdict === 'fit'
        expect({ yields: answer !== null, phase }).toEqual({ yields: holds, phase: holds ? 'ready' : 'none' })
      }
      const stranger = await bootLive(at, 1)
      expect(JSON.stringify(at.installing.install.installation(stranger))).not.toContain(passwordHash)
    }),
    { numRuns: 40 },
  )
})
