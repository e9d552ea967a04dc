import { expect, test } from 'vitest'
import { allows, isWithin, permissions, roles, scopeAllows } from './permissions.ts'
import type { Permission } from './permissions.ts'

const all = Object.keys(permissions) as Permission[]

test('a role may all that a lesser one may', () => {
  for (const role of roles)
    for (const lesser of roles.filter((each) => isWithin(each, role)))
      expect(all.filter((each) => allows(lesser, each) && !allows(role, each))).toEqual([])
  expect(all.filter((each) => !allows('administrator', each))).toEqual([])
})

test('a viewer changes nothing but his own account', () => {
  const changing = all.filter((each) => !each.endsWith('.view') && !each.startsWith('own.'))
  expect(changing.filter((each) => allows('viewer', each))).toEqual([])
})

test('no scope reaches into an account', () => {
  const scope = { role: 'administrator', kinds: null } as const
  const refused = all.filter((each) => !scopeAllows(scope, each))
  expect(refused).toEqual(['own.session', 'own.account'])
})
