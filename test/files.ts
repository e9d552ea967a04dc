import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** Files that git knows or would add, as paths from the root; those removed in the working tree left out. */
export const trackedFiles = execFileSync(
  'git',
  // As root in a checkout of somebody else, git would refuse to list it.
  ['-c', 'safe.directory=*', 'ls-files', '--cached', '--others', '--exclude-standard'],
  { cwd: root, encoding: 'utf8' },
)
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)))

export function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}
