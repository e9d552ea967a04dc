/** What holds of every plan, whatever the disks and the wishes: made-up fleets, hostile names among them. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Check } from 'typebox/value'
import { answerWith } from '../../answer/__fixtures__/answer.ts'
import { planLines, planText } from '../../answer/plan-text.ts'
import { Plan } from '../../answer/plan.ts'
import type { PlannedDisk } from '../../answer/plan.ts'
import type { Answer } from '../../answer/schema.ts'
import { DiskSelector, WipeRule } from '../../answer/schema.ts'
import { arbitraryOf } from '../../preflight/__fixtures__/arbitrary.ts'
import { fitServer } from '../../preflight/__fixtures__/facts.ts'
import { Disk } from '../../preflight/facts/schema/disks.ts'
import { machine } from './__fixtures__/planned.ts'
import { planInstallation } from './plan.ts'
import type { PlanRequest } from './plan.ts'

const often = <T, U>(usual: fc.Arbitrary<T>, seldom: fc.Arbitrary<U>): fc.Arbitrary<T | U> =>
  fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: seldom })

const size = often(
  fc.constantFrom(20 * 2 ** 30, 480e9, 960e9, 960_197_124_096, 4e12),
  fc.oneof(fc.constantFrom(0, 17e9), fc.integer({ min: 0, max: 20e12 })),
)

/** Mostly disks that may be installed on, so that plans come of them. */
const usual = fc.record({
  removable: fc.constant(false),
  boot: fc.constant(false),
  readOnly: fc.constantFrom(false, null),
  transport: fc.constantFrom('sata', 'nvme', 'virtio', 'raid'),
  rotational: fc.constantFrom(false, true, null),
})

const disk = fc
  .tuple(
    arbitraryOf(Disk),
    often(usual, fc.constant({})),
    size,
    fc.constantFrom('blank', 'blank', 'full', 'marked', 'own'),
  )
  .map(([disk, more, size, state]): Disk => {
    const contents = state === 'blank' ? [] : disk.contents
    const marker = state === 'blank' || state === 'full' ? null : disk.marker
    const owned = state === 'own' && marker !== null ? { ...marker, machine } : marker
    return { ...disk, ...more, size, contents, marker: owned }
  })

const disks = fc
  .tuple(
    fc.array(disk, { maxLength: 8 }),
    often(fc.constant('alike'), fc.constant('as they are')),
    fc.constantFrom('blank', 'full', 'own', 'mixed'),
  )
  .map(([disks, how, state]) =>
    disks.map((each, index): Disk => {
      const name = `sd${'abcdefgh'[index]}`
      const own = { name, path: `/dev/${name}`, serial: `S-${name}`, wwn: null, ...stateOf(each, state) }
      return how === 'alike' ? { ...disks[0]!, ...own } : { ...each, ...own }
    }),
  )

/** A fleet whose every disk may be written needs all of them to be of one kind. */
function stateOf({ contents, marker }: Disk, state: string): Pick<Disk, 'contents' | 'marker'> {
  if (state === 'blank') return { contents: [], marker: null }
  if (state === 'full') return { contents: contents ?? [], marker: null }
  const unfinished = { state: 'unfinished', machine, installation: 'i', cluster: null, host: null } as const
  return state === 'own' ? { contents, marker: unfinished } : { contents, marker }
}

const selector = often(fc.constant({}), arbitraryOf(DiskSelector))
const anything: WipeRule = { disks: 'selected', holds: ['anything'] }
const wishes: fc.Arbitrary<Partial<Answer['disks']>> = fc.record({
  system: selector,
  data: often(fc.constant(null), selector),
  cache: often(fc.constant(null), selector),
  raid: fc.record({
    system: often(fc.constant('auto'), fc.constantFrom('none', '1')),
    data: often(fc.constant('auto'), fc.constantFrom('none', '1', '10', '5', '6')),
  }),
  wipe: often(fc.constant([anything]), fc.array(arbitraryOf(WipeRule), { maxLength: 2 })),
  sizes: fc.record({
    state: often(fc.constant(null), fc.constantFrom(4, 20)),
    cluster: often(fc.constant(null), fc.constantFrom(4, 10)),
    local: often(fc.constant(null), fc.constantFrom(1, 100, 5000)),
  }),
})

const requests: fc.Arbitrary<PlanRequest> = fc
  .record({ disks, wishes, rearmed: fc.boolean(), machine: fc.constantFrom(machine, undefined) })
  .map(({ disks, wishes, ...more }) => ({
    facts: { ...fitServer, disks },
    answer: answerWith(wishes),
    code: null,
    ...more,
  }))

const runs = { numRuns: 250 }
const sum = (sizes: readonly { size: number }[]): number => sizes.reduce((total, { size }) => total + size, 0)

/** What does not hold, by name. */
const broken = (claims: Readonly<Record<string, boolean>>): string[] =>
  Object.entries(claims)
    .filter(([, holds]) => !holds)
    .map(([claim]) => claim)

test('a plan without problems has a system disk and a permission for every disk that it writes', () => {
  let whole = 0
  fc.assert(
    fc.property(requests, (request) => {
      const plan = planInstallation(request)
      if (plan.problems.length > 0) return
      whole += 1
      const used = plan.disks.filter(({ role }) => role !== 'untouched')
      expect(used.flatMap((disk) => broken(permitted(disk, request)))).toEqual([])
      expect([used.some(({ role }) => role === 'system'), plan.code]).toEqual([true, null])
    }),
    runs,
  )
  // The test would say nothing if the made-up fleets gave no plan.
  expect(whole).toBeGreaterThan(20)
})

