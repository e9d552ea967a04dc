import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { run } from '../lib/exec.ts'
import { openShell } from './shell.ts'

let folder: string
let ran: { command: string; input: unknown }[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-shell-'))
  ran = []
})
afterEach(() => rmSync(folder, { recursive: true }))

const runTool: typeof run = async (command, args, { input }) => {
  ran.push({ command: [command, ...args].join(' '), input })
  return { stdout: '', stderr: '' }
}
const open = () => openShell(runTool, [join(folder, 'none'), join(folder, 'hash')], new AbortController().signal)

test('without a password on the medium there is no login', async () => {
  expect(await open()).toBe(false)
  expect(ran).toEqual([])
})

test('the hash of the medium becomes the password of root, then the logins open', async () => {
  writeFileSync(join(folder, 'hash'), '$y$j9T$abcdefgh$0123456789abcdefghijklmnop\n')
  expect(await open()).toBe(true)
  expect(ran).toEqual([
    { command: 'chpasswd --encrypted', input: 'root:$y$j9T$abcdefgh$0123456789abcdefghijklmnop\n' },
    { command: 'systemctl start --no-block getty@tty2.service serial-getty@ttyS0.service', input: undefined },
  ])
})

test.each([
  ['nothing', ''],
  ['a password in the clear', 'secret'],
  ['a second account', '$6$aaaaaaaa$bbbbbbbb\ndaemon:$6$aaaaaaaa$bbbbbbbb'],
])('a file with %s opens no login', async (_, content) => {
  writeFileSync(join(folder, 'hash'), content)
  expect(await open()).toBe(false)
  expect(ran).toEqual([])
})
