import { copyFile, mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { runContained } from '../lib/tools/contained.ts'

/** Boot loaders as the station and the ISO name them, and where the packages put them. */
const files: Readonly<Record<string, string>> = {
  // BIOS over the network.
  'undionly.kpxe': 'usr/lib/ipxe/undionly.kpxe',
  // UEFI over the network, without and with Secure Boot; shim looks for its second stage under the name grubx64.efi.
  'snponly.efi': 'usr/lib/ipxe/snponly.efi',
  'ipxe.efi': 'usr/lib/ipxe/ipxe.efi',
  'bootx64.efi': 'usr/lib/shim/shimx64.efi.signed',
  'grubx64.efi': 'usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed',
  'mmx64.efi': 'usr/lib/shim/mmx64.efi.signed',
  // UEFI from the ISO.
  'grubcdx64.efi': 'usr/lib/grub/x86_64-efi-signed/gcdx64.efi.signed',
  // BIOS from the ISO as a stick: the code in its first sector.
  'grub-hybrid.img': 'usr/lib/grub/i386-pc/boot_hybrid.img',
  'memtest.bin': 'boot/memtest86+x64.bin',
  'memtest.efi': 'boot/memtest86+x64.efi',
}

/** GRUB for BIOS from the ISO, with every module that its menu uses. */
export const grubImage: readonly string[] =
  '--format i386-pc-eltorito --prefix /boot/grub --output /tmp/grub-eltorito.img '
    .concat(
      'biosdisk iso9660 part_gpt part_msdos normal configfile linux linux16 chain search search_fs_uuid search_fs_file fat ',
    )
    .concat('serial terminal terminfo test regexp echo sleep halt reboot minicmd')
    .split(' ')

/** Copies the loaders out of a system, and makes GRUB's image for BIOS with that system's own tools. */
export async function loaders(tree: string, folder: string, signal: AbortSignal): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [name, source] of Object.entries(files)) await copyFile(join(tree, source), join(folder, name))
  await runContained('chroot', [tree, 'grub-mkimage', ...grubImage], { timeout: 60_000, signal })
  await rename(join(tree, 'tmp/grub-eltorito.img'), join(folder, 'grub-eltorito.img'))
}
