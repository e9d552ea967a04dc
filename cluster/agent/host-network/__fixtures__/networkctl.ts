/** networkctl of the image; what stands in for ports are veths, which have a kind, as no port has. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../../../lib/exec.ts'

export function playNetworkctl(root: string, args: readonly string[]) {
  const folder = join(root, 'etc/systemd/network')
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'utf8')
    if (text.includes('\nKind=!*')) writeFileSync(join(folder, name), text.replaceAll('\nKind=!*', ''))
  }
  return run('chroot', [root, 'networkctl', ...args], { timeout: 30_000 })
}
