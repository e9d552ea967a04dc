import { Check as matches } from 'typebox/value'
import { describe, expect, test } from 'vitest'
import { asset } from '../lib/assets.ts'
import { describe as inWords, toProblem } from '../lib/errors.ts'
import type { Problem } from '../lib/errors.ts'
import { fitServer, quietAround } from './__fixtures__/facts.ts'
import { evaluate } from './evaluate.ts'
import { judgedCodes, loadPolicy, policyDigest, shippedPolicies, shippedPolicy } from './policies.ts'
import { Policy } from './policy.ts'
import { checks } from './checks.ts'

/** The first lines of a site's own policy; what is added begins in line 4. */
const own = (more: string): string => `version: 1\nname: ours\nextends: host\n${more}`

/** What loading says is wrong. */
function problemOf(text: string): Problem | undefined {
  try {
    loadPolicy(text, 'ours.yaml')
  } catch (error) {
    return toProblem(error)
  }
  return undefined
}

/** As `problemOf`, flat. */
const flatProblemOf = (text: string): unknown => {
  const { code, params } = problemOf(text) ?? {}
  return { code, ...params }
}

describe('a shipped policy', () => {
  test('is one of three', () => {
    expect(shippedPolicies().map(({ name }) => name)).toEqual(['host', 'host-vdc', 'strict'])
  })

  test.each(shippedPolicies())('$name fits the schema and judges every finding', (policy) => {
    expect(matches(Policy, policy)).toBe(true)
    expect(Object.keys(policy.severities).toSorted()).toEqual(judgedCodes.toSorted())
  })

  test.each(shippedPolicies())('$name finds a fit server fit, with nothing to do', (policy) => {
    const { verdict, counts } = evaluate(checks, { facts: fitServer, around: quietAround, policy })
    expect({ verdict, ...counts, note: 0 }).toEqual({
      verdict: 'fit',
      fail: 0,
      warn: 0,
      unknown: 0,
      advice: 0,
      note: 0,
    })
  })

  test('says only what differs from the one it extends', () => {
    const [host, vdc, strict] = [shippedPolicy('host'), shippedPolicy('host-vdc'), shippedPolicy('strict')]
    expect(vdc.thresholds).toEqual({ ...host.thresholds, memory: { ...host.thresholds.memory, required: 8 } })
    expect(vdc.severities).toEqual(host.severities)
    expect(strict.thresholds).toEqual(host.thresholds)
    const differ = judgedCodes.filter((code) => strict.severities[code] !== host.severities[code])
    expect(differ).toEqual(checks.find(({ id }) => id === 'powerSaving')?.problems.map((each) => `powerSaving.${each}`))
    expect(differ.map((code) => strict.severities[code])).toEqual(['fail', 'fail', 'fail', 'fail'])
  })

  test('that does not exist is named with those that do', () => {
    expect(flatProblemOf('hosts')).toEqual({
      code: 'policy.unknown',
      name: 'hosts',
      nearest: 'host',
      names: 'host, host-vdc, strict',
    })
  })
})

describe('a policy of a site', () => {
  test('takes what it does not say from the one it extends', () => {
    const text = own('thresholds:\n  nic: { storage: 25000 }\nseverities:\n  nic.errors: fail # our cables are new\n')
    const host = shippedPolicy('host')
    expect(loadPolicy(text)).toEqual({
      ...host,
      name: 'ours',
      thresholds: { ...host.thresholds, nic: { speed: 1000, storage: 25_000 } },
      severities: { ...host.severities, 'nic.errors': 'fail' },
    })
  })

  test('may extend one that itself extends another', () => {
    const policy = loadPolicy('version: 1\nname: ours\nextends: strict\n')
    expect([policy.known, policy.severities['powerSaving.bias'], policy.severities['nic.none']]).toEqual([
      'all',
      'fail',
      'fail',
    ])
  })

  test('may stand alone when it says everything', () => {
    const text = asset('preflight/policies', 'host.yaml').replace('name: host', 'name: ours')
    expect(loadPolicy(text)).toEqual({ ...shippedPolicy('host'), name: 'ours' })
  })

  test('that stands alone may forget no finding', () => {
    const text = asset('preflight/policies', 'host.yaml').replace('name: host', 'name: ours')
    const less = text.replace(/^ *nic\.errors:.*\n/m, '')
    expect(flatProblemOf(less)).toEqual({
      code: 'policy.missing',
      file: 'ours.yaml',
      line: 1,
      key: 'severities.nic.errors',
    })
    expect(flatProblemOf(text.replace(/^ *usable:.*\n/m, ''))).toMatchObject({ key: 'thresholds.memory.usable' })
    expect(flatProblemOf(text.replace(/^known:.*\n/m, ''))).toMatchObject({ key: 'known' })
  })

  test('is not called as a shipped one', () => {
    expect(flatProblemOf('version: 1\nname: host\nextends: strict\n')).toMatchObject({ code: 'policy.nameTaken' })
  })
})

