import { expect, test } from 'vitest'
import { CommandError } from '../../lib/exec.ts'
import { isLate, lateReason, reasonOf } from './reason.ts'

test('the words of a tool that failed are its reason, each line once', () => {
  const stderr = 'Invalid command\nInvalid command\n  Invalid command\nInvalid channel: 0'
  expect(reasonOf(new CommandError('ipmitool', ['lan', 'print'], 1, stderr))).toBe(
    'ipmitool failed with exit code 1. Invalid command\nInvalid command\nInvalid channel: 0',
  )
})

test('a source that was only late is told from one that failed', () => {
  expect(isLate(lateReason(5))).toBe(true)
  expect(isLate(reasonOf(new Error('no such file')))).toBe(false)
})
