import { chmod, copyFile, mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { filesBelow } from './digest.ts'

/**
 * Copies the files of a folder over another with modes of their own (755 for programs and new folders, 644 for the
 * rest), because the modes of a checkout depend on the umask of whoever made it. Folders that are there keep theirs.
 */
export async function copyTree(
  source: string,
  target: string,
  wanted: (name: string) => boolean = () => true,
): Promise<void> {
  await makeFolder(target)
  for (const name of (await filesBelow(source)).filter(wanted)) {
    const to = join(target, name)
    await makeFolder(dirname(to))
    await copyFile(join(source, name), to)
    await chmod(to, ((await stat(join(source, name))).mode & 0o100) === 0 ? 0o644 : 0o755)
  }
}

async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) await chmod(made, 0o755)
}
