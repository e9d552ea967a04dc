import { describe, expect, test } from 'vitest'
import { readArgs, tryReadArgs } from './dd.ts'
import { parsePartx } from './partx.ts'
import { parseWipefs, wipefsArgs } from './wipefs.ts'

describe('wipefs', () => {
  test('only ever lists', () => {
    expect(wipefsArgs(['/dev/sda'])).toContain('--no-act')
    expect(wipefsArgs(['/dev/sda']).join(' ')).not.toMatch(/--all|-a\b|--offset|-o\b|--force/)
  })

  test('names each signature once, however often it stands there', () => {
    // util-linux 2.38.1 on a GPT; the second table is at the end of the disk.
    const output = `{
   "signatures": [
      {
         "device": "loop0",
         "type": "gpt",
         "usage": "partition-table",
         "label": null,
         "uuid": null
      },{
         "device": "loop0",
         "type": "gpt",
         "usage": "partition-table",
         "label": null,
         "uuid": null
      },{
         "device": "loop0",
         "type": "PMBR",
         "usage": "partition-table",
         "label": null,
         "uuid": null
      }
   ]
}`
    expect(parseWipefs(output).map(({ type }) => type)).toEqual(['gpt', 'PMBR'])
  })

  test('nothing at all, and an empty list, are a blank device', () => {
    expect(parseWipefs('')).toEqual([])
    expect(parseWipefs('{\n   "signatures": [\n\n   ]\n}\n')).toEqual([])
  })

  test.each(['garbage', '{}', '[]'])('%j is no answer', (output) => {
    expect(() => parseWipefs(output)).toThrow(/^wipefs gave no/)
  })
})

describe('partx', () => {
  test('reads a table, names with blanks included', () => {
    // util-linux 2.38.1 on a GPT.
    const output = `NR="1" START="2048" SECTORS="16384" TYPE="0FC63DAF-8483-4772-8e79-3d69d8477de4" NAME="my data" UUID="3ea4f239-1cc6-41c0-9fed-2bae77448353"
NR="2" START="18432" SECTORS="16384" TYPE="3e2a4d5c-8c1b-4b7e-9c55-564d504d4b52" NAME="" UUID="bbedf88e-9249-432b-8c72-ec2f518014a0"
`
    expect(parsePartx(output)).toMatchObject([
      { number: 1, start: 2048, sectors: 16384, type: '0fc63daf-8483-4772-8e79-3d69d8477de4', name: 'my data' },
      { number: 2, start: 18432, name: '' },
    ])
  })

  test('leaves out lines that are none', () => {
    expect(parsePartx('garbage\n\nNR="x" START="" SECTORS="9"\n')).toEqual([])
  })
})

test('dd reads bytes by sectors of 512', () => {
  expect(readArgs('/dev/sda', 1024 * 512, 4096).join(' ')).toBe('if=/dev/sda bs=512 skip=1024 count=8 status=none')
  const args = tryReadArgs('/dev/sda', 10_000_000, 1_048_576).join(' ')
  expect(args).toBe('if=/dev/sda of=/dev/null bs=1048576 skip=9 count=1 status=none')
})
