/** Who the host is, and who may log in. */
import { createHash } from 'node:crypto'
import { render } from '../../lib/template.ts'
import type { HostDocument } from './document.ts'
import type { RenderedFile } from './file.ts'

/** machine-id(5): 32 hexadecimal digits. The same for every boot, and not to be reckoned from another's. */
export const machineId = (document: HostDocument): string =>
  createHash('sha256').update(`vmp machine-id ${document.machine} ${document.installation}`).digest('hex').slice(0, 32)

/** @param shadow the image's own /etc/shadow: root's line gets the password, or none that fits. */
export function shadowText(shadow: string, passwordHash: string | null): string {
  return shadow.replace(/^root:[^:\n]*/m, `root:${(passwordHash ?? '!*').replaceAll('$', '$$$$')}`)
}

export function identityFiles(document: HostDocument): RenderedFile[] {
  const { name, locale, timezone, sshKeys } = document
  return [
    { path: '/etc/hostname', text: render('host/etc/hostname.hbs', 'plain', { name }) },
    { path: '/etc/hosts', text: render('host/etc/hosts.hbs', 'plain', { name }) },
    { path: '/etc/machine-id', text: `${machineId(document)}\n`, mode: 0o444 },
    { path: '/etc/locale.conf', text: render('host/etc/locale.conf.hbs', 'plain', { locale }) },
    { path: '/etc/default/locale', text: render('host/etc/locale.conf.hbs', 'plain', { locale }) },
    { path: '/etc/timezone', text: `${timezone}\n` },
    { path: '/etc/vmp/authorized_keys', text: sshKeys.map((key) => `${key}\n`).join(''), mode: 0o600 },
    { path: '/etc/ssh/sshd_config.d/50-vmp.conf', text: render('host/etc/sshd.conf.hbs', 'plain', {}) },
    { path: '/etc/issue', text: render('host/etc/issue.hbs', 'plain', {}) },
  ]
}
