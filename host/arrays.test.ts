import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { smallHost } from '../installer/configuration/__fixtures__/document.ts'
import { run } from '../lib/exec.ts'
import { readerOf } from '../preflight/facts/reader.ts'
import { readArrays } from './arrays.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vmp-arrays-'))
})
afterEach(() => rmSync(root, { recursive: true }))

/** As mdadm prints it, and as the kernel does (drivers/md/md.c, uuid_show). */
const uuid = '3aaa0122:29827cfa:5331ad66:ca767371'
const kernelUuid = '3aaa0122-2982-7cfa-5331-ad66ca767371'
const document = { ...smallHost, storage: { arrays: [{ name: 'system', level: '1', uuid, devices: 2 }], volumes: [] } }

function md(attributes: Record<string, string>): void {
  const folder = join(root, 'sys/block/md127/md')
  mkdirSync(folder, { recursive: true })
  for (const [name, value] of Object.entries({ uuid: kernelUuid, ...attributes }))
    writeFileSync(join(folder, name), `${value}\n`)
}

const state = async () => (await readArrays(readerOf(root, run, new AbortController().signal), document))[0]

test.each([
  ['optimal', { array_state: 'clean', degraded: '0', sync_action: 'idle' }],
  ['optimal', { array_state: 'active', degraded: '0', sync_action: 'check' }],
  ['degraded', { array_state: 'clean', degraded: '1', sync_action: 'idle' }],
  ['degraded', { array_state: 'active-idle', degraded: '1', sync_action: 'frozen' }],
  ['rebuilding', { array_state: 'active', degraded: '1', sync_action: 'recover' }],
  ['rebuilding', { array_state: 'active', degraded: '0', sync_action: 'resync' }],
  ['failed', { array_state: 'broken', degraded: '1', sync_action: 'idle' }],
  ['failed', { array_state: 'inactive', degraded: '0', sync_action: 'idle' }],
])('an array is %s when the kernel says %o', async (expected, attributes) => {
  md(attributes)
  expect(await state()).toEqual({ name: 'system', state: expected })
})

test('an array that does not run has failed, and that of a guest is none of ours', async () => {
  md({ uuid: 'ffffffff-0000-0000-0000-000000000000', array_state: 'clean', degraded: '0', sync_action: 'idle' })
  expect(await state()).toEqual({ name: 'system', state: 'failed' })
})

test('a level without redundancy has no member to lack', async () => {
  md({ array_state: 'clean' })
  expect(await state()).toEqual({ name: 'system', state: 'optimal' })
})
