import { expect, it } from 'vitest'
import { VmpError } from '../../lib/errors.ts'
import { CommandError } from '../../lib/exec.ts'
import type { run } from '../../lib/exec.ts'
import { disks, planned } from '../plan/__fixtures__/planned.ts'
import { diagnosed } from './diagnose.ts'

const [disk] = planned({ disks: disks(1), wanted: { system: { count: 1 } } }).disks
const failing = new CommandError('mkfs.xfs', ['/dev/x'], 1, 'Input/output error')
const never: typeof run = () => Promise.reject(new Error('not asked for'))

it('tells of a program that failed on a disk that is gone', async () => {
  const gone = { ...disk!, path: '/dev/vmp-no-such-disk' }
  await expect(diagnosed(never, [gone], () => Promise.reject(failing))).rejects.toMatchObject({
    code: 'install.diskGone',
    cause: failing,
  })
})

it('leaves alone what has a cause of its own', async () => {
  const used = new VmpError('install.diskInUse', { disk: 'a', part: 'b', where: 'c' })
  await expect(
    diagnosed(never, [{ ...disk!, path: '/dev/vmp-no-such-disk' }], () => Promise.reject(used)),
  ).rejects.toBe(used)
})

it('says what the program said when every disk is well', async () => {
  await expect(diagnosed(never, [], () => Promise.reject(failing))).rejects.toBe(failing)
})
