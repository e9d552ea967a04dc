/** Puts the rendered configuration on the root of a host that is being started: a file system in memory, made anew each time. */
import { chmod, cp, mkdir, readFile, stat, symlink, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { HostDocument } from './document.ts'
import { shadowText } from './identity.ts'
import { renderConfiguration } from './render.ts'
import type { SystemChoice } from './system.ts'

/** What the administrator puts here lies over the rendered /etc, by the same paths below it. */
const localFolder = 'etc/vmp/local.d'

export async function writeConfiguration(root: string, document: HostDocument, choice: SystemChoice): Promise<void> {
  for (const { path, text, mode = 0o644 } of renderConfiguration(document, choice)) {
    const file = join(root, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
    await chmod(file, mode)
  }
  // In place: the group that may read it stays.
  const shadow = join(root, 'etc/shadow')
  await writeFile(shadow, shadowText(await readFile(shadow, 'utf8'), document.rootPasswordHash))
  await setTimezone(root, document.timezone)
  await setLocale(root, document.locale)
  // Caches that a new /usr would ask for are in the image already (systemd-update-done.service(8)); /etc has its own there.
  await writeFile(join(root, 'var/.updated'), '')
  const local = join(root, localFolder)
  if (existsSync(local)) await cp(local, join(root, 'etc'), { recursive: true })
}

/** A zone that this image does not know leaves UTC. */
async function setTimezone(root: string, timezone: string): Promise<void> {
  const zone = `usr/share/zoneinfo/${timezone}`
  if (timezone.includes('..') || !(await isFile(join(root, zone)))) return
  await replaceLink(`/${zone}`, join(root, 'etc/localtime'))
}

/** The image has the texts of no language but all characters (C.utf8): a locale of another name is that one. */
async function setLocale(root: string, locale: string): Promise<void> {
  const [name, charset = ''] = locale.split('.')
  if (!/^utf-?8$/i.test(charset) || name === 'C' || !/^[A-Za-z_@0-9-]+$/.test(name ?? '')) return
  const folder = join(root, 'usr/lib/locale', `${name}.utf8`)
  if (!existsSync(join(folder, 'LC_CTYPE'))) await replaceLink('C.utf8', folder)
}

async function replaceLink(target: string, path: string): Promise<void> {
  await rm(path, { force: true })
  await symlink(target, path)
}

async function isFile(path: string): Promise<boolean> {
  return existsSync(path) && (await stat(path)).isFile()
}
