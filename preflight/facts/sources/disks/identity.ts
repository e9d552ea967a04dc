/** Which disk it is, from sysfs and the database of udev. */
import { basename } from 'node:path'
import type { Reader } from '../../reader.ts'
import type { Disk } from '../../schema/disks.ts'
import { count, known } from '../../text.ts'

/** sysfs counts sectors of 512 bytes, whatever the disk's own are (Documentation/block/stat.rst). */
export const sector = 512

/** `proc_name` of the SCSI hosts that present volumes of a RAID controller. */
const raidDrivers = new Set([
  'megaraid_sas',
  'megaraid',
  'hpsa',
  'cciss',
  'smartpqi',
  'aacraid',
  '3w-9xxx',
  '3w-sas',
  'arcmsr',
  'ips',
])

export type Identity = Omit<Disk, 'health' | 'contents' | 'marker' | 'boot'>

/** Where the kernel's name has a `!`, the device node has a folder: `cciss!c0d0`. */
export const nodeOf = (name: string): string => `/dev/${name.replaceAll('!', '/')}`

export const unknownIdentity = (name: string): Identity => ({
  name,
  path: nodeOf(name),
  vendor: null,
  model: null,
  serial: null,
  wwn: null,
  size: 0,
  rotational: null,
  removable: false,
  readOnly: null,
  transport: null,
  driver: null,
})

/** Undefined for an empty card reader and for the hidden paths of a multipath NVMe disk. */
export async function readIdentity(reader: Reader, name: string): Promise<Identity | undefined> {
  const folder = `/sys/block/${name}`
  const attribute = (path: string) => reader.text(`${folder}/${path}`)
  const sectors = count(await attribute('size'))
  const removable = (await attribute('removable')) === '1'
  if ((sectors === 0 && removable) || (await attribute('hidden')) === '1') return undefined
  const [udev, target, rotational, readOnly] = await Promise.all([
    readUdev(reader, await attribute('dev')),
    reader.target(folder),
    attribute('queue/rotational'),
    attribute('ro'),
  ])
  const vendor = known(await attribute('device/vendor'))
  const driver = await driverOf(reader, name, target ?? '')
  return {
    ...unknownIdentity(name),
    // libata says "ATA", virtio its PCI number: neither names a maker.
    vendor: vendor === null || vendor === 'ATA' || vendor.startsWith('0x') ? null : vendor,
    model: known(await attribute('device/model')) ?? known(udev.get('ID_MODEL')),
    serial: await serialOf(reader, folder, udev),
    wwn: wwnOf((await attribute('wwid')) ?? (await attribute('device/wwid'))) ?? known(udev.get('ID_WWN')),
    size: (sectors ?? 0) * sector,
    rotational: flag(rotational),
    removable,
    readOnly: flag(readOnly),
    transport: transportOf(name, target ?? '', driver, {
      vendor,
      raidLevel: await attribute('device/raid_level'),
    }),
    driver,
  }
}

const flag = (value: string | undefined): boolean | null => (value === '1' ? true : value === '0' ? false : null)

/** The properties that udev keeps for the block device `major:minor` (lines `E:NAME=value`). */
async function readUdev(reader: Reader, device: string | undefined): Promise<Map<string, string>> {
  const lines = device === undefined ? [] : ((await reader.text(`/run/udev/data/b${device}`)) ?? '').split('\n')
  return new Map(
    lines
      .map((line) => /^E:(\w+)=(.*)$/.exec(line))
      .filter((match) => match !== null)
      .map(([, name = '', value = '']) => [name, value]),
  )
}

async function serialOf(reader: Reader, folder: string, udev: Map<string, string>): Promise<string | null> {
  const direct = known(await reader.text(`${folder}/serial`)) ?? known(await reader.text(`${folder}/device/serial`))
  if (direct !== null) return direct
  // SCSI's Unit Serial Number page: four bytes of header, the third and fourth its length (SPC-5, 7.7.19).
  const page = await reader.bytes(`${folder}/device/vpd_pg80`)
  const serial = page === undefined || page.length < 4 ? undefined : page.subarray(4, 4 + page.readUInt16BE(2))
  return known(serial?.toString('latin1')) ?? known(udev.get('ID_SCSI_SERIAL')) ?? known(udev.get('ID_SERIAL_SHORT'))
}

/** As lsblk and udev write it: `0x…` for NAA names, `eui.…` and `nvme.…` as they are; others (t10) are no WWN. */
function wwnOf(wwid: string | undefined): string | null {
  const naa = /^naa\.([0-9a-f]+)$/i.exec(wwid ?? '')?.[1]
  if (naa !== undefined) return `0x${naa.toLowerCase()}`
  return /^(?:eui|nvme|uuid)\./.test(wwid ?? '') ? known(wwid) : null
}

async function driverOf(reader: Reader, name: string, target: string): Promise<string | null> {
  if (name.startsWith('nvme')) return 'nvme'
  const host = /\/(host\d+)\//.exec(target)?.[1]
  if (host !== undefined) return known(await reader.text(`/sys/class/scsi_host/${host}/proc_name`))
  const driver = await reader.target(`/sys/block/${name}/device/driver`)
  return driver === undefined ? null : basename(driver)
}

interface ScsiHints {
  readonly vendor: string | null
  /** hpsa and smartpqi: the volume's level, "N/A" for a disk that they pass through. */
  readonly raidLevel: string | undefined
}

/** How the disk hangs on the machine, from the path of its device in sysfs. */
function transportOf(name: string, target: string, driver: string | null, hints: ScsiHints): Disk['transport'] {
  if (name.startsWith('nvme')) return 'nvme'
  if (name.startsWith('mmcblk')) return 'mmc'
  if (/\/usb\d+\//.test(target)) return 'usb'
  if (driver !== null && raidDrivers.has(driver)) {
    if (!isPassedThrough(driver, target, hints)) return 'raid'
    return hints.vendor === 'ATA' ? 'sata' : 'sas'
  }
  if (/\/virtio\d+\//.test(target)) return 'virtio'
  if (/\/ata\d+\//.test(target) || driver === 'ahci') return 'sata'
  if (/\/end_device-/.test(target)) return 'sas'
  if (/\/rport-/.test(target)) return 'fc'
  if (/\/session\d+\//.test(target)) return 'iscsi'
  return null
}

/** Whether a RAID controller gives the disk as it is, without making a volume of it. */
function isPassedThrough(driver: string, target: string, { raidLevel }: ScsiHints): boolean {
  // Volumes have the channels from MEGASAS_MAX_PD_CHANNELS on (drivers/scsi/megaraid/megaraid_sas.h).
  if (driver === 'megaraid_sas') return Number(/\/\d+:(\d+):\d+:\d+\/block\//.exec(target)?.[1] ?? 2) < 2
  return raidLevel === 'N/A'
}
