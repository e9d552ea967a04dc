/** The network cards, from sysfs. Virtual interfaces (bridges, VLANs) and SR-IOV functions are left out. */
import { basename } from 'node:path'
import { parsePermanentMac, permanentMacArgs } from '../../../lib/tools/ethtool.ts'
import type { Reader } from '../reader.ts'
import type { Nic } from '../schema/nics.ts'
import { count, known } from '../text.ts'

/** ARPHRD_ETHER, include/uapi/linux/if_arp.h. */
const ethernet = '1'
/** NET_ADDR_PERM, include/uapi/linux/netdevice.h: the address is the card's own. */
const permanent = '0'

/** @param bootMac The NIC that loaded the boot files, as BOOTIF names it: lower case, colons. */
export async function readCards(reader: Reader, bootMac: string | undefined): Promise<Nic[]> {
  const names = await reader.list('/sys/class/net')
  // Every Linux has at least its loopback interface.
  if (names.length === 0) throw new Error('/sys/class/net is not there')
  const cards = await Promise.all(names.map((name) => readCard(reader, name, bootMac)))
  return cards.filter((card) => card !== undefined)
}

async function readCard(reader: Reader, name: string, bootMac: string | undefined): Promise<Nic | undefined> {
  const folder = `/sys/class/net/${name}`
  const attribute = (path: string) => reader.text(`${folder}/${path}`)
  const [type, device, virtualFunction, address, assigned] = await Promise.all([
    attribute('type'),
    reader.target(`${folder}/device`),
    reader.target(`${folder}/device/physfn`),
    attribute('address'),
    attribute('addr_assign_type'),
  ])
  if (type !== ethernet || device === undefined || virtualFunction !== undefined || address === undefined)
    return undefined
  const mac = assigned === permanent ? address : ((await permanentMac(reader, name)) ?? address)
  const [driver, wireless, carrier, speed, duplex, vendor, product, mtu, ...errors] = await Promise.all([
    reader.target(`${folder}/device/driver`),
    reader.target(`${folder}/phy80211`),
    attribute('carrier'),
    attribute('speed'),
    attribute('duplex'),
    attribute('device/vendor'),
    attribute('device/device'),
    attribute('mtu'),
    attribute('statistics/rx_errors'),
    attribute('statistics/tx_errors'),
    attribute('statistics/rx_crc_errors'),
  ])
  const [received, sent, crc] = errors.map(count)
  const link = carrier === '1' ? true : carrier === '0' ? false : null
  return {
    name,
    mac,
    driver: driver === undefined ? null : basename(driver),
    firmware: null,
    wired: wireless === undefined,
    link,
    // Without link some drivers give their last speed, some 4294967295 (SPEED_UNKNOWN unsigned).
    speed: link === true ? plausible(count(speed)) : null,
    duplex: link === true && (duplex === 'full' || duplex === 'half') ? duplex : null,
    supported: [],
    partner: [],
    errors: typeof received === 'number' && typeof sent === 'number' ? { received, sent, crc: crc ?? 0 } : null,
    mtu: count(mtu),
    lldp: null,
    boot: bootMac !== undefined && (mac === bootMac || address === bootMac),
    pciAddress: pciAddressOf(device),
    pciId: vendor === undefined || product === undefined ? null : known(`${hex(vendor)}:${hex(product)}`),
  }
}

/** The nearest PCI function above the device (a virtio or USB card hangs below one). */
function pciAddressOf(device: string): string | null {
  const functions = device.match(/[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]/g)
  return functions?.at(-1) ?? null
}

const hex = (value: string): string => value.replace(/^0x/, '')
const plausible = (speed: number | null): number | null => (speed === null || speed > 1_600_000 ? null : speed)

/** For an interface whose address was changed after the card gave it; the address it has will do where ethtool is missing. */
async function permanentMac({ run }: Reader, name: string): Promise<string | undefined> {
  return parsePermanentMac(await run('ethtool', permanentMacArgs(name), 2000).catch(() => ''))
}
