import { describe, expect, it } from 'vitest'
import { areDivided, parseExamine } from './mdadm-member.ts'

/** As mdadm 4.4 says it. */
const examined = (role: number, state: string): string => `/dev/sda4:
          Magic : a92b4efc
        Version : 1.2
    Feature Map : 0x1
     Array UUID : efe7f0b1:55071e3e:ee4c58ee:a0c8af30
           Name : vmp:system
  Creation Time : Mon Nov 23 05:54:44 2026
     Raid Level : raid1
   Raid Devices : 2

          State : clean
    Device UUID : 0d0a4a20:0a0f6d0a:c53a1ab1:3a1f9a2e
    Update Time : Mon Nov 23 06:14:06 2026
       Checksum : 5c0d0e5d - correct
         Events : 21

   Device Role : Active device ${role}
   Array State : ${state} ('A' == active, '.' == missing, 'R' == replacing)
`
const member = (role: number, state: string) => parseExamine(examined(role, state))!

it('is read as mdadm says it', () => {
  expect(member(1, '.A')).toEqual({ uuid: 'efe7f0b1:55071e3e:ee4c58ee:a0c8af30', role: 1, state: '.A' })
  expect(parseExamine('mdadm: No md superblock detected on /dev/sda.')).toBeUndefined()
})

describe('two members', () => {
  it('are divided when each misses the other', () => {
    expect(areDivided(member(0, 'A.'), member(1, '.A'))).toBe(true)
  })
  it('are not when one of them was merely away', () => {
    expect(areDivided(member(0, 'A.'), member(1, 'AA'))).toBe(false)
    expect(areDivided(member(0, 'AA'), member(1, 'AA'))).toBe(false)
  })
  it('of four are judged by their own places only', () => {
    expect(areDivided(member(0, 'A.AA'), member(2, 'A.AA'))).toBe(false)
    expect(areDivided(member(0, 'AA..'), member(2, '..AA'))).toBe(true)
  })
})
