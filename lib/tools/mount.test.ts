import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { mountArgs, withMount } from './mount.ts'

const mount = { device: '/dev/sda3', folder: '/esp', type: 'vfat' as const }

it('names type and options before device and folder', () => {
  expect(mountArgs(mount)).toEqual(['--types', 'vfat', '/dev/sda3', '/esp'])
  expect(mountArgs({ ...mount, options: ['ro', 'sync'] })).toEqual([
    '--types',
    'vfat',
    '--options',
    'ro,sync',
    '/dev/sda3',
    '/esp',
  ])
})

it('unmounts what was mounted, whatever became of the work', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vmp-mount-'))
  const called: string[] = []
  const run = (command: string) => {
    called.push(command)
    return Promise.resolve({ stdout: '', stderr: '' })
  }
  await expect(withMount({ ...mount, folder }, { run }, () => Promise.reject(new RangeError('no')))).rejects.toThrow(
    'no',
  )
  expect(called).toEqual(['mount', 'umount'])
  rmSync(folder, { recursive: true })
})
