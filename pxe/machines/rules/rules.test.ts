import { array, assert, constantFrom, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { disk } from '../../../preflight/__fixtures__/facts.ts'
import { isVmpError } from '../../../lib/errors.ts'
import { core } from '../__fixtures__/core.ts'
import {
  answerText,
  begin,
  checked,
  checkMachine,
  factsOf,
  installed,
  record,
  stateOf,
  unfitFacts,
} from '../__fixtures__/installing.ts'
import { isMeant } from './evaluate.ts'
import { parseExpression } from './parse.ts'

const syntax = (params: object) =>
  expect.objectContaining({ code: 'rule.syntax', params: expect.objectContaining(params) })

function outcomeOf(text: string): string {
  try {
    parseExpression(text)
    return 'read'
  } catch (error) {
    return isVmpError(error) ? error.code : 'crashed'
  }
}

describe('an expression', () => {
  test('binds "and" closer than "or", and "not" closest', () => {
    expect(parseExpression('fit or unfit and not label=a')).toEqual({
      kind: 'or',
      parts: [
        { kind: 'verdict', verdict: 'fit' },
        {
          kind: 'and',
          parts: [
            { kind: 'verdict', verdict: 'unfit' },
            { kind: 'not', part: { kind: 'text', field: 'label', order: '=', value: 'a' } },
          ],
        },
      ],
    })
  })

  test.each([
    ['', 1, 'the end', 'fit, unfit, a field, "not" or "("'],
    ['fit and', 8, 'the end', 'fit, unfit, a field, "not" or "("'],
    ['fit labl=rack1', 5, 'labl', '"and", "or" or the end'],
    ['labl=rack1', 1, 'labl', '"label"'],
    ['memory>plenty', 8, 'plenty', 'a number'],
    ['vendor>Dell', 7, '>', '= or !='],
    ['(fit or unfit', 14, 'the end', '")"'],
    ['vendor="Dell', 8, '"', 'a closing "'],
    ['fit)', 4, ')', '"and", "or" or the end'],
  ])('%j says where it is wrong: column %i', (text, column, found, expected) => {
    expect(() => parseExpression(text)).toThrow(syntax({ column, found, expected }))
  })

  test('however wrong or deep is refused in words, never by a crash', () => {
    const words = ['(', ')', 'not ', 'fit ', 'and ', 'or ', 'label=', '"', '>', 'x', 'memory', '1e3', '=', '💾']
    assert(
      property(array(constantFrom(...words), { maxLength: 200 }), (parts) => {
        expect(['read', 'rule.syntax']).toContain(outcomeOf(parts.join('')))
      }),
    )
    expect(() => parseExpression(`${'('.repeat(400)}fit`)).toThrow(syntax({ expected: 'at most 32 levels' }))
  })

  test.each([
    ['fit', true],
    ['unfit', false],
    ['label=rack1', true],
    ['label=row=7', true],
    ['label=row=8', false],
    ['label!=rack2', true],
    ['not label=rack1', false],
    ['vendor="maker*"', true],
    ['MODEL=server?1', true],
    ['memory>=64', true],
    ['memory<64', false],
    ['disks=1 and disk>900 and disk<=960', true],
    ['mac=02-00-00-00-00-01', true],
    ['firmware=bios', false],
    ['(fit or unfit) and (label=x or name=m1)', true],
  ])('%j means the machine: %s', async (text, expected) => {
    const at = core()
    const boot = await checked(at, 1)
    const base = record(at, boot)
    const facts = { ...base.facts!, system: { ...base.facts!.system, vendor: 'Maker', product: 'Server 1' } }
    const machine = {
      ...base,
      labels: { rack1: '', row: '7' },
      facts: { ...facts, memory: { ...facts.memory, installed: 64 * 2 ** 30 } },
    }
    expect(isMeant(parseExpression(text), machine, () => 'fit')).toBe(expected)
  })

  test('means no machine by what is not known of it', () => {
    const at = core()
    const { id } = at.who.sight({ mac: '02:00:00:00:00:09' })
    const means = (text: string): boolean => isMeant(parseExpression(text), at.machines.get(id)!, () => undefined)
    expect(['fit', 'unfit', 'memory>0', 'memory<9999', 'vendor=*'].map(means)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ])
  })
})

