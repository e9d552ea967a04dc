/** All of /etc that follows from the host document. What is not here is the image's. */
import type { HostDocument } from './document.ts'
import type { RenderedFile } from './file.ts'
import { firewallFiles } from './firewall.ts'
import { identityFiles } from './identity.ts'
import { kvmFiles } from './kvm.ts'
import { networkFiles } from './network.ts'
import { storageFiles } from './storage.ts'
import { systemFiles } from './system.ts'
import type { SystemChoice } from './system.ts'

export function renderConfiguration(document: HostDocument, choice: SystemChoice): RenderedFile[] {
  return [
    ...identityFiles(document),
    ...storageFiles(document),
    ...systemFiles(document, choice),
    ...networkFiles(document),
    ...firewallFiles(document),
    ...kvmFiles(document),
  ]
}
