/** How the modules of KVM are loaded; udev does that before anything of ours runs. */
import { render } from '../../lib/template.ts'
import type { HostDocument } from './document.ts'
import type { RenderedFile } from './file.ts'

export function kvmFiles({ hooks }: HostDocument): RenderedFile[] {
  const nested = hooks.kvm.nested ? '1' : '0'
  return [{ path: '/etc/modprobe.d/vmp-kvm.conf', text: render('host/kvm.conf.hbs', 'plain', { nested }) }]
}
