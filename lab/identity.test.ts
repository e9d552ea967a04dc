import { expect, test } from 'vitest'
import { labNamePattern, serverIdentity } from './identity.ts'

test('a server keeps its identity, and shares it with none', () => {
  const first = serverIdentity('lab', 1)
  expect(serverIdentity('lab', 1)).toEqual(first)
  expect(first.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(first.mac).toMatch(/^52:54:00(:[0-9a-f]{2}){3}$/)
  const many = ['lab', 'other'].flatMap((lab) => Array.from({ length: 32 }, (_, at) => serverIdentity(lab, at + 1)))
  for (const key of ['name', 'uuid', 'serial', 'mac'] as const)
    expect(new Set(many.map((each) => each[key])).size).toBe(many.length)
})

test('names of labs', () => {
  for (const name of ['lab', 'a', 'four-servers', 'x1']) expect(name).toMatch(labNamePattern)
  for (const name of ['', 'Lab', '1a', 'a.b', 'a/b', '..', 'a b', '-a', 'a'.repeat(21)])
    expect(name).not.toMatch(labNamePattern)
})
