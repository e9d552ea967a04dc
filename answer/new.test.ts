import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { examineAnswer, readAnswer } from './file.ts'
import { answerJsonSchema, answerSchemaFile } from './json-schema.ts'
import { newAnswer } from './new.ts'

const options = { script: () => 'true' }
const timezone = 'Asia/Shanghai'
const ajv = new Ajv({ strict: true, allowUnionTypes: true })
addFormats.default(ajv)
const fits = ajv.compile(answerJsonSchema())

describe.each(['en', 'zh'] as const)('a new answer file (%s)', (language) => {
  const text = newAnswer({ language, timezone })

  test('is what was agreed upon', async () => {
    await expect(text).toMatchFileSnapshot(`__golden__/new.${language}.yaml`)
  })

  test('is valid, with and without a password, and names its schema', () => {
    expect(readAnswer(text, 'new.yaml').content).toMatchObject({ version: 1, identity: { timezone } })
    const hash = '$6$salt$hash'
    expect(readAnswer(newAnswer({ language, timezone, rootPasswordHash: hash }), 'new.yaml').content).toMatchObject({
      identity: { rootPasswordHash: hash },
    })
    expect(text).toContain(`# yaml-language-server: $schema=${answerSchemaFile}\n`)
  })

  test.each(examples(text))('stays valid with the example of line %i: %s', (_line, _first, changed) => {
    expect(examineAnswer(changed, 'new.yaml', options).problems.map(({ message }) => message)).toEqual([])
    expect(changed).not.toBe(text)
    expect(fits(parse(changed))).toBe(true)
  })
})

test('both languages say the same to the machine', () => {
  const keys = (language: 'en' | 'zh'): string[] =>
    newAnswer({ language, timezone })
      .split('\n')
      .filter((line) => !/^\s*# /.test(line))
      .map((line) => line.replace('zh_CN', 'en_US'))
  expect(keys('zh')).toEqual(keys('en'))
})

test('the example of the documentation is an answer file', () => {
  const page = readFileSync(new URL('../docs/answer.md', import.meta.url), 'utf8')
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? []
  expect(examineAnswer(example, 'answer.md').problems.map(({ message }) => message)).toEqual([])
  expect(readAnswer(example, 'answer.md').content.machines).toHaveLength(2)
  expect(fits(parse(example))).toBe(true)
})

describe("the editors' schema", () => {
  test('takes what is written short, and sections without a line', () => {
    expect(fits({ version: 1, disks: { raid: 10, system: null }, identity: null })).toBe(true)
    expect(fits({ version: 1, disks: { raid: { system: 1, data: 'none' } } })).toBe(true)
  })

  test.each([
    ['no version', {}],
    ['an unknown key', { version: 1, disk: {} }],
    ['a wrong value', { version: 1, network: { management: { mtu: 9 } } }],
    ['an override for nobody', { version: 1, machines: [{ identity: {} }] }],
  ])('refuses %s, as reading does', (_, value) => {
    expect(fits(value)).toBe(false)
    expect(examineAnswer(JSON.stringify(value), 'x').problems).toHaveLength(1)
  })
})

/** For each example behind a `#`: its line, what it says, and the file with it instead of what it has of that key. */
function examples(text: string): [line: number, first: string, changed: string][] {
  const lines = text.split('\n')
  return lines.flatMap((line, index): [number, string, string][] => {
    const [, indent, key] = /^( *)#([A-Za-z]+):/.exec(line) ?? []
    if (indent === undefined) return []
    const isMore = (each: string): boolean => each.startsWith(`${indent}#  `)
    const length = lines.slice(index + 1).findIndex((each) => !isMore(each)) + 1
    const rest = lines.filter((each) => !each.startsWith(`${indent}${key}:`))
    const at = rest.indexOf(line)
    const shown = rest.slice(at, at + length).map((each) => each.replace('#', ''))
    return [[index + 1, line.trim(), [...rest.slice(0, at), ...shown, ...rest.slice(at + length)].join('\n')]]
  })
}
