/** The machine's names, as the kernel shows SMBIOS types 0 to 3. */
import type { Reader } from '../reader.ts'
import type { FirmwareFacts, SystemFacts } from '../schema.ts'
import { known } from '../text.ts'

const dmi = '/sys/class/dmi/id'

export interface SystemSource {
  system: SystemFacts
  bios: Pick<FirmwareFacts, 'vendor' | 'version' | 'date'>
}

export const noSystem: SystemSource = {
  system: {
    vendor: null,
    product: null,
    version: null,
    serial: null,
    uuid: null,
    board: { vendor: null, product: null, serial: null },
    chassis: { serial: null, assetTag: null },
  },
  bios: { vendor: null, version: null, date: null },
}

export async function readSystem({ list, text }: Reader): Promise<SystemSource> {
  if ((await list(dmi)).length === 0) throw new Error('the firmware shows no SMBIOS tables')
  const field = async (name: string) => known(await text(`${dmi}/${name}`))
  const [vendor, product, version, serial, uuid] = await Promise.all(
    ['sys_vendor', 'product_name', 'product_version', 'product_serial', 'product_uuid'].map(field),
  )
  const [boardVendor, boardName, boardSerial, chassisSerial, assetTag] = await Promise.all(
    ['board_vendor', 'board_name', 'board_serial', 'chassis_serial', 'chassis_asset_tag'].map(field),
  )
  const [biosVendor, biosVersion, biosDate] = await Promise.all(['bios_vendor', 'bios_version', 'bios_date'].map(field))
  return {
    system: {
      vendor: vendor ?? null,
      product: product ?? null,
      version: version ?? null,
      serial: serial ?? null,
      uuid: uuid?.toLowerCase() ?? null,
      board: { vendor: boardVendor ?? null, product: boardName ?? null, serial: boardSerial ?? null },
      chassis: { serial: chassisSerial ?? null, assetTag: assetTag ?? null },
    },
    bios: { vendor: biosVendor ?? null, version: biosVersion ?? null, date: biosDate ?? null },
  }
}
