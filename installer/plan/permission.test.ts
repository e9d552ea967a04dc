import { expect, test } from 'vitest'
import { planLines } from '../../answer/plan-text.ts'
import type { WipeRule } from '../../answer/schema.ts'
import { sayAny } from '../../lib/text/say.ts'
import { markerPartitionType } from '../../lib/marker.ts'
import { disk, fitServer } from '../../preflight/__fixtures__/facts.ts'
import type { Disk } from '../../preflight/facts/schema/disks.ts'
import { codesOf, content, disks, marker, notesOf, planned } from './__fixtures__/planned.ts'

const anything: WipeRule = { disks: 'selected', holds: ['anything'] }
const filesystems: WipeRule = { disks: 'selected', holds: ['filesystem', 'partition'] }

const permissionOf = (more: Partial<Disk>, wipe: WipeRule[] = [], request = {}): string | null =>
  planned({ disks: [disk(more)], wanted: { wipe }, request }).disks[0]!.permission

test.each<[string, Partial<Disk>, WipeRule[], string]>([
  ['nothing on it', {}, [], 'empty'],
  ['a file system', { contents: [content()] }, [], 'code'],
  ['a file system, which a rule names', { contents: [content()] }, [filesystems], 'rule'],
  ['what it holds is not known', { contents: null }, [anything], 'code'],
  [
    'one thing that the rule names, and one that it does not',
    { contents: [content(), content({ kind: 'lvm-member' })] },
    [filesystems],
    'code',
  ],
  [
    'two rules that together name all of it',
    { contents: [content(), content({ kind: 'lvm-member' })] },
    [filesystems, { disks: 'system', holds: ['lvm-member'] }],
    'rule',
  ],
  ['a rule for other disks', { contents: [content()] }, [{ ...anything, disks: 'data' }], 'code'],
  ['a rule for another model', { contents: [content()] }, [{ ...anything, match: { model: 'X*' } }], 'code'],
  ['a rule for this model', { contents: [content()] }, [{ ...anything, match: { model: 'SSD' } }], 'rule'],
  ['a finished marker', { marker: marker() }, [anything], 'code'],
  ['a finished marker and nothing else', { marker: marker(), contents: [] }, [], 'code'],
  ['a marker of a cluster', { marker: marker({ cluster: 'c1', machine: 'other' }) }, [anything], 'code'],
  [
    'an unfinished marker of another machine',
    { marker: marker({ state: 'unfinished', machine: 'other' }) },
    [anything],
    'code',
  ],
  ['its own unfinished marker', { marker: marker({ state: 'unfinished' }), contents: [content()] }, [], 'resumed'],
  [
    'its own unfinished marker, contents unknown',
    { marker: marker({ state: 'unfinished' }), contents: null },
    [],
    'resumed',
  ],
  [
    'the partition of a marker that is damaged',
    { contents: [content({ kind: 'partition', type: markerPartitionType.toLowerCase() })] },
    [anything],
    'code',
  ],
])('%s', (_, more, wipe, permission) => {
  expect(permissionOf(more, wipe)).toBe(permission)
})

test('a re-armed machine may wipe its own finished installation, and no other’s', () => {
  expect(permissionOf({ marker: marker() }, [], { rearmed: true })).toBe('rearmed')
  expect(permissionOf({ marker: marker({ machine: 'other' }) }, [], { rearmed: true })).toBe('code')
})

test('a machine without an id owns no marker', () => {
  const nobody = { machine: undefined, rearmed: true }
  expect(permissionOf({ marker: marker({ state: 'unfinished' }) }, [], nobody)).toBe('code')
  expect(permissionOf({ marker: marker({ machine: '' }) }, [], nobody)).toBe('code')
})

const full = disks(2, { contents: [content()] })

