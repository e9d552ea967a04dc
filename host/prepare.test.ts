import { describe, expect, it } from 'vitest'
import type { SlotRecord } from '../installer/boot/record.ts'
import { afterStart } from './prepare.ts'

const record: SlotRecord = { committed: 'a', images: { a: 'old', b: 'new' }, wanted: null, trying: null, failed: null }
const boot = (slot: 'a' | 'b', trial = false) => ({ slot, image: slot === 'a' ? 'old' : 'new', trial })

describe('the record of the slots after a start', () => {
  it('stays as it is when nothing is tried', () => {
    expect(afterStart(record, boot('a'))).toEqual(record)
  })

  it('lets a trial begin only once', () => {
    expect(afterStart({ ...record, wanted: 'b' }, boot('b', true))).toEqual({ ...record, wanted: null, trying: 'b' })
  })

  it('keeps the name of what was tried and went back', () => {
    const back = { ...record, wanted: null, trying: null, failed: 'new' }
    expect(afterStart({ ...record, trying: 'b' }, boot('a'))).toEqual(back)
  })

  it('takes a trial that never reached the initrd for failed, too', () => {
    expect(afterStart({ ...record, wanted: 'b' }, boot('a'))).toMatchObject({ wanted: null, failed: 'new' })
  })

  it('calls nothing failed that was started by hand before it was tried', () => {
    expect(afterStart({ ...record, wanted: 'b' }, boot('b'))).toMatchObject({
      wanted: null,
      trying: null,
      failed: null,
    })
  })
})
