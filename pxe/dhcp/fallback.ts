import { render } from '../../lib/template.ts'

export interface Fallback {
  /** The station's IPv4 address. */
  readonly address: string
  /** The first file of BIOS and UEFI, TFTP paths. */
  readonly bios: string
  readonly uefi: string
  /** Absolute http:// URIs: the first file of UEFI HTTP boot, and iPXE's script. */
  readonly http: string
  readonly ipxe: string
}

/**
 * The lines to paste into a site's own DHCP server where firmware ignores a proxy: ISC dhcpd, Kea, dnsmasq, Windows,
 * MikroTik, and the bare values for any other (templates/dhcp/fallback.txt.hbs).
 */
export function fallbackLines(fallback: Fallback): string {
  return render('dhcp/fallback.txt.hbs', 'plain', { ...fallback })
}
