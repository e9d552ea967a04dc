/** How this host was started, as its boot loader says on the kernel's command line (installer/boot/entry.ts). */
import { VmpError } from '../lib/errors.ts'
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
  const words = new Map(
    commandLine
      .trim()
      .split(/\s+/)
      .map((word): [string, string] => {
        const [name = '', ...value] = word.split('=')
        return [name, value.join('=')]
      }),
  )
  const slot = words.get('vmp.slot')
  const image = words.get('vmp.image')
  if (words.get('vmp.source') !== 'disk' || (slot !== 'a' && slot !== 'b') || !image)
    throw new VmpError('host.notInstalled')
  return { slot, image, trial: words.get('vmp.try') === '1' }
}
