import { expect, test, vi } from 'vitest'
import { log } from '../lib/log.ts'
import { pump } from './consoles.ts'

const logger = log('test')

/** A terminal that keeps what is written, until it is hung up. */
function terminal() {
  const written: string[] = []
  const line = { hungUp: false, closed: false }
  const handle = {
    async writeFile(text: unknown) {
      if (line.hungUp) throw Object.assign(new Error('i/o error'), { code: 'EIO' })
      written.push(String(text))
    },
    async close() {
      line.closed = true
    },
  }
  return { written, line, handle: handle as unknown as Parameters<typeof pump>[0] }
}

test('a login that begins on the line hangs it up; the lines go on', async () => {
  const [first, second] = [terminal(), terminal()]
  const write = pump(first.handle, async () => second.handle, 'ttyS0', logger)
  write('one')
  await vi.waitFor(() => expect(first.written).toEqual(['one']))
  first.line.hungUp = true
  write('two')
  write('three')
  await vi.waitFor(() => expect(second.written).toEqual(['two', 'three']))
  expect(first.line.closed).toBe(true)
})

test('a terminal that cannot be opened again is given up for now, not for ever', async () => {
  const [first, second] = [terminal(), terminal()]
  const ways = [() => Promise.reject(new Error('no such device')), async () => second.handle]
  const write = pump(first.handle, () => ways.shift()!(), 'ttyS0', logger)
  first.line.hungUp = true
  write('one')
  await vi.waitFor(() => expect(ways).toHaveLength(1))
  await new Promise((resolve) => setImmediate(resolve))
  write('two')
  await vi.waitFor(() => expect(second.written).toEqual(['two']))
})
