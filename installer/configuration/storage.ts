/** Which arrays and volumes are the host's own: all others, those of guests above all, are left alone. */
import { render } from '../../lib/template.ts'
import { mounts, volumeDevice } from '../layout.ts'
import type { HostDocument } from './document.ts'
import type { RenderedFile } from './file.ts'

export function storageFiles({ storage }: HostDocument): RenderedFile[] {
  const { arrays, volumes } = storage
  const groups = [...new Set(volumes.map(({ group }) => group))]
  // `state` is mounted by the initrd.
  const mounted = volumes.flatMap(({ group, name }) =>
    name === 'cluster' || name === 'local' ? [{ device: volumeDevice(group, name), folder: mounts[name] }] : [],
  )
  return [
    { path: '/etc/mdadm/mdadm.conf', text: render('host/etc/mdadm.conf.hbs', 'plain', { arrays }) },
    { path: '/etc/lvm/lvmlocal.conf', text: render('host/etc/lvmlocal.conf.hbs', 'plain', { groups }) },
    { path: '/etc/fstab', text: render('host/etc/fstab.hbs', 'plain', { mounted }) },
  ]
}
