import { expect, test } from 'vitest'
import { identify, isRunning, parseStartTime } from './process.ts'

test('the start time of a process whose name holds blanks and brackets', () => {
  const stat = `42 (a) b (c) S 1 42 42 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 1 0 987654 2000 300`
  expect(parseStartTime(stat)).toBe(987654)
})

test('this process is itself, and no other of the same pid', async () => {
  const self = (await identify(process.pid))!
  expect(await isRunning(self)).toBe(true)
  expect(await isRunning({ ...self, startTime: self.startTime - 1 })).toBe(false)
  expect(await isRunning({ ...self, bootId: 'another start of the machine' })).toBe(false)
})

test('a process that does not exist', async () => {
  expect(await identify(2 ** 22 + 1)).toBeUndefined()
})
