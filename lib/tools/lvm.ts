/** LVM's programs, each held to the devices it is told: another disk may carry a group of the same name. */

/** Bytes: LVM's default, of which every size is a multiple. */
const extentSize = 4 * 2 ** 20

export const physicalVolumeArgs = (device: string): string[] => ['--devices', device, '--force', '--yes', device]

export const groupArgs = (name: string, device: string): string[] => [
  '--devices',
  device,
  `--physicalextentsize=${extentSize}b`,
  '--yes',
  name,
  device,
]

export interface NewVolume {
  readonly group: string
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** What the group stands on. */
  readonly device: string
}

export const volumeArgs = ({ group, name, size, device }: NewVolume): string[] => [
  '--devices',
  device,
  `--extents=${Math.floor(size / extentSize)}`,
  `--name=${name}`,
  // What lay there before is not found again under the new name.
  '--wipesignatures=y',
  '--yes',
  group,
]
