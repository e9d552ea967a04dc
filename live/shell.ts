/** A login for the person before the machine: only with a password that the medium carries. No default, no network login. */
import { readFile } from 'node:fs/promises'
import { isSystemError } from '../lib/errors.ts'
import type { run } from '../lib/exec.ts'

/** crypt(5): `$id$…`, of the characters such a hash may have; one line, or chpasswd would read a second account. */
const hashForm = /^\$[0-9a-z]{1,3}\$[./0-9A-Za-z$=,]{8,200}$/

/** Alt-F2, and the serial line. */
const logins = ['getty@tty2.service', 'serial-getty@ttyS0.service']

/** Opens the logins when one of `hashFiles` holds a password's hash; false when there is none. */
export async function openShell(
  runTool: typeof run,
  hashFiles: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const hashes = await Promise.all(hashFiles.map(readHash))
  const hash = hashes.map((text) => text?.trim() ?? '').find((text) => hashForm.test(text))
  if (hash === undefined) return false
  await runTool('chpasswd', ['--encrypted'], { timeout: 10_000, signal, input: `root:${hash}\n` })
  await runTool('systemctl', ['start', '--no-block', ...logins], { timeout: 10_000, signal })
  return true
}

async function readHash(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined
    throw error
  }
}
