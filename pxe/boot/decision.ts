/** What the station knows when a loader asks what to boot. */
export interface BootSituation {
  /** The image that is served; null when there is none, or its files are damaged. */
  readonly image: { readonly id: string; readonly sha256: string; readonly size: number } | null
  /** The NIC that asks, when it says so or its address tells. */
  readonly mac: string | null
}

export interface BootPlaces {
  readonly bootUrl: string
  readonly stationUrl: string
  readonly pin: string
}

export type BootDecision =
  | { readonly action: 'live'; readonly image: string; readonly commandLine: string }
  | { readonly action: 'wait'; readonly why: 'no-image' | 'unknown-nic' }

/**
 * The boot decision: one pure function of what is known. The nonce is minted by `mintNonce` only when it is needed.
 * `wait` shows a sentence on the machine's screen and asks again; a machine is never sent to a disk it did not ask for.
 */
export function decideBoot(
  { image, mac }: BootSituation,
  places: BootPlaces,
  mintNonce: (mac: string) => string,
): BootDecision {
  if (image === null) return { action: 'wait', why: 'no-image' }
  if (mac === null) return { action: 'wait', why: 'unknown-nic' }
  const values: Readonly<Record<string, string | number>> = {
    boot: 'vmp',
    'vmp.source': 'http',
    'vmp.image': image.id,
    'vmp.url': `${places.bootUrl}/images/${image.id}/host.squashfs`,
    'vmp.sha256': image.sha256,
    'vmp.size': image.size,
    'vmp.station': places.stationUrl,
    'vmp.pin': places.pin,
    'vmp.nonce': mintNonce(mac),
    BOOTIF: `01-${mac.replaceAll(':', '-')}`,
    'systemd.unit': 'vmp-live.target',
  }
  const own = Object.entries(values).map(([name, value]) => `${name}=${value}`)
  return { action: 'live', image: image.id, commandLine: [...own, 'console=tty0', 'console=ttyS0,115200n8'].join(' ') }
}
