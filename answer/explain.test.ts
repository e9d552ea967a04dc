import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { machine } from './__fixtures__/machine.ts'
import { diffAnswers, diffFiles } from './diff.ts'
import { explainAnswer } from './explain.ts'
import { readAnswer } from './file.ts'
import type { AnswerFile } from './content.ts'
import { renderAnswer } from './render.ts'
import { baseAnswer } from './resolve.ts'

const read = (text: string): AnswerFile => readAnswer(`version: 1\n${text}`, 'site.yaml')

const site = `identity:
  name: 'n{index}'
  rootPasswordHash: $6$salt$geheim
network:
  management:
    address: { method: pool, from: 10.0.0.1/24, to: 10.0.0.9 }
machines:
- match: { serial: SN-0001 }
  identity: { keyboard: de }
  hooks: { scripts: [{ name: own, phase: target, script: { text: 'echo geheim' } }] }
`

describe('explaining an answer', () => {
  const explained = new Map(explainAnswer(read(site), machine({ index: 3 })).map(({ key, ...each }) => [key, each]))

  test('says of each value whether it is of the file, of an override or a default, and where it stands', () => {
    expect(explained.get('identity.name')).toEqual({
      value: 'n3',
      from: 'file',
      place: { line: 3, column: 9 },
      match: null,
      pattern: 'n{index}',
    })
    expect(explained.get('identity.keyboard')).toEqual({
      value: 'de',
      from: 'machine',
      place: { line: 10, column: 25 },
      match: { serial: 'SN-0001' },
      pattern: null,
    })
    expect(explained.get('identity.locale')).toMatchObject({ value: 'C.UTF-8', from: 'default', place: null })
    expect(explained.get('network.management.port.boot')).toMatchObject({ value: true, from: 'default' })
    expect(explained.get('network.management.address.address')).toMatchObject({
      value: '10.0.0.3/24',
      from: 'file',
      place: { line: 7, column: 5 },
    })
  })

  test('of no machine leaves patterns and pools as they are', () => {
    const values = new Map(explainAnswer(read(site), null).map(({ key, value }) => [key, value]))
    expect(values.get('identity.name')).toBe('n{index}')
    expect(values.get('network.management.address.to')).toBe('10.0.0.9')
    expect(values.get('identity.keyboard')).toBe('us')
  })

  test('shows no secret', () => {
    expect(explained.get('identity.rootPasswordHash')?.value).toBe('•••')
    expect(JSON.stringify([...explained])).not.toContain('geheim')
  })
})

describe('what differs', () => {
  test('between two files is told for all, and for the machines that it differs for', () => {
    const after = site.replace('to: 10.0.0.9', 'to: 10.0.0.8').replace('keyboard: de', 'keyboard: fr')
    const all = { key: 'network.management.address.to', before: '10.0.0.9', after: '10.0.0.8' }
    expect(diffFiles(read(site), read(after))).toEqual([
      { match: null, differences: [all] },
      {
        match: { serial: 'SN-0001' },
        differences: [{ key: 'identity.keyboard', before: 'de', after: 'fr' }, all],
      },
    ])
    expect(diffFiles(read(site), read(site))).toEqual([])
  })

  test('is told also of an override that only one of them has', () => {
    const without = site.slice(0, site.indexOf('machines'))
    expect(diffFiles(read(without), read(site))).toMatchObject([
      {
        match: { serial: 'SN-0001' },
        differences: [
          { key: 'identity.keyboard', before: 'us', after: 'de' },
          { key: 'hooks.scripts', before: [] },
        ],
      },
    ])
  })

  test('of secrets is told without them', () => {
    const differences = diffFiles(read(site), read(site.replaceAll('geheim', 'anders')))
    expect(JSON.stringify(differences)).not.toMatch(/geheim|anders/)
    expect(differences[0]).toEqual({
      match: null,
      differences: [{ key: 'identity.rootPasswordHash', before: '•••', after: '•••' }],
    })
  })

  test('of kinds of address is told key by key', () => {
    const dhcp = baseAnswer({ version: 1 })
    const own = baseAnswer(
      read('network: { management: { address: { method: static, address: 10.0.0.5/24 } } }').content,
    )
    expect(diffAnswers(dhcp, own)).toEqual([
      { key: 'network.management.address.method', before: 'dhcp', after: 'static' },
      { key: 'network.management.address.address', before: null, after: '10.0.0.5/24' },
    ])
  })
})

test('no secret is shown, wherever in the file it stands', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9./]{12,40}$/)
  const places = fc.constantFrom(
    (text: string) => `identity: { rootPasswordHash: $6$salt$${text} }`,
    (text: string) => `machines: [{ match: { serial: SN-0001 }, identity: { rootPasswordHash: $y$j9T$${text} } }]`,
    (text: string) => `hooks: { scripts: [{ name: own, phase: target, script: { text: 'echo ${text}' } }] }`,
  )
  fc.assert(
    fc.property(secret, secret, places, (one, other, place) => {
      fc.pre(one !== other)
      const [before, after] = [read(place(one)), read(place(other))]
      const differences = diffFiles(before, after)
      const all = JSON.stringify([explainAnswer(before, machine()), explainAnswer(before, null), differences])
      expect(differences.length).toBeGreaterThan(0)
      expect(all).not.toContain(one)
      expect(all).not.toContain(other)
    }),
  )
})

describe('rendering', () => {
  const keyboards = fc.constantFrom('us', 'de', 'fr', 'jp')
  const selectors = fc.constantFrom(
    '{ serial: SN-0001 }',
    "{ mac: '52:54:00:00:00:02' }",
    '{ label: a }',
    '{ label: a=1 }',
    '{ label: b }',
  )
  const overrides = fc.uniqueArray(fc.record({ match: selectors, keyboard: keyboards }), {
    selector: ({ match }) => match,
  })

  test('does not depend on the order of overrides that are not alike, and is the same every time', () => {
    fc.assert(
      fc.property(overrides, fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('', '1')), (list, labels) => {
        const text = (ordered: typeof list): string =>
          `machines: [${ordered.map(({ match, keyboard }) => `{ match: ${match}, identity: { keyboard: ${keyboard} } }`).join(', ')}]`
        const traits = machine({ labels })
        // Labels alike in weight are told apart by the file alone.
        const alike = list.filter(({ match }) => /label: .\b(?!=)/.test(match)).length > 1
        const [one, other] = [list, alike ? list : list.toReversed()].map((each) =>
          renderAnswer(read(text(each)), traits),
        )
        expect(JSON.stringify(other)).toBe(JSON.stringify(one))
      }),
    )
  })

  test('gives an answer file that renders to itself', () => {
    const answer = renderAnswer(read(site), machine({ index: 3 }))
    const again = readAnswer(JSON.stringify(answer), 'rendered')
    expect(renderAnswer(again, machine({ index: 9 }))).toEqual(answer)
  })
})
