/** LVM: a volume cached by a faster device (lvmcache(7)). */

export interface CachedVolume {
  readonly name: string
  /** `linear`, `cache`, `cache-pool`, … */
  readonly type: string
  /** `writethrough`, `writeback`; empty where there is no cache. */
  readonly mode: string
  /** Something that it stands on is missing. */
  readonly partial: boolean
}

const asJson = ['--reportformat', 'json', '--options']

/** With those that are parts of others. */
export const listVolumesArgs = (group: string): string[] => [
  '--all',
  ...asJson,
  'lv_name,segtype,cache_mode,lv_attr',
  group,
]

export function parseVolumes(output: string): CachedVolume[] {
  const { report } = JSON.parse(output) as {
    report: { lv: { lv_name: string; segtype: string; cache_mode: string; lv_attr: string }[] }[]
  }
  return report.flatMap(({ lv }) =>
    lv.map((volume) => ({
      name: volume.lv_name.replaceAll(/[[\]]/g, ''),
      type: volume.segtype,
      mode: volume.cache_mode,
      // The ninth character (lvs(8)).
      partial: volume.lv_attr[8] === 'p',
    })),
  )
}

export const listDevicesArgs = [...asJson, 'pv_name,vg_name']

/** Groups by the device that belongs to them; empty for a device that is prepared for LVM and belongs to none. */
export function parseDevices(output: string): Map<string, string> {
  const { report } = JSON.parse(output) as { report: { pv: { pv_name: string; vg_name: string }[] }[] }
  return new Map(report.flatMap(({ pv }) => pv.map(({ pv_name, vg_name }): [string, string] => [pv_name, vg_name])))
}

/** Makes a device that was dropped while it was away forget that it belonged to the group. */
export const forgetOutdatedArgs = (group: string): string[] => ['--updatemetadata', group]
export const extendArgs = (group: string, device: string): string[] => [group, device]
/** A tenth is left for its metadata, and the spare of that. */
export const poolArgs = (group: string, pool: string, device: string): string[] => [
  '--yes',
  '--type',
  'cache-pool',
  '--cachemode',
  'writethrough',
  '--extents',
  '90%PVS',
  '--name',
  pool,
  group,
  device,
]
export const attachArgs = (group: string, volume: string, pool: string): string[] => [
  '--yes',
  '--type',
  'cache',
  '--cachepool',
  `${group}/${pool}`,
  `${group}/${volume}`,
]
/** Also when the cache is gone; what only it had is lost then, which with `writethrough` is nothing. */
export const detachArgs = (group: string, volume: string): string[] => [
  '--uncache',
  '--yes',
  '--force',
  `${group}/${volume}`,
]
export const dropMissingArgs = (group: string): string[] => ['--removemissing', group]
export const activateArgs = (group: string): string[] => ['--activate', 'y', group]
