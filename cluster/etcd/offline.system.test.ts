/** A member's data opened without the network, by a real etcd; and what of its log is kept. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keysAt, pause, put } from './__fixtures__/caretaker.ts'
import { etcdPrograms } from './__fixtures__/binary.ts'
import { whileOpen } from './offline.ts'
import { statusOf } from './status.ts'
import { commitAll, parseWal, readWal } from './wal.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-etcd-offline-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function memberAt(name: string) {
  const { etcd } = await etcdPrograms()
  return { program: etcd, dataFolder: join(folder, name), name: 'h1', logFile: join(folder, 'log'), pause }
}

test('the log says whose it is and how far it goes, as etcd itself does', async () => {
  const status = await whileOpen(await memberAt('data'), async (gateway) => {
    await put(gateway, 'a')
    return statusOf(gateway)
  })
  const { memberId, clusterId, index, term } = status
  expect(await readWal(join(folder, 'data'))).toEqual({ memberId, clusterId, index, term, commit: expect.any(Number) })
  expect(await readWal(join(folder, 'nothing'))).toBeNull()
})

/** The log as it would be if this member had written the key, and not yet heard that the others have it too. */
function forgetCommit(dataFolder: string, key: string): void {
  const wal = join(dataFolder, 'member/wal')
  const name = readdirSync(wal).find((each) => each.endsWith('.wal'))!
  const path = join(wal, name)
  // It had not applied it either: etcd makes its database anew from the log.
  rmSync(join(dataFolder, 'member/snap/db'))
  const file = readFileSync(path)
  for (let cut = parseWal(file, 0).end - 8; cut > 0; cut -= 8) {
    const { index, commit, end } = parseWal(file.subarray(0, cut), 0)
    if (index > commit && file.subarray(end - 64, end).includes(key))
      return writeFileSync(path, Buffer.concat([file.subarray(0, end), Buffer.alloc(4096)]))
  }
  throw new Error('there is no such place')
}

test('--force-new-cluster drops what was acknowledged by others’ word alone; committing the log first keeps it', async () => {
  await whileOpen(await memberAt('data'), async (gateway) => {
    for (const key of ['k/a', 'k/b', 'k/c']) await put(gateway, key)
  })
  forgetCommit(join(folder, 'data'), 'k/c')
  cpSync(join(folder, 'data'), join(folder, 'kept'), { recursive: true })
  const keys = async (name: string): Promise<string[]> =>
    whileOpen(await memberAt(name), (gateway) => keysAt(gateway, 'k/'))
  expect(await keys('data')).toEqual(['k/a', 'k/b'])
  expect(await commitAll(join(folder, 'kept'))).toBe(1)
  expect(await commitAll(join(folder, 'kept'))).toBe(0)
  expect(await keys('kept')).toEqual(['k/a', 'k/b', 'k/c'])
})

test('data that cannot be opened are told, with where to read on', async () => {
  const member = await memberAt('data')
  await whileOpen(member, (gateway) => put(gateway, 'a'))
  writeFileSync(join(folder, 'data/member/snap/db'), 'this is no database')
  await expect(whileOpen(member, (gateway) => statusOf(gateway))).rejects.toMatchObject({
    code: 'takeover.notOpened',
    params: { log: member.logFile, reason: 'etcd.data.damaged' },
  })
})
