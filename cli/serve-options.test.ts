import { assert, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultRange, parseRange, parseReservation, parseSubnet } from './serve-options.ts'

const number = (address: string): number => address.split('.').reduce((value, part) => value * 256 + Number(part), 0)
const text = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')
const served = (prefix: number, host: number) => {
  const size = 2 ** (32 - prefix)
  const base = Math.floor(number('10.11.12.13') / size) * size
  return { base, size, interface: { name: 'eth0', address: text(base + host), network: `${text(base)}/${prefix}` } }
}

describe('the range that a station gives by default', () => {
  test('lies in its subnet, without network, broadcast and a station at its edge, and is never empty', () => {
    assert(
      property(integer({ min: 8, max: 30 }), integer({ min: 0 }), (prefix, seed) => {
        const hosts = 2 ** (32 - prefix) - 2
        const { base, size, interface: where } = served(prefix, 1 + (seed % hosts))
        const { from, to } = defaultRange(where)
        expect(number(from)).toBeLessThanOrEqual(number(to))
        expect(number(from)).toBeGreaterThan(base)
        expect(number(to)).toBeLessThan(base + size - 1)
        expect([from, to]).not.toContain(where.address)
      }),
    )
  })

  test('is the upper half, because sites give fixed addresses from below', () => {
    expect(defaultRange(served(24, 1).interface)).toEqual({ from: '10.11.12.128', to: '10.11.12.254' })
    expect(defaultRange(served(24, 254).interface)).toEqual({ from: '10.11.12.128', to: '10.11.12.253' })
  })

  test('is the only other address of a subnet of two', () => {
    expect(defaultRange(served(30, 1).interface)).toEqual({ from: '10.11.12.14', to: '10.11.12.14' })
    expect(defaultRange(served(30, 2).interface)).toEqual({ from: '10.11.12.13', to: '10.11.12.13' })
  })
})

describe('--pool', () => {
  test('is a range, or one address', () => {
    expect(parseRange('192.0.2.100-192.0.2.200')).toEqual({ from: '192.0.2.100', to: '192.0.2.200' })
    expect(parseRange('192.0.2.100')).toEqual({ from: '192.0.2.100', to: '192.0.2.100' })
  })

  test.each(['', '192.0.2.200-192.0.2.100', '192.0.2.1-', '192.0.2-192.0.3', '192.0.2.1-192.0.2.2-192.0.2.3', 'a-b'])(
    '"%s" is refused',
    (range) => {
      expect(() => parseRange(range)).toThrow(expect.objectContaining({ code: 'input.invalid' }))
    },
  )
})

describe('--subnet', () => {
  test('is a network with its ranges and its router', () => {
    expect(parseSubnet('198.51.100.0/24,198.51.100.10-198.51.100.20,198.51.100.30,router=198.51.100.1')).toEqual({
      network: '198.51.100.0/24',
      ranges: [
        { from: '198.51.100.10', to: '198.51.100.20' },
        { from: '198.51.100.30', to: '198.51.100.30' },
      ],
      router: '198.51.100.1',
    })
  })

  test.each(['', '198.51.100.0', '198.51.100.0/', '198.51.100.0/33', '198.51.100.0/24,x', '198.51.100.0/24,router=x'])(
    '"%s" is refused',
    (subnet) => {
      expect(() => parseSubnet(subnet)).toThrow(expect.objectContaining({ code: 'input.invalid' }))
    },
  )
})

describe('--reserve', () => {
  test('is a NIC and its address', () => {
    expect(parseReservation('52-54-00-12-34-56=192.0.2.20')).toEqual({
      mac: '52:54:00:12:34:56',
      address: '192.0.2.20',
    })
  })

  test.each(['', '52:54:00:12:34:56', '52:54:00:12:34:56=', 'x=192.0.2.20', '52:54:00:12:34:56=192.0.2.256'])(
    '"%s" is refused',
    (reservation) => {
      expect(() => parseReservation(reservation)).toThrow(expect.objectContaining({ code: 'input.invalid' }))
    },
  )
})
