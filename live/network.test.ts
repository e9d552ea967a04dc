import { expect, test } from 'vitest'
import { addresses } from './network.ts'

const entry = (address: string, internal = false) => ({
  address,
  internal,
  netmask: '',
  family: 'IPv4' as const,
  mac: '52:54:00:12:34:56',
  cidr: null,
})

test('only addresses that another machine can reach count', () => {
  const found = addresses({
    lo: [entry('127.0.0.1', true)],
    ens3: [entry('192.0.2.57'), entry('fe80::5054:ff:fe12:3456'), entry('2001:db8::57')],
    ens4: [entry('169.254.3.4')],
  })
  expect(found.map(({ address }) => address)).toEqual(['192.0.2.57', '2001:db8::57'])
})