test('the code of the plan, as people type it, is the permission that was missing', () => {
  const plan = planned({ disks: full })
  expect(plan.code).toMatch(/^[34679ACDEFGHJKMNPQRTUVWXY]{3}-[34679ACDEFGHJKMNPQRTUVWXY]{3}$/)
  expect(codesOf(plan)).toEqual(['plan.needsCode'])
  expect(plan.problems[0]!.params).toEqual({
    disks: 'sda ssd 960 GB SSD D-sda, sdb ssd 960 GB SSD D-sdb',
    code: plan.code,
  })
  for (const code of [plan.code!, plan.code!.toLowerCase(), ` ${plan.code!.replace('-', '')} `]) {
    const allowed = planned({ disks: full, request: { code } })
    expect([allowed.problems, allowed.code]).toEqual([[], plan.code])
  }
  expect(codesOf(planned({ disks: full, request: { code: 'AAA-AAA' } }))).toEqual(['plan.wrongCode', 'plan.needsCode'])
  expect(codesOf(planned({ disks: full, request: { code: '' } }))).toEqual(['plan.wrongCode', 'plan.needsCode'])
})

test('nobody is asked to allow a plan that cannot be carried out', () => {
  const plan = planned({ disks: full, wanted: { system: { count: 3 } }, request: { code: 'AAA-AAA' } })
  expect([codesOf(plan), plan.code]).toEqual([['plan.diskCount'], null])
})

test('no code where none is needed, and one too many does no harm', () => {
  expect(planned({ disks: disks(2) }).code).toBeNull()
  expect(codesOf(planned({ disks: disks(2), request: { code: 'AAA-AAA' } }))).toEqual([])
})

test('the code changes with what would be lost, and with the machine', () => {
  const code = (more: Partial<Disk>, facts = {}): string | null =>
    planned({ disks: [disk({ contents: [content()], ...more })], facts }).code
  const codes = [
    code({}),
    code({ contents: [content({ label: 'other' })] }),
    code({ contents: [content(), content({ path: '/dev/sda2' })] }),
    code({ contents: null }),
    code({ serial: 'other' }),
    code({ size: 961e9 }),
    code({ marker: marker() }),
    code({ marker: marker({ installation: 'i2' }) }),
    code({}, { system: { ...fitServer.system, serial: 'S2' } }),
  ]
  expect(new Set(codes).size).toBe(codes.length)
  expect(code({ name: 'sdq', serial: 'D-sda', contents: [content({ path: '/dev/sdq1' })] })).toBe(code({}))
})

test('the code is of those disks alone that need it', () => {
  const one = planned({ disks: [disk({ contents: [content()] })] }).code
  expect(planned({ disks: [disk({ contents: [content()] }), disk({ name: 'sdb' })] }).code).toBe(one)
})

test('a rule does not reach the data of a disk that is left alone, through an array on both; a person does', () => {
  const member = content({ kind: 'raid-member', type: 'linux_raid_member', label: 'nas:7', uuid: 'array-1' })
  const wanted = { system: { serial: ['D-sda'] }, wipe: [{ ...anything, disks: 'system' as const }] }
  const both = { disks: disks(2, { contents: [member] }), wanted }
  const plan = planned(both)
  expect([plan.disks.map(({ permission }) => permission), codesOf(plan), notesOf(plan)]).toEqual([
    ['code', null],
    ['plan.needsCode'],
    expect.arrayContaining(['plan.note.torn']),
  ])
  for (const language of ['en', 'zh'] as const)
    expect(planLines(plan, language)[2]).toBe(`! ${sayAny(language, 'plan.note.torn', { disk: 'sdb', disks: 'sda' })}`)
  expect(codesOf(planned({ ...both, request: { code: plan.code } }))).toEqual([])
  // With both written, or with another array on the other, the rule is enough.
  const other = { ...member, uuid: 'array-2' }
  const apart = [disk({ name: 'sda', contents: [member] }), disk({ name: 'sdb', contents: [other] })]
  expect(planned({ disks: apart, wanted }).disks[0]!.permission).toBe('rule')
  const all = { ...wanted, system: { count: 2 } }
  expect(planned({ ...both, wanted: all }).disks.map(({ permission }) => permission)).toEqual(['rule', 'rule'])
})
