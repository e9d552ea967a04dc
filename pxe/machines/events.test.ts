import { describe, expect, test } from 'vitest'
import { eventBus } from './events.ts'

const listen = (bus = eventBus<number>()) => {
  const cancel = new AbortController()
  const iterator = bus.subscribe(cancel.signal)[Symbol.asyncIterator]()
  return { bus, cancel, next: () => iterator.next(), iterator }
}

describe('a listener', () => {
  test('hears what happens from then on, in order', async () => {
    const { bus, next } = listen()
    bus.publish(0)
    const first = next()
    bus.publish(1)
    bus.publish(2)
    expect(await first).toEqual({ done: false, value: 1 })
    expect(await next()).toEqual({ done: false, value: 2 })
  })

  test('hears everything that happens while it is busy with an event', async () => {
    const { bus, next } = listen()
    const first = next()
    bus.publish(1)
    await first
    bus.publish(2)
    bus.publish(3)
    expect([(await next()).value, (await next()).value]).toEqual([2, 3])
  })

  test('that is aborted while it waits ends', async () => {
    const { cancel, next } = listen()
    const waiting = next()
    cancel.abort()
    expect(await waiting).toEqual({ done: true, value: undefined })
  })

  test('that is aborted between an event and the next wait ends', async () => {
    const { bus, cancel, next } = listen()
    const first = next()
    bus.publish(1)
    await first
    // The abort comes before the listener waits again: its wake-up must not be lost.
    cancel.abort()
    expect(await next()).toEqual({ done: true, value: undefined })
  })

  test('that is aborted in the same turn as an event ends', async () => {
    const { bus, cancel, next } = listen()
    const first = next()
    bus.publish(1)
    cancel.abort()
    await first
    expect(await next()).toEqual({ done: true, value: undefined })
  })

  test('that was aborted before it began ends at once', async () => {
    const { cancel, next } = listen()
    cancel.abort()
    expect((await next()).done).toBe(true)
  })

  test('that is slow loses the oldest events, keeps ten thousand, and goes on', async () => {
    const { bus, next } = listen()
    const first = next()
    for (let i = 0; i < 25_000; i++) bus.publish(i)
    await first
    const seen = [(await next()).value as number]
    bus.publish(-1)
    for (let value = seen[0]; value !== -1; seen.push(value)) value = (await next()).value as number
    expect(seen.length).toBeLessThanOrEqual(10_001)
    expect(seen.at(-2)).toBe(24_999)
  })

  test('that leaves is forgotten; the others go on', async () => {
    const bus = eventBus<number>()
    const one = listen(bus)
    const two = listen(bus)
    const [first, second] = [one.next(), two.next()]
    bus.publish(1)
    await Promise.all([first, second])
    await one.iterator.return?.()
    bus.publish(2)
    expect(await one.next()).toEqual({ done: true, value: undefined })
    expect((await two.next()).value).toBe(2)
  })
})
