/** Storage controllers: RAID cards, and host adapters that servers have in their place. */
import { basename } from 'node:path'
import { lspciArgs, parseLspci } from '../../../../lib/tools/lspci.ts'
import type { PciDevice } from '../../../../lib/tools/lspci.ts'
import type { SourceContext } from '../../context.ts'
import type { Reader } from '../../reader.ts'
import type { RaidController } from '../../schema/disks.ts'
import { known } from '../../text.ts'

/** PCI Code and ID Assignment: mass storage, RAID bus controller and Serial Attached SCSI controller. */
const classes = /^0x010[47]/

const namesLimit = 5000

export async function readControllers(context: SourceContext): Promise<RaidController[]> {
  const folder = '/sys/bus/pci/devices'
  const found: string[] = []
  for (const address of await context.list(folder))
    if (classes.test((await context.text(`${folder}/${address}/class`)) ?? '')) found.push(address)
  if (found.length === 0) return []
  // Whoever has no lspci gets numbers: that is no failure.
  const names = await context.run('lspci', lspciArgs, namesLimit).then(parseLspci, () => [])
  return Promise.all(
    found.map((address) =>
      readController(
        context,
        address,
        names.find((device) => device.address === address),
      ),
    ),
  )
}

async function readController(reader: Reader, address: string, device: PciDevice | undefined): Promise<RaidController> {
  const folder = `/sys/bus/pci/devices/${address}`
  const [driver, hosts] = await Promise.all([reader.target(`${folder}/driver`), reader.list(folder)])
  const host = hosts.find((name) => /^host\d+$/.test(name))
  const attribute = async (...names: string[]): Promise<string | null> => {
    if (host === undefined) return null
    for (const name of names) {
      const value = known(await reader.text(`${folder}/${host}/scsi_host/${host}/${name}`))
      if (value !== null) return value
    }
    return null
  }
  // mpt3sas; hpsa; smartpqi; aacraid; arcmsr.
  const firmware = await attribute(
    'version_fw',
    'firmware_revision',
    'firmware_version',
    'hba_kernel_version',
    'host_fw_version',
  )
  const [vendor, product] = await Promise.all([reader.text(`${folder}/vendor`), reader.text(`${folder}/device`)])
  const numbers = `${(vendor ?? '?').replace('0x', '')}:${(product ?? '?').replace('0x', '')}`
  return {
    name: (await attribute('board_name', 'host_fw_model')) ?? known(nameOf(device)) ?? numbers,
    driver: driver === undefined ? null : basename(driver),
    pciAddress: address,
    firmware,
  }
}

/** The seller's name of the card says more to its owner than the chip's: "Dell PERC H730P Mini". */
function nameOf(device: PciDevice | undefined): string | undefined {
  if (device === undefined) return undefined
  const { vendor, device: chip, subvendor, subdevice } = device
  const sold = subdevice !== '' && !/^(?:Sub)?[Dd]evice [0-9a-f]{4}$/.test(subdevice)
  return sold ? `${subvendor} ${subdevice}` : `${vendor} ${chip}`
}
