import { expect, test } from 'vitest'
import { CommandError } from '../exec.ts'
import type { run } from '../exec.ts'
import { writeHardwareClock } from './hwclock.ts'

const said = 'hwclock: Cannot access the Hardware Clock via any known method.'
const { signal } = new AbortController()

/** A clock that somebody else has open for so many attempts. */
function busy(times: number): { calls: string[]; tool: typeof run } {
  const calls: string[] = []
  const tool: typeof run = async (command, args) => {
    calls.push([command, ...args].join(' '))
    if (calls.length <= times) throw new CommandError(command, args, 1, said)
    return { stdout: '', stderr: '' }
  }
  return { calls, tool }
}

test('waits for a clock that another program has open', async () => {
  const { calls, tool } = busy(2)
  await writeHardwareClock(tool, signal, 1)
  expect(calls).toEqual(Array(3).fill('hwclock --systohc --utc'))
})

test('gives up on a clock that stays busy, or is not there', async () => {
  const { calls, tool } = busy(Infinity)
  await expect(writeHardwareClock(tool, signal, 1)).rejects.toMatchObject({ code: 'command.failed' })
  expect(calls).toHaveLength(5)
})
