import { expect, test } from 'vitest'
import { run } from '../../../lib/exec.ts'
import { etcdPrograms } from './binary.ts'

test('the programs of the image’s etcd run on this machine, and are of 3.5', async () => {
  const { etcd, etcdctl, etcdutl } = await etcdPrograms()
  for (const [program, argument] of [
    [etcd, '--version'],
    [etcdctl, 'version'],
    [etcdutl, 'version'],
  ] as const) {
    const { stdout } = await run(program, [argument], { timeout: 10_000 })
    expect(stdout).toMatch(/version: 3\.5\./i)
  }
})
