/** Plans as people read them. The planner is on this side of the fence, the words are in answer/. */
import { expect, test } from 'vitest'
import { planLines, planText } from '../../answer/plan-text.ts'
import { planView } from '../../answer/plan-view.ts'
import { widthOf } from '../../lib/text/width.ts'
import { disk } from '../../preflight/__fixtures__/facts.ts'
import type { Case } from './__fixtures__/planned.ts'
import { content, disks, marker, planned } from './__fixtures__/planned.ts'

const old = (name: string) => [
  content({ path: `/dev/${name}2`, label: 'data' }),
  content({ path: `/dev/${name}3`, kind: 'lvm-member', type: 'LVM2_member', label: 'vmp: root, data' }),
]

const cases: Record<string, Case> = {
  empty: { disks: disks(4) },
  'data in danger': {
    disks: [
      disk({ contents: old('sda') }),
      disk({ name: 'sdb', contents: [content({ path: '/dev/sdb1', kind: 'partition', type: '0x83', label: null })] }),
      disk({ name: 'sdc', rotational: true, size: 4e12, marker: marker({ cluster: 'c1', host: 'node07' }) }),
      disk({ name: 'sdd', rotational: true, size: 6e12, model: 'ST6000NM' }),
      disk({ name: 'sde', transport: 'usb', removable: true, boot: true, size: 16e9 }),
      disk({ name: 'sdf', transport: 'iscsi', size: 100e9, contents: old('sdf') }),
    ],
    wanted: {
      system: { kind: 'ssd' },
      data: { kind: 'hdd' },
      wipe: [{ disks: 'system', holds: ['partition'] }],
    },
  },
  'nothing fits': { disks: disks(2, { contents: null }), wanted: { system: { serial: ['D-sdX'], kind: 'nvme' } } },
}

test.each(Object.entries(cases))('%s, in both languages, on a terminal and on a small screen', async (name, given) => {
  const plan = planned(given)
  for (const language of ['en', 'zh'] as const)
    await expect(
      `${planText(plan, language, 80)}\n${'─'.repeat(80)}\n${planLines(plan, language).join('\n')}\n`,
    ).toMatchFileSnapshot(`__golden__/${name.replaceAll(' ', '-')}.${language}.txt`)
})

test.each([32, 40, 80, 200])('no line is wider than %i columns', (width) => {
  for (const given of Object.values(cases))
    for (const language of ['en', 'zh'] as const)
      for (const line of planText(planned(given), language, width).split('\n'))
        expect(widthOf(line)).toBeLessThanOrEqual(width)
})

test('what a disk is called cannot hide what it is, or move the cursor', () => {
  const hostile = 'X\u001B[2J\u202E'
  const plan = planned({ disks: [disk({ model: hostile, serial: hostile, contents: [content({ label: hostile })] })] })
  // oxlint-disable-next-line no-control-regex -- they are what must not be there
  expect(planText(plan, 'en')).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202E]/)
  expect(planView(plan, 'en').disks[0]!.model).toBe('X\uFFFD[2J\uFFFD')
})

test('a code that was typed is no longer asked for', () => {
  const full = disks(1, { contents: [content()] })
  const { code } = planned({ disks: full })
  const view = planView(planned({ disks: full, request: { code } }), 'en')
  expect([view.code, view.disks[0]!.permission, view.losesData]).toEqual([null, 'by the code that was typed', true])
})
