import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Emptied of files, with the folders kept: caches, logs, and what differs from one build to the next. */
const emptied = ['var/cache', 'var/log', 'var/lib/apt/lists', 'var/lib/samba/private', 'var/tmp', 'tmp', 'run', 'boot']

/** Keys and identities that must never be the same on two machines, and backups of tables. */
const removed = [
  /^etc\/ssh\/ssh_host_/,
  /^etc\/(passwd|group|shadow|gshadow|subuid|subgid)-$/,
  /^etc\/nvme\/host(id|nqn)$/,
  // The folder of this build; a host needs no archive.
  /^etc\/apt\/sources\.list$/,
  /^var\/lib\/dpkg\/.*-old$/,
  /^var\/lib\/systemd\/random-seed$/,
  /^var\/lib\/dbus\/machine-id$/,
  /^var\/lib\/swtpm-localca\/.*\.pem$/,
  /^(vmlinuz|initrd\.img)(\.old)?$/,
  // Compiled Python carries the times of its sources, which the image sets.
  /\/__pycache__\//,
]

/** Takes out of a new system what would make two builds differ, or two machines alike. */
export async function cleanTree(tree: string): Promise<void> {
  for (const folder of emptied) await removeFiles(tree, folder, () => true)
  for (const folder of ['etc', 'var/lib', 'usr/lib/python3', 'usr/lib/python3.13', 'usr/share'])
    await removeFiles(tree, folder, (name) => removed.some((pattern) => pattern.test(name)))
  for (const name of await readdir(tree)) if (removed.some((pattern) => pattern.test(name))) await rm(join(tree, name))
  // Present and empty: systemd makes an identity for this boot, and does not take it for a first boot (machine-id(5)).
  await writeFile(join(tree, 'etc/machine-id'), '')
}

async function removeFiles(tree: string, folder: string, chosen: (name: string) => boolean): Promise<void> {
  const entries = await readdir(join(tree, folder), { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isDirectory() && chosen(path.slice(tree.length + 1))) await rm(path)
  }
}
