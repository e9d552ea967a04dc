import { describe, expect, it } from 'vitest'
import { plainAnswer } from '../answer/__fixtures__/answer.ts'
import type { Plan } from '../answer/plan.ts'
import { content, disks, machine, marker, planned } from './plan/__fixtures__/planned.ts'
import { expectApproved } from './approved.ts'
import type { InstallOrder } from './order.ts'

const wanted = { system: { count: 2 }, wipe: [{ disks: 'selected' as const, holds: ['filesystem' as const] }] }
const old = [content()]
const approved = planned({ disks: disks(2, { contents: old }), wanted })
const order = (plan: Plan): InstallOrder => ({
  machine,
  installation: 'i1',
  answer: plainAnswer,
  plan,
  rearmed: false,
  code: null,
  imageKeys: [],
  station: null,
})
const begun = marker({ state: 'unfinished', host: null })

describe('an installation', () => {
  it('begins when the plan of now is the approved one', () => {
    expect(() => expectApproved(planned({ disks: disks(2, { contents: old }), wanted }), order(approved))).not.toThrow()
  })

  it('does not begin when a disk holds something else', () => {
    const fresh = planned({ disks: disks(2, { contents: [content({ label: 'photos' })] }), wanted })
    expect(() => expectApproved(fresh, order(approved))).toThrow(
      expect.objectContaining({ code: 'install.planChanged', params: { disk: '/dev/sda' } }),
    )
  })

  it('goes on over disks that it has marked itself, whatever they hold by now', () => {
    const fresh = planned({ disks: disks(2, { contents: [content({ label: 'vmp-state' })], marker: begun }), wanted })
    expect(fresh.digest).not.toBe(approved.digest)
    expect(() => expectApproved(fresh, order(approved))).not.toThrow()
  })

  it('does not go on over disks that another installation has marked', () => {
    const other = { ...begun, installation: 'i2' }
    const fresh = planned({ disks: disks(2, { contents: old, marker: other }), wanted })
    expect(() => expectApproved(fresh, order(approved))).toThrow(
      expect.objectContaining({ code: 'install.planChanged' }),
    )
  })

  it('does not begin without a disk that was approved', () => {
    const fresh = planned({ disks: disks(1, { contents: old }), wanted: { ...wanted, system: { count: 1 } } })
    expect(() => expectApproved(fresh, order(approved))).toThrow(
      expect.objectContaining({ code: 'install.planChanged' }),
    )
  })

  it('does not begin with a plan that has a problem', () => {
    const fresh = planned({ disks: disks(2, { contents: old }), wanted: { system: { count: 2 } } })
    expect(fresh.problems).not.toEqual([])
    expect(() => expectApproved(fresh, order(fresh))).toThrow(
      expect.objectContaining({ code: fresh.problems[0]?.code }),
    )
  })
})
