import { Type } from 'typebox'
import { describe, expect, test } from 'vitest'
import { keyOf, shaped } from './shape.ts'
import { readYaml, YamlFlaw } from './source.ts'
import type { Path } from './source.ts'

const limits = { length: 1000, values: 40, depth: 6 }

describe('a text', () => {
  const source = readYaml('a: &x\n  - b: 1\n  - b: 2\nc: *x\n"d/~": { e: }\n', limits)

  test('is a value', () => {
    const list = [{ b: 1 }, { b: 2 }]
    expect(source.value).toEqual({ a: list, c: list, 'd/~': { e: null } })
  })

  test.each<[Path, [number, number], [number, number]]>([
    [
      ['a', 1, 'b'],
      [3, 8],
      [3, 5],
    ],
    [['c'], [4, 4], [4, 1]],
    // What an alias stands for is where it is.
    [
      ['c', 0, 'b'],
      [2, 8],
      [2, 5],
    ],
    [
      ['d/~', 'e'],
      [5, 13],
      [5, 10],
    ],
    [
      ['d/~', 'none', 'deeper'],
      [5, 1],
      [5, 1],
    ],
    [[], [1, 1], [1, 1]],
  ])('%j stands at %j, its key at %j', (path, [line, column], [keyLine, keyColumn]) => {
    expect(source.place(path)).toEqual({ line, column })
    expect(source.keyPlace(path)).toEqual({ line: keyLine, column: keyColumn })
  })

  test.each([
    ['a key that is a list', '? [a]\n: 1', 'syntax'],
    ['a key that is nothing', '~: 1', 'syntax'],
    ['a number that is none', 'a: .nan', 'syntax'],
    ['an alias of nothing', 'a: *b', 'syntax'],
    ['two keys that are written differently', 'a: 1\n"a": 2', 'syntax'],
    ['too many values', `[${'1,'.repeat(41)}]`, 'limit'],
    ['too deep a value', '[[[[[[[1]]]]]]]', 'limit'],
    ['too long a text', '#'.repeat(1001), 'limit'],
  ])('that holds %s is none', (_, text, kind) => {
    expect(() => readYaml(text, limits)).toThrow(expect.objectContaining({ kind }))
    expect(() => readYaml(text, limits)).toThrow(YamlFlaw)
  })

  test('cannot name what every object inherits', () => {
    expect(Object.getPrototypeOf(readYaml('__proto__: { a: 1 }', limits).value)).toBe(Object.prototype)
  })
})

describe('a shape', () => {
  const closed = { additionalProperties: false }
  const Either = Type.Union([
    Type.Object({ kind: Type.Literal('a'), size: Type.Integer() }, closed),
    Type.Object({ kind: Type.Literal('b'), name: Type.Union([Type.String(), Type.Null()]) }, closed),
  ])

  test.each([
    [{ kind: 'a', size: 'x' }, [['wrongValue', 'size', 'integer']]],
    [{ kind: 'b', name: 3 }, [['wrongValue', 'name', 'string ("…") | null']]],
    [{ kind: 'c' }, [['wrongValue', 'kind', 'a | b']]],
    [{}, [['missing', 'kind', undefined]]],
    [{ kind: 'a', size: 1, toString: 1 }, [['unknownKey', 'toString', undefined]]],
    [7, [['wrongValue', '', '{kind, size} | {kind, name}']]],
    [{ kind: 'a', size: 1 }, []],
  ])('%j has the flaws %j', (value, flaws) => {
    const found = shaped(Either, value).flaws
    expect(found.map((flaw) => [flaw.kind, keyOf(flaw.path), 'expected' in flaw ? flaw.expected : undefined])).toEqual(
      flaws,
    )
  })
})
