/** How the system below our program behaves. */
import { render } from '../../lib/template.ts'
import type { HostDocument } from './document.ts'
import type { RenderedFile } from './file.ts'

export interface SystemChoice {
  /** Started for once: a hang must end it. */
  readonly trial: boolean
}

export function systemFiles({ time }: HostDocument, { trial }: SystemChoice): RenderedFile[] {
  const files: RenderedFile[] = [
    { path: '/etc/chrony/chrony.conf', text: render('host/etc/chrony.conf.hbs', 'plain', { servers: time.servers }) },
    { path: '/etc/systemd/journald.conf.d/50-vmp.conf', text: render('host/etc/journald.conf.hbs', 'ini', {}) },
    { path: '/etc/sysctl.d/60-vmp-host.conf', text: render('host/etc/sysctl.conf.hbs', 'plain', {}) },
  ]
  if (trial)
    files.push({
      path: '/etc/systemd/system.conf.d/50-vmp-trial.conf',
      text: render('host/etc/watchdog.conf.hbs', 'ini', {}),
    })
  return files
}
