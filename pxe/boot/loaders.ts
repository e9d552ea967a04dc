import type { LoaderOverride } from '../contract/machines.ts'

/** What a machine asks with, and what is known of it, as far as the choice of its first boot file goes. */
export interface LoaderRequest {
  readonly kind: 'firmware-pxe' | 'firmware-http' | 'ipxe' | 'vmp' | 'other'
  /** DHCP option 93 (RFC 4578, IANA's list of processor architectures). */
  readonly arch: number | undefined
  readonly mac: string
  readonly loader: LoaderOverride | null
  /** From the machine's last facts; null when unknown. */
  readonly secureBoot: boolean | null
}

export interface LoaderAddresses {
  /** IPv4 of the station on the served interface. */
  readonly address: string
  /** `http://…` of the boot server, without a slash at its end. */
  readonly bootUrl: string
}

export type LoaderChoice =
  | { readonly offer: { readonly file: string; readonly nextServer: string } }
  | { readonly unsupported: string }

type Family = 'bios' | 'x64-uefi' | 'x64-uefi-http'

const families: ReadonlyMap<number, Family> = new Map([
  [0, 'bios'],
  [7, 'x64-uefi'],
  [9, 'x64-uefi'],
  [16, 'x64-uefi-http'],
])

const names: ReadonlyMap<number, string> = new Map([
  [6, 'IA32 UEFI'],
  [10, 'ARM32 UEFI'],
  [11, 'ARM64 UEFI'],
  [15, 'IA32 UEFI HTTP'],
  [18, 'ARM32 UEFI HTTP'],
  [19, 'ARM64 UEFI HTTP'],
  [20, 'BIOS HTTP'],
])

/** BIOS or UEFI, as the architecture of a request says. */
export function firmwareOf(arch: number | undefined): 'bios' | 'uefi' | undefined {
  if (arch === undefined) return undefined
  return arch === 0 || arch === 20 ? 'bios' : 'uefi'
}

/**
 * The first file of a boot. UEFI gets the signed shim, because nothing in DHCP reveals that Secure Boot is on;
 * iPXE's `snponly.efi` only where that is known to be off, or a person says so.
 */
export function chooseLoader(request: LoaderRequest, { address, bootUrl }: LoaderAddresses): LoaderChoice {
  const offer = (file: string): LoaderChoice => ({ offer: { file, nextServer: address } })
  if (request.kind === 'ipxe') return offer(`${bootUrl}/boot/script.ipxe?mac=${request.mac}`)
  const arch = request.arch ?? 0
  const family = families.get(arch)
  if (family === undefined) return { unsupported: names.get(arch) ?? `architecture ${arch}` }
  if (family === 'bios') return offer('loaders/undionly.kpxe')
  const plain = request.loader === 'snponly' || (request.loader === null && request.secureBoot === false)
  const file = plain ? 'loaders/snponly.efi' : 'bootx64.efi'
  return offer(family === 'x64-uefi-http' ? `${bootUrl}/${file}` : file)
}
