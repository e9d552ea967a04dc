import { createHash } from 'node:crypto'
import { render } from '../lib/template.ts'
import type { IsoChoice } from './iso-options.ts'

export interface Menu extends IsoChoice {
  readonly image: string
  /** Of host.squashfs. */
  readonly sha256: string
  readonly size: number
  readonly uuid: string
  /** It carries an answer file, and installs by itself. */
  readonly installs: boolean
}

/** The boot menu of an ISO: the kernel command line as `docs/image.md` names its words. */
export function menu({ image, sha256, size, uuid, station, pin, installs }: Menu): string {
  const words = [
    'boot=vmp vmp.source=iso',
    `vmp.image=${image} vmp.sha256=${sha256} vmp.size=${size} vmp.medium=${uuid}`,
    ...(station === undefined || pin === undefined ? [] : [`vmp.station=${station} vmp.pin=${pin.toLowerCase()}`]),
    'systemd.unit=vmp-live.target',
  ]
  return render('iso/grub.cfg.hbs', 'grub', {
    arguments: words.join(' '),
    consoles: 'console=tty0 console=ttyS0,115200n8',
    title: installs ? 'Install VMP as the answer file on this medium says' : 'VMP live system',
  })
}

/**
 * A date that no other ISO has, for an ISO 9660 UUID is a date: the day of the packages, and a time made of the content.
 * @returns sixteen digits, YYYYMMDDhhmmsscc
 */
export function isoDate(epoch: number, content: string): string {
  const day = new Date(epoch * 1000).toISOString().slice(0, 10).replaceAll('-', '')
  const digest = createHash('sha256').update(content).digest()
  const part = (index: number, limit: number): string => String(digest.readUInt32BE(index * 4) % limit).padStart(2, '0')
  return `${day}${part(0, 24)}${part(1, 60)}${part(2, 60)}${part(3, 100)}`
}

/** The UUID that blkid, udev and GRUB derive from that date. */
export function isoUuid(date: string): string {
  return [date.slice(0, 4), ...date.slice(4).match(/../g)!].join('-')
}
