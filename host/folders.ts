/** Where a running host has its parts; a test has them elsewhere. */
import { hostDocumentFile, machineKeyFile, mounts, slotState } from '../installer/layout.ts'
import type { Slot } from '../installer/layout.ts'
import { join } from 'node:path'

export interface HostFolders {
  /** Of the files that are rendered. */
  readonly root: string
  /** The mirror of the slots, and the volume of the state. */
  readonly system: string
  readonly state: string
  /** In which ESPs are mounted for the moment. */
  readonly esps: string
  /** What is gone with this boot. */
  readonly run: string
}

export const hostFolders: HostFolders = {
  root: '/',
  system: mounts.system,
  state: mounts.state,
  esps: '/run/vmp/esp',
  run: '/run/vmp',
}

export const documentOf = (folders: HostFolders, slot: Slot): string =>
  join(folders.state, slotState(slot), hostDocumentFile)
export const machineKeyOf = (folders: HostFolders, slot: Slot): string =>
  join(folders.state, slotState(slot), machineKeyFile)
