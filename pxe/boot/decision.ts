import type { MachineState } from '../contract/states.ts'

/** What a loader can do to start the machine's own disk: look for it itself, or leave it to the firmware. */
export const diskMethods = ['local', 'firmware'] as const
export type DiskMethod = (typeof diskMethods)[number]

/** What the station knows of the machine that asks. */
export interface KnownMachine {
  readonly state: MachineState
  /** Its next start is to be a live one. */
  readonly rescue: boolean
  /** A person asked for its failed installation to be tried again. */
  readonly retrying: boolean
  readonly installation: {
    readonly phase: 'queued' | 'running' | 'written' | 'ended'
    /** The host on its disk has been heard. */
    readonly hostHeard: boolean
  } | null
  readonly diskMethod: DiskMethod
  /** Every way to start its disk was tried, again and again, and it came back each time. */
  readonly diskGivenUp: boolean
}

/** What the station knows when a loader asks what to boot. */
export interface BootSituation {
  /** The image that is served; null when there is none, or its files are damaged. */
  readonly image: { readonly id: string; readonly sha256: string; readonly size: number } | null
  /** The NIC that asks, when it says so or its address tells. */
  readonly mac: string | null
  /** Null: never heard before. */
  readonly machine: KnownMachine | null
}

export interface BootPlaces {
  readonly bootUrl: string
  readonly stationUrl: string
  readonly pin: string
}

export type BootDecision =
  | { readonly action: 'live'; readonly image: string; readonly commandLine: string }
  | { readonly action: 'disk'; readonly method: DiskMethod }
  | { readonly action: 'wait'; readonly why: 'no-image' | 'unknown-nic' }

/** What the next start of a machine is for. */
export function goalOf(machine: KnownMachine | null): 'live' | 'rescue' | 'disk' {
  if (machine === null) return 'live'
  const { state, rescue, retrying, installation, diskGivenUp } = machine
  if (rescue) return 'rescue'
  if (state === 'installed') return 'disk'
  // One that never started from its disk is looked at live; the installation has failed then.
  if (state === 'installing') return installation?.phase === 'written' && !diskGivenUp ? 'disk' : 'live'
  // The host is there, and only something about it was wrong.
  if (state === 'failed' && installation?.hostHeard && !retrying) return 'disk'
  return 'live'
}

/**
 * The boot decision: one pure function of what is known. The nonce is minted by `mintNonce` only when it is needed.
 * `wait` shows a sentence on the machine's screen and asks again; only a machine whose disk holds a host is sent to it.
 */
export function decideBoot(
  { image, mac, machine }: BootSituation,
  places: BootPlaces,
  mintNonce: (mac: string) => string,
): BootDecision {
  const goal = goalOf(machine)
  // A station without an image keeps no host from starting.
  if (goal === 'disk') return { action: 'disk', method: machine!.diskMethod }
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
    ...(goal === 'rescue' ? { 'vmp.mode': 'rescue' } : {}),
  }
  const own = Object.entries(values).map(([name, value]) => `${name}=${value}`)
  return { action: 'live', image: image.id, commandLine: [...own, 'console=tty0', 'console=ttyS0,115200n8'].join(' ') }
}
