/** The machine's names, as the kernel shows SMBIOS types 1 to 3. */
import type { Reader } from '../reader.ts'
import type { SystemFacts } from '../schema/system.ts'
import { known } from '../text.ts'

const dmi = '/sys/class/dmi/id'

/** DSP0134 (SMBIOS 3.7), table 17; by number, those from 1 on. The highest bit, a lock, is not in what the kernel shows. */
const chassisTypes =
  'Other/Unknown/Desktop/Low Profile Desktop/Pizza Box/Mini Tower/Tower/Portable/Laptop/Notebook/Hand Held/Docking Station/All In One/Sub Notebook/Space-saving/Lunch Box/Main Server Chassis/Expansion Chassis/Sub Chassis/Bus Expansion Chassis/Peripheral Chassis/RAID Chassis/Rack Mount Chassis/Sealed-case PC/Multi-system/CompactPCI/AdvancedTCA/Blade/Blade Enclosing/Tablet/Convertible/Detachable/IoT Gateway/Embedded PC/Mini PC/Stick PC'
    .split('/')
    .reduce<Record<number, string>>((types, name, index) => ({ ...types, [index + 1]: name }), {})

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
  const [boardVendor, boardName, boardSerial, chassisType, chassisSerial, assetTag] = await Promise.all(
    ['board_vendor', 'board_name', 'board_serial', 'chassis_type', 'chassis_serial', 'chassis_asset_tag'].map(field),
  )
  return {
    vendor: vendor ?? null,
    product: product ?? null,
    version: version ?? null,
    serial: serial ?? null,
    uuid: uuid?.toLowerCase() ?? null,
    board: { vendor: boardVendor ?? null, product: boardName ?? null, serial: boardSerial ?? null },
    chassis: {
      type: chassisTypes[Number(chassisType)] ?? null,
      serial: chassisSerial ?? null,
      assetTag: assetTag ?? null,
    },
  }
}
