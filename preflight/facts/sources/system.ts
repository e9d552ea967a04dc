/** The machine's names, as the kernel shows SMBIOS types 1 to 3. */
import type { Reader } from '../reader.ts'
import type { SystemFacts } from '../schema/system.ts'
import { known } from '../text.ts'

const dmi = '/sys/class/dmi/id'

export const noSystem: SystemFacts = {
  vendor: null,
  product: null,
  version: null,
  serial: null,
  uuid: null,
  board: { vendor: null, product: null, serial: null },
  chassis: { type: null, serial: null, assetTag: null },
}

export async function readSystem({ list, text }: Reader): Promise<SystemFacts> {
  if ((await list(dmi)).length === 0) throw new Error('the firmware shows no SMBIOS tables')
  const field = async (name: string) => known(await text(`${dmi}/${name}`))
  const [vendor, product, version, serial, uuid] = await Promise.all(
    ['sys_vendor', 'product_name', 'product_version', 'product_serial', 'product_uuid'].map(field),
  )
  const [boardVendor, boardName, boardSerial, chassisSerial, assetTag] = await Promise.all(
    ['board_vendor', 'board_name', 'board_serial', 'chassis_serial', 'chassis_asset_tag'].map(field),
  )
  return {
    vendor: vendor ?? null,
    product: product ?? null,
    version: version ?? null,
    serial: serial ?? null,
    uuid: uuid?.toLowerCase() ?? null,
    board: { vendor: boardVendor ?? null, product: boardName ?? null, serial: boardSerial ?? null },
    chassis: { type: null, serial: chassisSerial ?? null, assetTag: assetTag ?? null },
  }
}
