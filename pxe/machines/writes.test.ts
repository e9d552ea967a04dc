import { describe, expect, test } from 'vitest'
import { writes } from './writes.ts'

describe('writing what packets tell', () => {
  test('goes on after a failure, says what is wrong, and stops saying so when it works again', () => {
    const { attempt, problem } = writes()
    const done: string[] = []
    expect(problem()).toBeNull()
    attempt(() => {
      throw new Error('database or disk is full')
    })
    expect(problem()).toEqual({ key: 'station.cannotWrite', params: { problem: 'database or disk is full' } })
    attempt(() => void done.push('written'))
    expect(done).toEqual(['written'])
    expect(problem()).toBeNull()
  })
})
