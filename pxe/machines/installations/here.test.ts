import { describe, expect, test } from 'vitest'
import { readAnswer } from '../../../answer/file.ts'
import { renderAnswer } from '../../../answer/render.ts'
import type { Answer } from '../../../answer/schema.ts'
import { core } from '../__fixtures__/core.ts'
import {
  answerText,
  begin,
  bootLive,
  checked,
  checkMachine,
  factsOf,
  installed,
  stateOf,
  unfitFacts,
} from '../__fixtures__/installing.ts'

const traits = { uuid: null, serial: null, macs: [], labels: {}, index: 7, order: 1 }
/** What the menu makes: rendered already. */
const typed = (more = ''): Answer => renderAnswer(readAnswer(answerText(more), 'menu'), traits)

describe('a machine that is ordered at its own screen', () => {
  test('is approved for itself, as it was confirmed, and the audit says where', async () => {
    const at = core()
    const boot = await checked(at, 1)
    expect(at.installing.install.here(boot, { answer: typed(), code: null, reason: null })).toEqual({
      state: 'approved',
    })
    const ready = at.installing.install.installation(boot)
    expect(ready).toMatchObject({ phase: 'ready', answer: { identity: { name: 'node07' } } })
    begin(at, boot)
    expect(stateOf(at, boot)).toBe('installing')
    expect(at.installing.audit.list(10)[0]).toMatchObject({ who: 'screen of m1', action: 'approve', machine: 'm1' })
  })

  test('is approved by its medium where that carries the answer, and the audit says so', async () => {
    const at = core()
    const boot = await checked(at, 1)
    at.installing.install.here(boot, { answer: typed(), code: null, reason: null, by: 'medium' })
    expect(at.installing.audit.list(10)[0]).toMatchObject({ who: 'medium of m1', action: 'approve', machine: 'm1' })
    expect(at.machines.get(boot.machine)).toMatchObject({ state: 'approved' })
  })

  test('is refused a name that another machine has, before and after that one is installed', async () => {
    const at = core()
    const [first, second] = [await checked(at, 1), await checked(at, 2)]
    const order = { answer: typed(), code: null, reason: null }
    at.installing.install.here(first, order)
    const clash = { machine: 'm2', other: 'm1', value: 'node07' }
    const refused = expect.objectContaining({ code: 'approval.clash', params: clash })
    expect(() => at.installing.install.here(second, order)).toThrow(refused)
    begin(at, first)
    expect(() => at.installing.install.here(second, order)).toThrow(refused)
    expect([stateOf(at, first), stateOf(at, second)]).toEqual(['installing', 'checked'])
    expect(at.installing.install.installation(second)).toMatchObject({ phase: 'none', answer: null })
  })

  test('is unfit until a reason is given', async () => {
    const at = core()
    const boot = await checked(at, 1, unfitFacts('501'))
    const order = { answer: typed(), code: null, reason: null }
    expect(() => at.installing.install.here(boot, order)).toThrow(expect.objectContaining({ code: 'approval.unfit' }))
    at.installing.install.here(boot, { ...order, reason: 'a test bench' })
    expect(stateOf(at, boot)).toBe('approved')
  })

  test('is not, by another boot than the one that was checked, nor into a cluster', async () => {
    const at = core()
    await checked(at, 1)
    const later = await bootLive(at, 1)
    const refused = expect.objectContaining({ code: 'approval.hereOnly' })
    expect(() => at.installing.install.here(later, { answer: typed(), code: null, reason: null })).toThrow(refused)
    checkMachine(at, later, factsOf('501'))
    const joining = typed('cluster: { mode: auto }')
    expect(() => at.installing.install.here(later, { answer: joining, code: null, reason: null })).toThrow(refused)
  })

  test('is not when it is installed: that is unlocked at the station', async () => {
    const at = core()
    const { boot } = await installed(at)
    const later = await bootLive(at, 1)
    expect(() => at.installing.install.here(later, { answer: typed(), code: null, reason: null })).toThrow(
      expect.objectContaining({ code: 'approval.hereOnly' }),
    )
    expect(stateOf(at, boot)).toBe('installed')
  })
})
