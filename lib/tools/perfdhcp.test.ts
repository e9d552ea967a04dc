import { expect, test } from 'vitest'
import { args, parse } from './perfdhcp.ts'

const OUTPUT = `***Rate statistics***
Rate: 908.747 4-way exchanges/second, expected rate: 1000
***Statistics for: DISCOVER-OFFER***
sent packets: 4999
received packets: 4997
drops: 2
drops ratio: 0.04 %
min delay: 0.111 ms
avg delay: 0.577 ms
max delay: 9.146 ms
***Statistics for: REQUEST-ACK***
sent packets: 4997
received packets: 4996
drops: 1
drops ratio: 0.02 %
avg delay: 1.389 ms`

test("perfdhcp's two blocks give the loss of both and the delay of each", () => {
  expect(parse(1000, OUTPUT.split('\n'))).toEqual({ rate: 1000, lost: 3, offerDelay: 0.577, ackDelay: 1.389 })
})

test('it is told who it is, how many clients it plays, how fast and for how long', () => {
  const words = args({ local: '192.0.2.2', server: '192.0.2.1', clients: 50, rate: 200, seconds: 3 })
  expect(words.join(' ')).toBe('-4 -l 192.0.2.2 -R 50 -r 200 -p 3 -W 1000000 192.0.2.1')
})