function permitted(
  { permission, marker, holds, partitions }: PlannedDisk,
  request: PlanRequest,
): Record<string, boolean> {
  const own = marker !== null && marker.machine === request.machine
  return {
    'is partitioned': partitions.length > 1,
    'has a permission without a person': permission !== null && permission !== 'code',
    'is empty when it is said to be': permission !== 'empty' || (holds?.length === 0 && marker === null),
    'has no marker when a rule allows it': permission !== 'rule' || (holds !== null && marker === null),
    'is its own when it goes on': permission !== 'resumed' || (own && marker.state === 'unfinished'),
    'is its own when it is re-armed': permission !== 'rearmed' || (own && request.rearmed),
  }
}

test('what is not chosen, or may not be, is not touched; what is not empty and not allowed needs the code', () => {
  fc.assert(
    fc.property(requests, (request) => {
      const plan = planInstallation(request)
      expect(Check(Plan, plan)).toBe(true)
      expect(plan.disks).toHaveLength(request.facts.disks.length)
      const problems = plan.disks.flatMap((disk) => {
        const facts = request.facts.disks.find(({ path }) => path === disk.path)!
        const barred = facts.boot || facts.removable || facts.readOnly === true || facts.size === 0
        const kept = disk.role === 'untouched'
        return broken({
          'says why': disk.why.length > 0,
          'is left alone when nothing chose it': !kept || (disk.partitions.length === 0 && disk.permission === null),
          'is not chosen when it may not be': kept || !(barred || facts.transport === 'usb'),
        })
      })
      expect(problems).toEqual([])
      // The code is asked for when nothing else stands in the way.
      const locked =
        plan.disks.some(({ permission }) => permission === 'code') &&
        plan.problems.every(({ code }) => code === 'plan.needsCode')
      expect([plan.code !== null, plan.problems.some(({ code }) => code === 'plan.needsCode')]).toEqual([
        locked,
        locked,
      ])
      // All of a layout, or nothing of it.
      const laidOut = plan.disks.some(({ partitions }) => partitions.length > 0)
      expect([plan.arrays.length > 0, plan.groups.length > 0, plan.volumes.length]).toEqual([
        laidOut,
        laidOut,
        laidOut ? 3 : 0,
      ])
    }),
    runs,
  )
})

const isWhole = (bytes: number, unit: number): boolean => bytes % unit === 0 && bytes > 0

test('partitions lie one behind another inside their disk, arrays inside their partitions, volumes inside their groups', () => {
  fc.assert(
    fc.property(requests, (request) => {
      const { disks, arrays, groups, volumes } = planInstallation(request)
      const problems = [
        ...disks.flatMap(({ partitions, size }) =>
          partitions.flatMap(({ start, size: length, use }, index) => {
            const before = partitions[index - 1]
            return broken({
              'begins behind the one before it':
                start >= (before === undefined ? 32 * 1024 : before.start + before.size),
              'is aligned': use === 'marker' || (isWhole(start, 2 ** 20) && isWhole(length, 2 ** 20)),
              'leaves the end of the disk': start + length <= size - 2 ** 20,
            })
          }),
        ),
        ...arrays.flatMap(({ members, size }) => {
          const parts = members.map((member) =>
            disks.find(({ id }) => id === member.disk)!.partitions.find(({ number }) => number === member.partition)!,
          )
          return broken({ 'gives no more than its members': size <= sum(parts) && size > 0 })
        }),
        ...groups.flatMap(({ name, size, free, array }) => {
          const inside = volumes.filter(({ group }) => group === name)
          return broken({
            'is shared out to the end': sum(inside) + free === size && free >= 0,
            'leaves room for what LVM keeps': size < arrays.find((each) => each.name === array)!.size,
          })
        }),
        ...volumes.flatMap(({ size }) => broken({ 'is of whole extents': isWhole(size, 2 ** 22) && size > 2 ** 29 })),
      ]
      expect(problems).toEqual([])
    }),
    runs,
  )
})

test('the same disks in another order, under other names, give the same plan', () => {
  fc.assert(
    fc.property(requests, fc.integer({ min: 1, max: 7 }), (request, turn) => {
      const { disks } = request.facts
      const turned = [...disks.slice(turn), ...disks.slice(0, turn)].toReversed()
      const renamed = turned.map((disk, index) => {
        const path = `/dev/vd${'abcdefgh'[index]}`
        const contents = disk.contents?.map((content) => ({ ...content, path: content.path.replace(disk.path, path) }))
        return { ...disk, name: path.slice(5), path, contents: contents ?? null }
      })
      const [first, again, other] = [disks, disks, renamed].map((disks) =>
        planInstallation({ ...request, facts: { ...request.facts, disks } }),
      )
      expect(again).toEqual(first)
      expect([other!.digest, other!.code]).toEqual([first!.digest, first!.code])
    }),
    runs,
  )
})

test('the code that a plan shows allows its disks, and nothing else', () => {
  fc.assert(
    fc.property(requests, (request) => {
      const plan = planInstallation(request)
      const { problems } = planInstallation({ ...request, code: plan.code })
      expect(problems).toEqual(plan.problems.filter(({ code }) => code !== 'plan.needsCode'))
    }),
    runs,
  )
})

test('every plan can be told', () => {
  fc.assert(
    fc.property(requests, fc.constantFrom('en' as const, 'zh' as const), (request, language) => {
      const plan = planInstallation(request)
      const text = planText(plan, language) + planLines(plan, language).join('\n')
      for (const name of [
        ...plan.notes.map(({ key }) => key),
        ...plan.disks.flatMap(({ why }) => why.map(({ key }) => key)),
      ])
        expect(text).not.toContain(name)
    }),
    { numRuns: 100 },
  )
})
