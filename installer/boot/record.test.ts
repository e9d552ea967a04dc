import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseRecord, readRecord, recordText, writeRecord } from './record.ts'
import type { SlotRecord } from './record.ts'

const record: SlotRecord = { committed: 'b', images: { a: '1', b: '2' }, wanted: 'a', trying: null, failed: '3' }

describe('the record of the slots', () => {
  let system: string
  beforeEach(() => {
    system = mkdtempSync(join(tmpdir(), 'vmp-record-'))
  })
  afterEach(() => rmSync(system, { recursive: true }))

  it('is read as it was written', () => {
    writeRecord(system, record)
    expect(readRecord(system)).toEqual(record)
  })

  it('is lines that the initrd can read', () => {
    expect(recordText(record)).toBe('committed=b\na=1\nb=2\nwanted=a\ntrying=\nfailed=3\n')
  })

  it('is not believed without a committed slot', () => {
    expect(parseRecord('committed=c\n')).toBeUndefined()
  })

  it('that is not there is an error with its name', () => {
    expect(() => readRecord(system)).toThrow(expect.objectContaining({ code: 'boot.recordDamaged' }))
    writeRecord(system, record)
    writeFileSync(join(system, 'loader/slots'), '')
    expect(() => readRecord(system)).toThrow(expect.objectContaining({ code: 'boot.recordDamaged' }))
  })
})
