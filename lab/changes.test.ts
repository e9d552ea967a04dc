import { expect, test } from 'vitest'
import { parseChanges } from './changes.ts'
import { makeGuest } from './guest.ts'
import type { LabRequest } from './up.ts'

const GiB = 2 ** 30

test('each server may differ in its own way, also said in parts', () => {
  const changes = parseChanges(
    [
      '1:memory=3G,rtc=2020-01-01,no-virtualization',
      '2:uuid=1,nics=2,nolink=2',
      '2:disks=40G+1T,content=2:ext4,no-bmc',
    ],
    2,
  )
  expect([...changes]).toEqual([
    [1, { memoryMiB: 3072, rtc: '2020-01-01T00:00:00', noVirtualization: true }],
    [
      2,
      {
        uuidOf: 1,
        nics: 2,
        noLink: [2],
        disks: [40 * GiB, 1024 * GiB],
        contents: [{ disk: 2, kind: 'ext4' }],
        noBmc: true,
      },
    ],
  ])
})

test.each([
  'memory=3G',
  '3:memory=3G',
  '0:memory=3G',
  '1:',
  '1:memory',
  '1:memory=much',
  '1:colour=red',
  '1:toString=x',
  '1:nolink=2',
  '1:nics=9',
  '1:uuid=1',
  '1:uuid=3',
  '1:content=ext4;rm',
  '1:content=0:ext4',
  '1:no-bmc=please',
  '1:stick=big',
  '1:rtc=yesterday',
])('refuses --with %s', (text) => {
  expect(() => parseChanges([text], 2)).toThrowError(
    expect.objectContaining({ code: 'lab.badOption', params: expect.objectContaining({ option: '--with' }) }),
  )
})

const request: LabRequest = {
  lab: 'lab',
  servers: 2,
  firmware: 'bios',
  medium: 'pxe',
  dhcp: 'full',
  memoryMiB: 4096,
  disks: [64 * GiB],
  nic: 'virtio',
  changes: new Map(),
  until: 'checked',
  timeoutMs: 1000,
}

test('a server that differs is otherwise as the others are', () => {
  const changes = parseChanges(['2:uuid=1,nics=2,nolink=2,memory=3G,no-virtualization,no-bmc,disks=,stick'], 2)
  const [plain, twin] = [1, 2].map((number) => makeGuest({ ...request, changes }, 'tcg', number))
  expect(plain).toMatchObject({ memoryMiB: 4096, bmc: true, nics: [{ tap: 'tap1', link: true }] })
  expect(plain!.disks).toHaveLength(1)
  expect(twin).toMatchObject({
    uuid: plain!.uuid,
    memoryMiB: 3072,
    bmc: false,
    stick: expect.stringMatching(/lab-2\/stick\.img$/),
    disks: [],
    nics: [
      { tap: 'tap2', link: true },
      { tap: 'tap2-2', link: false },
    ],
  })
  expect(twin!.cpuModel).toBe(`${plain!.cpuModel},-svm,-npt,-vmx`)
  expect(twin!.serial).not.toBe(plain!.serial)
  expect(new Set([...plain!.nics, ...twin!.nics].map(({ mac }) => mac)).size).toBe(3)
  expect(twin!.nics[1]!.mac).toMatch(/^52:54:00(:[0-9a-f]{2}){3}$/)
})
