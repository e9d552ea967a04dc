/** What of an installed host goes into a support bundle, besides what any machine can be asked. */
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withoutSecrets } from '../answer/values.ts'
import { HostDocument } from '../installer/configuration/document.ts'
import { imageFolder, installationLogFile, sharedState } from '../installer/layout.ts'
import { filePart, valuePart } from '../lib/bundle/part.ts'
import type { Part } from '../lib/bundle/part.ts'
import type { run } from '../lib/exec.ts'
import type { HostBoot } from './boot.ts'
import { documentOf } from './folders.ts'
import type { HostFolders } from './folders.ts'
import { readHealth } from './health.ts'
import { lastStatusFile } from './status.ts'

export interface HostSupport {
  readonly run: typeof run
  readonly boot: HostBoot
  readonly folders: HostFolders
}

export function hostParts({ run: runTool, boot, folders }: HostSupport): Part[] {
  const { system, state } = folders
  const document = documentOf(folders, boot.slot)
  return [
    valuePart('host/boot.json', 'how this host was started', () => boot),
    valuePart('host/document.json', document, async () => shownDocument(await readFile(document, 'utf8'))),
    filePart('host/status.json', join(folders.run, 'host.json')),
    filePart('host/status-before.json', lastStatusFile(state)),
    valuePart('host/health.json', 'vmp host health', async (signal) => {
      const { units, mounted, addresses } = await readHealth(runTool, signal)
      return { units: Object.fromEntries(units), mounted: [...mounted], addresses: Object.fromEntries(addresses) }
    }),
    filePart('host/installation.jsonl', join(state, sharedState, installationLogFile)),
    filePart('upgrade/slots.txt', join(system, 'loader/slots')),
    filePart('upgrade/loader-image.txt', join(system, 'loader/image')),
    valuePart('upgrade/images.json', join(system, 'images'), () => readdirSync(join(system, 'images')).toSorted()),
    filePart('upgrade/manifest.json', join(system, imageFolder(boot.image), 'manifest.json')),
  ]
}

/** @throws SyntaxError, never with the text that it could not read: that may be a secret. */
function shownDocument(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new SyntaxError('the host document is no JSON')
  }
  return withoutSecrets(HostDocument, value)
}
