import { expect, test } from 'vitest'
import { run } from '../../lib/exec.ts'
import { ending } from './tools.ts'

test('what fails, or takes too long, is told by the name of the program itself', async () => {
  const quick = ending(run)
  await expect(quick('false', ['--now'], { timeout: 5000 })).rejects.toMatchObject({
    command: 'false',
    args: ['--now'],
  })
  await expect(quick('sleep', ['60'], { timeout: 100 })).rejects.toMatchObject({
    code: 'command.timeout',
    params: { command: 'sleep' },
  })
})
