import { expect, it } from 'vitest'
import { plainAnswer } from '../answer/__fixtures__/answer.ts'
import type { run } from '../lib/exec.ts'
import { logBundle } from './log-bundle.ts'
import { disks, planned } from './plan/__fixtures__/planned.ts'

const hash = '$6$salt$0123456789abcdefghijklmnopqrstuvwxyz'
const order = {
  machine: 'm1',
  installation: 'i1',
  answer: { ...plainAnswer, identity: { ...plainAnswer.identity, rootPasswordHash: hash } },
  plan: planned({ disks: disks(2), wanted: { system: { count: 2 } } }),
  rearmed: false,
  code: 'K7QX-2M',
  imageKeys: [],
  station: null,
}
const failed = { task: 'install', run: 'r', seq: 9, at: '', type: 'failed', step: 'image' } as const

it('tells what happened, and no secret', async () => {
  const tool: typeof run = async (command) => {
    if (command === 'mdadm') throw new Error('mdadm hangs')
    return { stdout: `${command}: vmp.nonce=once-only typed K7QX-2M, root:${hash}:1`, stderr: '' }
  }
  const options = { run: tool, now: () => new Date(0), version: '1.0' }
  const text = await logBundle(order, [failed], options)
  expect(text).toContain('"step":"image"')
  expect(text).toContain('=== dmesg')
  // What one part cannot tell costs only that part.
  expect(text).toContain('(mdadm hangs)')
  for (const secret of ['once-only', 'K7QX-2M', hash]) expect(text).not.toContain(secret)
})
