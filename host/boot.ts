/** How this host was started, as its boot loader says on the kernel's command line (installer/boot/entry.ts). */
import { VmpError } from '../lib/errors.ts'
import type { HostStorage, StateDevice } from '../installer/boot/target.ts'
import type { Slot } from '../installer/layout.ts'

export interface HostBoot {
  readonly slot: Slot
  /** Id of the image that runs. */
  readonly image: string
  /** Started for once, to see whether it is healthy. */
  readonly trial: boolean
}

/** @throws VmpError `host.notInstalled` where it was not started from its disks. */
export function parseHostBoot(commandLine: string): HostBoot {
  const words = wordsOf(commandLine)
  const slot = words.get('vmp.slot')
  const image = words.get('vmp.image')
  if (words.get('vmp.source') !== 'disk' || (slot !== 'a' && slot !== 'b') || !image)
    throw new VmpError('host.notInstalled')
  return { slot, image, trial: words.get('vmp.try') === '1' }
}

/**
 * Where the host's parts are, in the words of the boot loader: the next slot is started with the same.
 * @param systemFileSystem UUID of the file system on the mirror of the slots.
 */
export function parseHostStorage(commandLine: string, systemFileSystem: string): HostStorage {
  const words = wordsOf(commandLine)
  const systemArray = words.get('vmp.system')
  const state = /^([^/]+)\/state@(?:array:([^:]+):(.+)|partition:(.+))$/.exec(words.get('vmp.state') ?? '')
  const [, group, name, array, partition] = state ?? []
  if (systemArray === undefined || group === undefined) throw new VmpError('host.notInstalled')
  const device: StateDevice =
    name === undefined ? { kind: 'partition', uuid: partition! } : { kind: 'array', name, uuid: array! }
  return { systemArray, systemFileSystem, state: { group, device } }
}

function wordsOf(commandLine: string): Map<string, string> {
  const words = commandLine.trim().split(/\s+/)
  return new Map(
    words.map((word): [string, string] => {
      const [name = '', ...value] = word.split('=')
      return [name, value.join('=')]
    }),
  )
}