describe('a rule', () => {
  const withRule = (expression = 'fit', answer = 'site') => {
    const at = core()
    at.installing.answers.put('site', answerText(), 'root')
    const { number } = at.installing.rules.add(expression, answer, 'root')
    return { at, number }
  }

  test('approves what it means as soon as it is checked, and those that wait already', async () => {
    const { at, number } = withRule()
    const boot = await checked(at, 1)
    expect(stateOf(at, boot)).toBe('approved')
    expect(at.installing.shown.installation(boot.machine)).toMatchObject({ rule: 'fit', approvedBy: `rule ${number}` })
    const later = core()
    later.installing.answers.put('site', answerText(), 'root')
    const waiting = await checked(later, 1)
    later.installing.rules.add('label=rack1', 'site', 'root')
    expect(stateOf(later, waiting)).toBe('checked')
    later.installing.persons.label(record(later, waiting), { rack1: '' }, [], 'root')
    expect(stateOf(later, waiting)).toBe('approved')
  })

  test('calls fit what the policy of its answer does, and so does a selection', async () => {
    const small = { ...factsOf('501'), memory: { ...factsOf('501').memory, installed: 6e9, usable: 6e9 } }
    const { at } = withRule()
    at.installing.answers.put('vdc', answerText('preflight: { policy: host-vdc }'), 'root')
    at.installing.rules.remove('1', 'root')
    const { number } = at.installing.rules.add('fit', 'vdc', 'root')
    const boot = await checked(at, 1, small)
    expect(stateOf(at, boot)).toBe('checked')
    const select = (text: string, answer: string) =>
      at.installing.rules.select(text, [record(at, boot)], answer).map(({ id }) => id)
    expect(select('fit', 'vdc')).toEqual([])
    expect(select('unfit', 'vdc')).toEqual([boot.machine])
    expect(select('fit', 'site')).toEqual([boot.machine])
    // Nor does one that means every machine approve it.
    at.installing.rules.remove(String(number), 'root')
    at.installing.rules.add('memory>0', 'vdc', 'root')
    expect(stateOf(at, boot)).toBe('checked')
    expect(at.story.of(boot.machine, 100).at(-1)).toMatchObject({ params: { code: 'approval.unfit' } })
    at.installing.rules.add('fit', 'site', 'root')
    expect(stateOf(at, boot)).toBe('checked')
    at.installing.rules.remove('3', 'root')
    at.installing.rules.add('fit', 'site', 'root')
    expect(stateOf(at, boot)).toBe('approved')
  })

  test('does not come about with an expression or an answer that is not there', () => {
    const { at } = withRule()
    expect(() => at.installing.rules.add('fit', 'nothing', 'root')).toThrow(
      expect.objectContaining({ code: 'approval.noAnswer' }),
    )
    expect(() => at.installing.rules.add('fat', 'site', 'root')).toThrow(syntax({ expected: '"fit"' }))
    expect(at.installing.rules.list()).toHaveLength(1)
  })

  test.each([
    ['unfit', unfitFacts('501'), 'approval.unfit'],
    [
      'fit or unfit',
      factsOf('501', [
        disk({
          serial: 'D-501',
          contents: [{ path: '/dev/sda', kind: 'filesystem', type: 'ext4', label: null, uuid: null, size: 1 }],
        }),
      ]),
      'disk.full',
    ],
  ])('%s approves nothing that is a person’s to allow: %#', async (expression, facts, code) => {
    const { at } = withRule(expression)
    const boot = await checked(at, 1, facts)
    expect(stateOf(at, boot)).toBe('checked')
    expect(at.story.of(boot.machine, 100).find(({ key }) => key === 'machine.ruleRefused')?.params['code']).toBe(code)
  })

  test('approves no machine with a marked disk, although its plan leaves that disk alone', async () => {
    const { at } = withRule()
    const marker = { state: 'installed', machine: 'x', installation: 'y', cluster: null, host: 'h1' } as const
    const boot = await checked(at, 1, factsOf('501', [disk({ serial: 'D-501', marker })]))
    expect(stateOf(at, boot)).toBe('checked')
    expect(at.machines.findings(boot.machine).map(({ key }) => key)).toContain('finding.installed')
  })

  test('approves again neither what failed, nor what a person took back', async () => {
    const { at } = withRule()
    const boot = await checked(at, 1)
    const id = begin(at, boot)
    const problem = { code: 'disk.full', params: { path: '/' } }
    at.installing.install.end(boot, { installation: id, outcome: 'failed', step: 'image', problem })
    checkMachine(at, boot, factsOf('501'))
    expect(stateOf(at, boot)).toBe('checked')
    const other = await checked(at, 2)
    at.installing.approvals.disapprove(record(at, other), 'root')
    checkMachine(at, other, factsOf('502'))
    expect(stateOf(at, other)).toBe('checked')
  })

  test('that was removed is asked no longer, and what it approved stays approved', async () => {
    const { at, number } = withRule()
    const boot = await checked(at, 1)
    at.installing.rules.remove(String(number), 'root')
    expect(stateOf(at, boot)).toBe('approved')
    expect(stateOf(at, await checked(at, 2))).toBe('checked')
    expect(() => at.installing.rules.remove('99', 'root')).toThrow(expect.objectContaining({ code: 'rule.unknown' }))
  })

  test('never touches an installed machine', async () => {
    const { at } = withRule()
    const { boot } = await installed(at)
    checkMachine(at, boot, factsOf('501'))
    expect(stateOf(at, boot)).toBe('installed')
  })
})
