import { expect, test } from 'vitest'
import { core } from './__fixtures__/core.ts'

test('a machine that beats talks; without a beat for 12 seconds it is silent, and that is told once', () => {
  const { beats, heard, pass } = core()
  beats.beat('m')
  pass(4)
  beats.beat('m')
  pass(11)
  beats.sweep()
  expect(beats.isTalking('m')).toBe(true)
  pass(1)
  beats.sweep()
  beats.sweep()
  expect(beats.isTalking('m')).toBe(false)
  expect(heard).toEqual(['m talking', 'm silent 12'])
})

test('a machine that is heard again is told so', () => {
  const { beats, heard, pass, now } = core()
  beats.beat('m')
  pass(60)
  beats.sweep()
  beats.beat('m')
  expect(beats.isTalking('m')).toBe(true)
  expect(beats.lastBeat('m')).toEqual(now())
  expect(heard).toEqual(['m talking', 'm silent 60', 'm talking again'])
})

test('a machine that was forgotten is never reported silent', () => {
  const { beats, heard, pass } = core()
  beats.beat('m')
  beats.forget('m')
  pass(60)
  beats.sweep()
  expect(heard).toEqual(['m talking'])
  expect(beats.lastBeat('m')).toBeUndefined()
})

test('a live system known from before a restart of the station is silent when it does not come back', () => {
  const { beats, heard, pass } = core()
  beats.expect('m')
  beats.expect('n')
  expect(beats.isTalking('m')).toBe(false)
  pass(11)
  beats.beat('n')
  pass(1)
  beats.sweep()
  expect(heard).toEqual(['n talking', 'm silent 12'])
})

test('a machine whose firmware is heard has no live system until one beats, and is not silent meanwhile', () => {
  const { beats, heard, pass } = core()
  beats.beat('m')
  beats.startsAnew('m')
  expect(beats.isStarting('m')).toBe(true)
  pass(60)
  beats.sweep()
  beats.beat('m')
  expect(beats.isStarting('m')).toBe(false)
  expect(heard).toEqual(['m talking', 'm talking'])
})