describe('an error of a policy file says where it is and what was expected', () => {
  const at = (line: number, column: number) => ({ file: 'ours.yaml', line, column })
  test.each([
    [
      'thresholds:\n  memory:\n    usabel: 3\n',
      {
        code: 'policy.unknownKey',
        ...at(6, 5),
        key: 'thresholds.memory.usabel',
        nearest: 'usable',
        names: 'usable, installed, required, advised',
      },
    ],
    ['treshold: {}\n', { code: 'policy.unknownKey', ...at(4, 1), key: 'treshold', nearest: 'thresholds' }],
    ['__proto__: {}\n', { code: 'policy.unknownKey', ...at(4, 1), key: '__proto__' }],
    [
      'severities:\n  # a comment\n  memory.toLittle: fail\n',
      { code: 'policy.unknownCode', ...at(6, 3), nearest: 'memory.tooLittle' },
    ],
    ['severities:\n  toString: fail\n', { code: 'policy.unknownCode', ...at(5, 3) }],
    [
      'severities:\n  nic.none: fatal\n',
      {
        code: 'policy.wrongValue',
        ...at(5, 13),
        key: 'severities.nic.none',
        value: '"fatal"',
        expected: 'fail | warn | advice | off',
      },
    ],
    [
      'thresholds: { disk: { system: -1 } }\n',
      { code: 'policy.wrongValue', ...at(4, 31), key: 'thresholds.disk.system', value: '-1', expected: 'number ≥ 0' },
    ],
    ['thresholds: { disk: { wear: 101 } }\n', { expected: 'number 0…100' }],
    ['thresholds: { events: 1.5 }\n', { expected: 'integer 1…20', value: '1.5' }],
    ['thresholds: { network: { probe: gateway } }\n', { expected: 'ipv4 | null', value: '"gateway"' }],
    [
      'thresholds: [1]\n',
      { code: 'policy.wrongValue', key: 'thresholds', expected: '{memory, disk, nic, clock, network, events}' },
    ],
    ['known: maybe\n', { code: 'policy.wrongValue', key: 'known', expected: 'nothing | essential | all' }],
    ['description: { en: x }\n', { code: 'policy.missing', line: 4, key: 'description.zh' }],
    ['known: all\nknown: all\n', { code: 'policy.syntax', ...at(5, 1) }],
    ['thresholds:\n\tnic: {}\n', { code: 'policy.syntax', line: 5 }],
    ['known: !secret all\n', { code: 'policy.syntax', line: 4 }],
    ['severities: *anchor\n', { code: 'policy.syntax' }],
    [
      'a: &a [x]\nb: &b [*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d]\nf: [*e,*e]\n',
      { code: 'policy.syntax' },
    ],
  ])('%j', (more, problem) => {
    expect(flatProblemOf(own(more))).toMatchObject(problem)
  })

  test.each([
    ['version: 2\nname: ours\nextends: host\n', { code: 'policy.wrongValue', key: 'version', expected: '1', line: 1 }],
    ['version: 1\nextends: host\n', { code: 'policy.missing', key: 'name' }],
    ['version: 1\nname: Ours!\nextends: host\n', { code: 'policy.wrongValue', key: 'name', line: 2 }],
    ['version: 1\nname: ours\nextends: hots\n', { code: 'policy.unknownBase', nearest: 'host', line: 3, column: 10 }],
    [
      '# nothing\n',
      {
        code: 'policy.wrongValue',
        key: '–',
        value: 'null',
        expected: '{version, name, extends, description, thresholds, severities, known}',
      },
    ],
    [
      '- a\n- b\n',
      { code: 'policy.wrongValue', expected: '{version, name, extends, description, thresholds, severities, known}' },
    ],
    ['{"version": 1, "name": "ours"', { code: 'policy.syntax' }],
  ])('%j', (text, problem) => {
    expect(flatProblemOf(text)).toMatchObject(problem)
  })

  test.each([
    'nobody',
    'version: 1\nname: host\nextends: host\n',
    'version: 1\nname: ours\n',
    'version: 1\nname: ours\nextends: nobody\n',
    own('a: 1\n'),
    own('known: 1\n'),
    own('known: [\n'),
    own('severities: { a: fail }\n'),
  ])('in whole sentences: %j', (text) => {
    const problem = problemOf(text)!
    const words = (['en', 'zh'] as const).flatMap((language) => Object.values(inWords(problem, language)))
    expect(words.filter((each) => /\{\w+\}|undefined/.test(each))).toEqual([])
  })

  test('of several the first is told', () => {
    expect(flatProblemOf(own('known: maybe\nseverities:\n  a: fail\n  nic.none: 7\n'))).toMatchObject({ line: 4 })
    expect(flatProblemOf(own('severities:\n  a: fail\n  nic.none: 7\nknown: maybe\n'))).toMatchObject({ line: 5 })
  })
})

test('the digest of a policy is of what it says, not of the order it says it in', () => {
  const host = shippedPolicy('host')
  const turned = Object.fromEntries(Object.entries(host).toReversed()) as Policy
  expect(policyDigest(turned)).toBe(policyDigest(host))
  expect(policyDigest({ ...host, known: 'all' })).not.toBe(policyDigest(host))
  expect(policyDigest(host)).toMatch(/^[0-9a-f]{64}$/)
})
