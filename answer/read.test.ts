import { array, assert, constantFrom, oneof, property, string } from 'fast-check'
import { Check } from 'typebox/value'
import { describe, expect, test } from 'vitest'
import { isVmpError } from '../lib/errors.ts'
import { machine } from './__fixtures__/machine.ts'
import { examineAnswer, readAnswer } from './file.ts'
import { renderAnswer } from './render.ts'
import { Answer } from './schema.ts'

/** What is wrong in a text, flat. */
const problemsOf = (text: string): unknown[] =>
  examineAnswer(text, 'site.yaml').problems.map(({ code, params }) => ({ code, ...params }))

describe('an answer file that says only its version', () => {
  test('is whole once the defaults are filled in', () => {
    const answer = renderAnswer(readAnswer('version: 1', 'site.yaml'), machine({ index: 7 }))
    expect(Check(Answer, answer)).toBe(true)
    expect(answer.identity).toEqual({
      name: 'node07',
      locale: 'C.UTF-8',
      timezone: 'Etc/UTC',
      keyboard: 'us',
      rootPasswordHash: null,
      sshKeys: [],
    })
    expect(answer.disks).toEqual({
      system: {},
      data: null,
      cache: null,
      raid: { system: 'auto', data: 'auto' },
      wipe: [],
      sizes: { state: null, cluster: null, local: null },
    })
    expect(answer.network.management).toEqual({
      port: { boot: true },
      bond: null,
      vlan: null,
      mtu: null,
      address: { method: 'dhcp' },
    })
    expect(answer.network.storage).toBeNull()
    expect(answer.cluster.mode).toBe('none')
  })

  test('may be JSON, indented with tabs', () => {
    expect(readAnswer('{\n\t"version": 1,\n\t"name": "rack1"\n}', 'site.json').content).toEqual({
      version: 1,
      name: 'rack1',
    })
  })
})

describe('what is wrong in an answer file', () => {
  test('is told with line, column, value, what was expected and the nearest key, all at once', () => {
    const text = 'version: 1\nidentity:\n  nane: a\n  keyboard: US english\nnetwork:\n  management: { mtu: 100 }\n'
    expect(problemsOf(text)).toEqual([
      {
        code: 'answer.unknownKey',
        file: 'site.yaml',
        line: 3,
        column: 3,
        key: 'identity.nane',
        nearest: 'name',
        names: 'name, locale, timezone, keyboard, rootPasswordHash, sshKeys',
      },
      {
        code: 'answer.wrongValue',
        file: 'site.yaml',
        line: 4,
        column: 13,
        key: 'identity.keyboard',
        value: '"US english"',
        expected: 'us',
      },
      {
        code: 'answer.wrongValue',
        file: 'site.yaml',
        line: 6,
        column: 22,
        key: 'network.management.mtu',
        value: '100',
        expected: 'integer 576…9216 | null',
      },
    ])
  })

  test('is told of the kind of address that was meant', () => {
    const address = (text: string): unknown[] => problemsOf(`version: 1\nnetwork: { management: { address: ${text} } }`)
    expect(address('{ method: static }')).toMatchObject([
      { code: 'answer.missing', key: 'network.management.address.address' },
    ])
    expect(address('{ method: dhpc }')).toMatchObject([
      { code: 'answer.wrongValue', key: 'network.management.address.method', expected: 'dhcp | static | pool | none' },
    ])
    expect(address('{ method: dhcp, gateway: 10.0.0.1 }')).toMatchObject([
      { code: 'answer.unknownKey', key: 'network.management.address.gateway', nearest: 'method' },
    ])
    expect(address('{ method: static, address: 10.0.0.300/24 }')).toMatchObject([
      { code: 'answer.wrongValue', value: '"10.0.0.300/24"', expected: '10.0.0.5/24' },
    ])
  })

  test('never shows a password hash', () => {
    const [problem] = problemsOf('version: 1\nidentity: { rootPasswordHash: secret }')
    expect(problem).toMatchObject({ code: 'answer.wrongValue', value: '•••' })
  })

  test.each([
    ['a key twice', 'version: 1\nversion: 1', 'answer.syntax', 2, 1],
    ['two documents', 'version: 1\n---\nversion: 1', 'answer.syntax', 2, 1],
    ['a tag', 'version: 1\nname: !ruby/object x', 'answer.syntax', 2, 7],
    ['a tab as indentation', 'version: 1\nidentity:\n\tname: a', 'answer.syntax', 3, 1],
    ['nothing', '', 'answer.wrongValue', 1, 1],
    ['a list', '- 1', 'answer.wrongValue', 1, 1],
    ['no version', 'name: a', 'answer.missing', 1, 1],
    ['another version', 'version: 2', 'answer.wrongValue', 1, 10],
  ])('%s is told where it is', (_, text, code, line, column) => {
    expect(problemsOf(text)).toMatchObject([{ code, line, column }])
  })

  test.each([
    ['aliases of aliases', `a: &a [1,1,1,1,1,1,1,1]\n${nested(['b', 'c', 'd', 'e', 'f', 'g', 'h'])}`],
    ['an alias of itself', 'a: &a [*a]'],
    ['brackets of brackets', '['.repeat(20_000)],
    ['a long text', `# ${'x'.repeat(1024 * 1024)}`],
  ])('%s end at a limit', (_, text) => {
    expect(problemsOf(text)).toMatchObject([{ code: 'answer.tooLarge' }])
  })

  test('is an error of ours whatever the text is', () => {
    const words = [
      'version: 1',
      'disks:',
      '  system: {}',
      'machines:',
      '- match: {label: a}',
      '&a',
      '*a',
      '{',
      ']',
      '? ',
      '"',
    ]
    const scraps = array(oneof(constantFrom(...words), string()), { maxLength: 12 })
    assert(
      property(scraps, constantFrom('\n', ' ', ''), (parts, joint) => {
        const { answer, problems } = examineAnswer(parts.join(joint), 'any')
        expect(answer === undefined).toBe(problems.length > 0)
        expect(problems.every(isVmpError)).toBe(true)
      }),
    )
  })
})

/** Each list holds the one before eight times. */
function nested(names: readonly string[]): string {
  return names
    .map(
      (name, index) =>
        `${name}: &${name} [${Array(8)
          .fill(`*${index === 0 ? 'a' : names[index - 1]}`)
          .join(',')}]`,
    )
    .join('\n')
}
