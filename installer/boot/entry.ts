/** GRUB's texts on an ESP: the menu, and one file for each slot with the kernel's command line. */
import { render } from '../../lib/template.ts'
import { espFiles, imageFolder } from '../layout.ts'
import type { HostStorage, SlotEntry, StateDevice } from './target.ts'

/** The first serial line last: what the kernel and systemd say goes to both, and a login is on both. */
const consoles = 'console=tty0 console=ttyS0,115200n8'

export const menuText = (): string => render('host/boot/grub.cfg.hbs', 'grub', {})

/** Where the signed GRUB looks for its menu first. */
export const efiMenuText = (): string => render('host/boot/efi.cfg.hbs', 'grub', { grub: espFiles.grub })

export function slotText({ slot, image, storage, kernelArguments }: SlotEntry): string {
  return render('host/boot/slot.cfg.hbs', 'grub', {
    slot,
    image: image.id,
    folder: imageFolder(image.id),
    fileSystem: storage.systemFileSystem,
    arguments: commandLine({ slot, image, storage, kernelArguments }).join(' '),
  })
}

/** docs/installed-host.md says what each word means; the initrd reads them. */
export function commandLine({ slot, image, storage, kernelArguments }: SlotEntry): string[] {
  return [
    'boot=vmp vmp.source=disk',
    `vmp.slot=${slot} vmp.image=${image.id} vmp.sha256=${image.sha256} vmp.size=${image.size}`,
    ...storageWords(storage),
    'systemd.unit=vmp-host.target panic=10',
    consoles,
    ...kernelArguments,
  ]
}

function storageWords({ systemArray, state }: HostStorage): string[] {
  return [`vmp.system=${systemArray}`, `vmp.state=${state.group}/state@${deviceWord(state.device)}`]
}

const deviceWord = (device: StateDevice): string =>
  device.kind === 'array' ? `array:${device.name}:${device.uuid}` : `partition:${device.uuid}`
