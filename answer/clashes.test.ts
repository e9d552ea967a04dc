import { expect, test } from 'vitest'
import { machine } from './__fixtures__/machine.ts'
import { findClashes } from './clashes.ts'
import type { RenderedFor } from './clashes.ts'
import { readAnswer } from './file.ts'
import { renderAnswer } from './render.ts'

const rendered = (name: string, address: string, more = ''): RenderedFor => ({
  machine: name.toUpperCase(),
  answer: renderAnswer(
    readAnswer(
      `version: 1\nidentity: { name: ${name} }\nnetwork: { management: { address: { ${address} } } }\n${more}`,
      'site.yaml',
    ),
    machine(),
  ),
})

test('machines that share nothing do not clash', () => {
  const dhcp = 'method: dhcp'
  expect(
    findClashes([rendered('a', dhcp), rendered('b', dhcp), rendered('c', 'method: static, address: 10.0.0.1/24')]),
  ).toEqual([])
})

test('one name, one address, and a cluster IP that is the address of another, are clashes that name the machines', () => {
  const a = rendered('a', 'method: static, address: 10.0.0.1/24')
  const b = rendered('b', 'method: static, address: 10.0.0.1/16')
  const c = rendered('c', 'method: dhcp', 'cluster: { mode: create, address: 10.0.0.1 }')
  expect(findClashes([a, b, c, { ...a, machine: 'D' }])).toEqual([
    { kind: 'name', value: 'a', machines: ['A', 'D'] },
    { kind: 'address', value: '10.0.0.1', machines: ['A', 'B', 'D', 'C'] },
  ])
})
