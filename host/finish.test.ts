import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { run } from '../lib/exec.ts'
import { log } from '../lib/log.ts'
import { markerOffset, readMarker, writeMarker } from '../lib/marker.ts'
import type { Marker } from '../lib/marker.ts'
import type { HostDisk } from '../installer/disks/installed.ts'
import { finishDisks } from './finish.ts'

const unfinished: Marker = { state: 'unfinished', machine: 'm1', installation: 'i1', cluster: null, host: null }
const logger = log('test')
logger.level = 'silent'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-finish-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function disk(name: string, marker: Marker, more: Partial<HostDisk> = {}): HostDisk {
  const path = join(folder, name)
  writeFileSync(path, Buffer.concat([Buffer.alloc(markerOffset), writeMarker(marker)]))
  return { path, esp: null, marker, ...more }
}
const markerOn = (name: string) => readMarker(readFileSync(join(folder, name)).subarray(markerOffset))
/** Programs succeed; those in `failing` do not. */
function finish(disks: HostDisk[], failing: string[] = []): Promise<string[]> {
  const commands: string[] = []
  const tool: typeof run = async (command, args) => {
    commands.push([command, ...args].join(' '))
    if (failing.includes(command)) throw new Error('it fails')
    return { stdout: '', stderr: '' }
  }
  const folders = { system: join(folder, 'system'), esps: join(folder, 'esps') }
  const signal = new AbortController().signal
  return finishDisks(disks, {
    run: tool,
    logger,
    folders,
    document: { name: 'node01' },
    hostKey: 'print',
    signal,
  }).then(() => commands)
}

test('a disk that the power cut left unfinished is finished, with the name and the key of its host', async () => {
  await finish([disk('sdb', unfinished)])
  expect(markerOn('sdb')).toEqual({ ...unfinished, state: 'installed', host: 'node01', hostKey: 'print' })
})

test('a disk that is finished is not touched', async () => {
  expect(await finish([disk('sda', { ...unfinished, state: 'installed' })])).toEqual([])
})

test('a system disk gets its loader first, and stays unfinished while it has none', async () => {
  const commands = await finish([disk('sda', unfinished, { esp: '/dev/sda3' }), disk('sdb', unfinished)], ['mount'])
  expect(commands[0]).toMatch(/^mount .*\/dev\/sda3/)
  expect(markerOn('sda')?.state).toBe('unfinished')
  expect(markerOn('sdb')?.state).toBe('installed')
})
