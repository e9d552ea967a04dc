import { describe, expect, it } from 'vitest'
import { smallHost } from '../installer/configuration/__fixtures__/document.ts'
import { addressesOf, awaitHealth, essentialUnits, judgeHealth, mountPoints } from './health.ts'
import type { HealthReadings } from './health.ts'

const document = { ...smallHost, storage: { arrays: [], volumes: [{ group: 'vmp', name: 'cluster' }] } }
const well: HealthReadings = {
  units: new Map(essentialUnits.map((unit) => [unit, 'active'])),
  mounted: new Set(['/run/vmp/system', '/run/vmp/state', '/var/lib/vmp/cluster']),
  addresses: new Map([['vmp0', ['10.0.0.5']]]),
}
const codes = (readings: HealthReadings): string[] => judgeHealth(document, readings).map(({ code }) => code)

describe('a host', () => {
  it('is healthy when its units run, its volumes are mounted and it has an address', () => {
    expect(codes(well)).toEqual([])
  })
  it('is not without one of its units', () => {
    expect(judgeHealth(document, { ...well, units: new Map([...well.units, ['libvirtd.socket', 'failed']]) })).toEqual([
      { code: 'host.unitNotActive', params: { unit: 'libvirtd.socket', state: 'failed' } },
    ])
  })
  it('is not without a volume of its own', () => {
    expect(codes({ ...well, mounted: new Set(['/run/vmp/system', '/run/vmp/state']) })).toEqual(['host.notMounted'])
  })
  it('is not without an address, unless it is to have none', () => {
    const alone = { ...well, addresses: new Map() }
    expect(codes(alone)).toEqual(['host.noAddress'])
    const { network } = document
    const none = { ...network, management: { ...network.management, address: { method: 'none' as const } } }
    expect(judgeHealth({ ...document, network: none }, alone)).toEqual([])
  })
})

it('takes no address that a link gives itself', () => {
  const address = (text: string) => ({ address: text }) as never
  expect(addressesOf({ vmp0: [address('fe80::1'), address('169.254.3.4'), address('10.0.0.5')] })).toEqual(
    new Map([['vmp0', ['10.0.0.5']]]),
  )
})

it('reads where something is mounted', () => {
  const text =
    '36 35 98:0 / /run/vmp/system ro,nosuid - ext4 /dev/md127 ro\n37 35 0:1 /a /var/lib/vmp rw - xfs /dev/dm-0 rw\n'
  expect(mountPoints(text)).toContain('/run/vmp/system')
  expect(mountPoints(text)).not.toContain('/dev/md127')
})

describe('waiting for it', () => {
  const wait = (readings: HealthReadings[], within = 10) => {
    let time = 0
    return awaitHealth({
      read: () => Promise.resolve(readings.length > 1 ? readings.shift()! : readings[0]!),
      document,
      within,
      every: 2,
      elapsed: () => time,
      pause: async (milliseconds) => {
        time += milliseconds
      },
    })
  }
  it('ends as soon as it is well', async () => {
    expect(await wait([{ ...well, addresses: new Map() }, well])).toEqual([])
  })
  it('asks again a host that gave no answer, until the time is over', async () => {
    let asked = 0
    let time = 0
    const silent = (times: number): Promise<HealthReadings> =>
      (asked += 1) <= times ? Promise.reject(new Error('no answer')) : Promise.resolve(well)
    const waiting = (times: number) =>
      awaitHealth({
        read: () => silent(times),
        document,
        within: 10,
        every: 2,
        elapsed: () => time,
        pause: async (milliseconds) => {
          time += milliseconds
        },
      })
    expect(await waiting(2)).toEqual([])
    await expect(waiting(100)).rejects.toThrow('no answer')
    expect(time).toBeLessThanOrEqual(20)
  })
  it('ends with what is still wrong when the time is over', async () => {
    expect(await wait([{ ...well, addresses: new Map() }])).toMatchObject([{ code: 'host.noAddress' }])
  })
})
