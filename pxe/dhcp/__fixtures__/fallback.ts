import type { Fallback } from '../fallback.ts'

export const FALLBACK: Fallback = {
  address: '198.51.100.1',
  bios: 'loaders/undionly.kpxe',
  uefi: 'bootx64.efi',
  http: 'http://198.51.100.1:8080/bootx64.efi',
  ipxe: 'http://198.51.100.1:8080/boot/script.ipxe',
}
